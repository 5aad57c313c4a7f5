import { type NodeView, placeOf } from '../node-view.ts';
import type { Court, Rule } from '../rule.ts';
import type { RuleName } from '../rule-names.ts';

const rule: RuleName = 'monotonic';

/**
 * Within a boot a node's term, commit index and applied index never go back. Over a crash the term may, if nobody was promised
 * anything in it (`recovery` sees to that); commit and applied index start over, since neither is on disk.
 */
export function monotonic({ ledger }: Court): Rule {
  const account = ledger.account(rule);

  return {
    hears: ['boot', 'role', 'lead', 'term', 'append', 'truncate', 'commit', 'apply', 'read', 'reply'],
    before(event, view) {
      const { event: name } = event;
      if (name === 'persist' || name === 'send') return;
      account.evaluated += 1;
      if (event.term < view.term)
        ledger.violated({
          rule,
          message: `${bootOf(view)} was in term ${view.term} and is back in term ${event.term}.`,
          trace: view.termPlace === undefined ? [placeOf(event)] : [view.termPlace, placeOf(event)],
        });
      if (name === 'commit' && event.index < (view.commitIndex ?? 0))
        ledger.violated({
          rule,
          message: `${bootOf(view)} had committed index ${view.commitIndex}, and its commit index is back at ${event.index}.`,
          trace: view.commitPlace === undefined ? [placeOf(event)] : [view.commitPlace, placeOf(event)],
        });
      if (name === 'apply' && event.index <= (view.appliedIndex ?? 0))
        ledger.violated({
          rule,
          message: `${bootOf(view)} had applied index ${view.appliedIndex}, and applies index ${event.index} again.`,
          trace: [placeOf(event)],
        });
    },
  };
}

function bootOf({ node, boot }: NodeView): string {
  return `${node} (boot ${boot})`;
}
