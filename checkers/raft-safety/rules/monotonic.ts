import type { RuleName } from '../ledger.ts';
import { placeOf } from '../node-view.ts';
import type { Court, Rule } from '../rule.ts';

const rule: RuleName = 'monotonic';

/**
 * Within a boot a node's term, commit index and applied index never go back. Over a crash the term may, if nobody was promised
 * anything in it (`recovery` sees to that); commit and applied index start over, since neither is on disk.
 */
export function monotonic({ ledger }: Court): Rule {
  return {
    before(event, view) {
      const { event: name } = event;
      if (name === 'persist' || name === 'send') return;
      ledger.evaluated(rule);
      const boot = `${view.node} (boot ${view.boot})`;
      const place = placeOf(event);
      if (event.term < view.term)
        ledger.violated({
          rule,
          message: `${boot} was in term ${view.term} and is back in term ${event.term}.`,
          trace: view.termPlace === undefined ? [place] : [view.termPlace, place],
        });
      if (name === 'commit' && event.index < (view.commitIndex ?? 0))
        ledger.violated({
          rule,
          message: `${boot} had committed index ${view.commitIndex}, and its commit index is back at ${event.index}.`,
          trace: view.commitPlace === undefined ? [place] : [view.commitPlace, place],
        });
      if (name === 'apply' && event.index <= (view.appliedIndex ?? 0))
        ledger.violated({
          rule,
          message: `${boot} had applied index ${view.appliedIndex}, and applies index ${event.index} again.`,
          trace: [place],
        });
    },
  };
}
