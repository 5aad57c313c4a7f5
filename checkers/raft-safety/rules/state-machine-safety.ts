import { logsOf, sideBySide } from '../evidence.ts';
import type { Place } from '../ledger.ts';
import { placeOf } from '../node-view.ts';
import type { Court, Rule } from '../rule.ts';
import type { RuleName } from '../rule-names.ts';

const rule: RuleName = 'state-machine-safety';

interface Applied {
  readonly hash: string;
  readonly stateHash: string;
  readonly place: Place;
}

/**
 * State Machine Safety (Raft 5.4.3): no two nodes apply different entries at one index, nor does one node in two of its boots. Equal
 * entries up to an index must also leave equal states, or applying is not a function of the log.
 */
export function stateMachineSafety(court: Court): Rule {
  const { ledger } = court;
  const account = ledger.account(rule);
  const applied = new Map<number, Applied>();

  return {
    hears: ['apply'],
    before(event, view) {
      if (event.event !== 'apply') return;
      account.evaluated += 1;
      const { index, hash, stateHash } = event;
      const first = applied.get(index);
      if (first === undefined) {
        court.remember(1);
        applied.set(index, { hash, stateHash, place: placeOf(event) });
        return;
      }
      if (first.hash === hash && first.stateHash === stateHash) return;
      const here = `${view.node} (boot ${view.boot})`;
      const there = `${first.place.node} (boot ${first.place.boot})`;
      const message =
        first.hash === hash
          ? `${there} and ${here} applied the same entries up to index ${index} and hold different states: ${first.stateHash} and ${stateHash}.`
          : `${there} and ${here} applied different entries at index ${index}: ${first.hash} and ${hash} (of term ${event.entryTerm}).`;
      const other = court.view(first.place.node);
      const logs = other === undefined || other === view ? logsOf(view) : [...logsOf(other), ...logsOf(view)];
      ledger.violated({ rule, message, trace: [first.place, placeOf(event)], evidence: sideBySide(logs, index) });
    },
  };
}
