import { sideBySide } from '../evidence.ts';
import { placeOf } from '../node-view.ts';
import type { Court, Rule } from '../rule.ts';
import type { RuleName } from '../rule-names.ts';

const rule: RuleName = 'truncation';

/**
 * What a follower may remove (Raft 5.3): only entries that conflict with its leader's log. An entry that it has committed, an entry of
 * the current term, and one that it has acknowledged to the leader of the current term are all in that log, so they never conflict: removing one
 * means that an old or short append was taken for the whole truth.
 */
export function truncation({ ledger }: Court): Rule {
  const account = ledger.account(rule);

  return {
    hears: ['truncate'],
    before(event, view) {
      if (event.event !== 'truncate') return;
      account.evaluated += 1;
      const { term, fromIndex } = event;
      const { commitIndex = 0, commitPlace, ackedInTerm, log } = view;
      const place = placeOf(event);
      const removes = `${view.node} (boot ${view.boot}) removed the entries from index ${fromIndex} on in term ${term}`;
      const evidence = sideBySide([[view.node, log]], fromIndex);
      if (fromIndex <= commitIndex)
        ledger.violated({
          rule,
          message: `${removes}, though it had committed index ${commitIndex}.`,
          trace: commitPlace === undefined ? [place] : [commitPlace, place],
          evidence,
        });
      else if (ackedInTerm?.term === term && fromIndex <= ackedInTerm.index)
        ledger.violated({
          rule,
          message: `${removes}, though it had acknowledged index ${ackedInTerm.index} to the leader of that very term: nothing of it can conflict.`,
          trace: [ackedInTerm.place, place],
          evidence,
        });
      else if (log !== undefined && log.index >= fromIndex && log.term === term)
        ledger.violated({
          rule,
          message: `${removes}, and with them index ${log.index}, an entry of that very term: its leader's log has it too.`,
          trace: log.place === undefined ? [place] : [log.place, place],
          evidence,
        });
    },
  };
}
