import { sideBySide } from '../evidence.ts';
import { entryAt } from '../log-chain.ts';
import { type NodeView, placeOf } from '../node-view.ts';
import type { Court, Rule } from '../rule.ts';
import type { RuleName } from '../rule-names.ts';

const rule: RuleName = 'apply-after-commit';

/**
 * Entries are applied in the order of the log, each once and none left out, from index 1 in every boot; only what the node has
 * committed, and what its own log holds there. A client's write is answered only after it was applied.
 */
export function applyAfterCommit({ ledger }: Court): Rule {
  const account = ledger.account(rule);

  return {
    hears: ['apply', 'reply'],
    before(event, view) {
      if (event.event !== 'apply' && event.event !== 'reply') return;
      account.evaluated += 1;
      const problem = event.event === 'apply' ? applyProblem(event, view) : replyProblem(event, view);
      if (problem === undefined) return;
      ledger.violated({
        rule,
        message: `${view.node} (boot ${view.boot}) ${event.event === 'apply' ? 'applied' : 'answered a client for'} index ${event.index}, but ${problem}.`,
        trace: view.commitPlace === undefined ? [placeOf(event)] : [view.commitPlace, placeOf(event)],
        evidence: sideBySide([[view.node, view.log]], event.index),
      });
    },
  };
}

function applyProblem(event: { index: number; hash: string }, { appliedIndex, commitIndex, log }: NodeView): string | undefined {
  if (commitIndex !== undefined && event.index > commitIndex) return `it had committed only up to index ${commitIndex}`;
  if (appliedIndex !== undefined && event.index > appliedIndex + 1) return `the last it had applied was index ${appliedIndex}`;
  const entry = log === undefined ? undefined : entryAt(log, event.index);
  return entry === undefined || entry.hash === event.hash ? undefined : `its log holds another entry there, of term ${entry.term}`;
}

function replyProblem(event: { index: number; entryTerm: number }, { appliedIndex, log }: NodeView): string | undefined {
  if (appliedIndex !== undefined && event.index > appliedIndex) return `it had applied only up to index ${appliedIndex}`;
  const entry = log === undefined ? undefined : entryAt(log, event.index);
  if (entry === undefined || entry.term === event.entryTerm) return undefined;
  return `the entry there is of term ${entry.term}, not ${event.entryTerm}: the client's own was replaced`;
}
