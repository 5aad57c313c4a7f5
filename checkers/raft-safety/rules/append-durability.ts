import { logsOf, sideBySide } from '../evidence.ts';
import { entryAt } from '../log-chain.ts';
import { type NodeView, placeOf } from '../node-view.ts';
import type { Court, Rule } from '../rule.ts';
import type { RuleName } from '../rule-names.ts';

const rule: RuleName = 'append-durability';

/**
 * Entries are durable before they are acknowledged (Raft 5.3, Figure 2): when a successful append-reply leaves, the node's log up to
 * its matchIndex has been fsynced, and so has the term it speaks in (by a vote record, or by an entry of that term, which a restart
 * takes the term from). Entries that a restart found in the page cache are durable from the next fsync on, not before.
 */
export function appendDurability({ ledger }: Court): Rule {
  const account = ledger.account(rule);

  return {
    hears: ['send append-reply'],
    before(event, view) {
      if (event.event !== 'send' || event.type !== 'append-reply' || !event.success) return;
      const { log: durable } = view.durable;
      if (durable === undefined || view.log === undefined) return;
      account.evaluated += 1;
      const problem = entriesProblem(event.matchIndex, view) ?? termProblem(event.term, view);
      if (problem === undefined) return;
      ledger.violated({
        rule,
        message: `${view.node} (boot ${view.boot}) acknowledged index ${event.matchIndex} to ${event.to} in term ${event.term}, but ${problem}.`,
        trace: [placeOf(event)],
        evidence: sideBySide(logsOf(view), event.matchIndex),
      });
    },
  };
}

function entriesProblem(matchIndex: number, { log, durable }: NodeView): string | undefined {
  if (log === undefined || durable.log === undefined) return undefined;
  const entry = entryAt(log, matchIndex);
  if (entry === undefined) return `its log ends at index ${log.index}`;
  const kept = entryAt(durable.log, matchIndex);
  if (kept === undefined) return `only the entries up to index ${durable.log.index} were durable on its disk`;
  return kept.hash === entry.hash ? undefined : 'another entry was durable there, which a restart would bring back';
}

function termProblem(term: number, { durable }: NodeView): string | undefined {
  const known = Math.max(durable.term, durable.log?.term ?? 0);
  return known >= term ? undefined : `the last term durable on its disk was ${known}`;
}
