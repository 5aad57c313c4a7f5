import { sideBySide } from '../evidence.ts';
import { placeOf } from '../node-view.ts';
import type { Court, Rule } from '../rule.ts';
import type { RuleName } from '../rule-names.ts';

const rule: RuleName = 'leader-append-only';

/** Leader Append-Only (Raft 5.3): a leader neither overwrites nor deletes entries of its log; it only adds entries of its own term at the end. */
export function leaderAppendOnly({ ledger }: Court): Rule {
  const account = ledger.account(rule);

  return {
    hears: ['truncate', 'append'],
    before(event, view) {
      if (event.event === 'truncate' && view.leads !== undefined) {
        account.evaluated += 1;
        ledger.violated({
          rule,
          message: `${view.node} removed the entries from index ${event.fromIndex} on while it led term ${view.leads} (boot ${view.boot}). A leader's log only grows.`,
          trace: [placeOf(event)],
          evidence: sideBySide([[view.node, view.log]], event.fromIndex),
        });
      }
      if (event.event !== 'append' || event.role !== 'leader') return;
      account.evaluated += 1;
      const foreign = foreignTerm(event.terms, event.term);
      const wrong =
        foreign !== undefined
          ? `an entry of term ${foreign}`
          : view.log !== undefined && event.firstIndex !== view.log.index + 1
            ? `entries at index ${event.firstIndex}, though its log ended at ${view.log.index}`
            : undefined;
      if (wrong === undefined) return;
      ledger.violated({
        rule,
        message: `${view.node}, leader of term ${event.term} (boot ${view.boot}), appended ${wrong}. A leader adds entries of its own term at the end of its log.`,
        trace: [placeOf(event)],
        evidence: sideBySide([[view.node, view.log]], event.firstIndex),
      });
    },
  };
}

function foreignTerm(terms: readonly number[], own: number): number | undefined {
  for (const term of terms) if (term !== own) return term;
  return undefined;
}
