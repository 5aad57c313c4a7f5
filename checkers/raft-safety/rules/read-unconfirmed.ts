import { sideBySide } from '../evidence.ts';
import { entryAt } from '../log-chain.ts';
import { type NodeView, placeOf } from '../node-view.ts';
import type { Court, Rule } from '../rule.ts';
import type { RuleName } from '../rule-names.ts';

const rule: RuleName = 'read-unconfirmed';

/**
 * A read is served from a state that a leader has confirmed (Raft 8, thesis 6.4): with a read index, having applied so far. A lone
 * voter confirms itself and needs none. A leader gives a read index out only where an entry of its own term stands: before one is
 * committed it does not know what its predecessors committed. Whether the leader really still led when it confirmed, and whether
 * the index is as new as the read asks for, takes an order between nodes that a trace does not give; linearizability sees it.
 */
export function readUnconfirmed({ ledger }: Court): Rule {
  const account = ledger.account(rule);

  return {
    hears: ['read', 'send read-index-reply'],
    before(event, view) {
      if (event.event === 'read') {
        account.evaluated += 1;
        const problem = readProblem(event.readIndex, event.appliedIndex, view);
        if (problem !== undefined)
          ledger.violated({
            rule,
            message: `${view.node} (boot ${view.boot}), ${event.role} in term ${event.term}, answered a read of ${JSON.stringify(event.key)} ${problem}.`,
            trace: [placeOf(event)],
          });
      }
      if (event.event === 'send' && event.type === 'read-index-reply' && event.readIndex !== null && view.log !== undefined) {
        account.evaluated += 1;
        const term = entryAt(view.log, event.readIndex)?.term;
        if (term === event.term) return;
        ledger.violated({
          rule,
          message: `${view.node} (boot ${view.boot}) gave ${event.to} read index ${event.readIndex} in term ${event.term}, but ${term === undefined ? `its log ends at index ${view.log.index}` : `the entry there is of term ${term}: it had committed nothing of its own term yet`}.`,
          trace: [placeOf(event)],
          evidence: sideBySide([[view.node, view.log]], event.readIndex),
        });
      }
    },
  };
}

function readProblem(readIndex: number | null, appliedIndex: number, { voters, node }: NodeView): string | undefined {
  if (readIndex === null) {
    const isLone = voters?.length === 1 && voters[0] === node;
    return isLone || voters === undefined ? undefined : 'from what it happened to hold: no leader was asked';
  }
  return appliedIndex >= readIndex ? undefined : `at index ${appliedIndex}, though the confirmed read index is ${readIndex}`;
}
