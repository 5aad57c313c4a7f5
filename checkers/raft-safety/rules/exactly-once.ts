import type { Place } from '../ledger.ts';
import { placeOf } from '../node-view.ts';
import type { Court, Rule } from '../rule.ts';
import type { RuleName } from '../rule-names.ts';

const rule: RuleName = 'exactly-once';

/**
 * A client's write takes effect once (Raft 8: client sessions): the same (session, sequence number) is applied with effect at one
 * index only, on all nodes. Applied again behind that, it is answered from the cache and has no effect.
 */
export function exactlyOnce(court: Court): Rule {
  const { ledger } = court;
  const account = ledger.account(rule);
  const sessions = new Map<string, Map<number, { readonly index: number; readonly place: Place }>>();

  return {
    hears: ['apply'],
    before(event, view) {
      if (event.event !== 'apply' || event.session === null || event.sequence === null) return;
      account.evaluated += 1;
      if (!event.effect) return;
      const { session, sequence, index } = event;
      let writes = sessions.get(session);
      if (writes === undefined) {
        writes = new Map();
        sessions.set(session, writes);
      }
      const first = writes.get(sequence);
      if (first === undefined) {
        court.remember(1);
        writes.set(sequence, { index, place: placeOf(event) });
      } else if (first.index !== index)
        ledger.violated({
          rule,
          message: `Write ${sequence} of session ${session} took effect twice: at index ${first.index} (${first.place.node}, boot ${first.place.boot}) and at index ${index} (${view.node}, boot ${view.boot}).`,
          trace: [first.place, placeOf(event)],
        });
    },
  };
}
