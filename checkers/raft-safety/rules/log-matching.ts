import { sideBySide } from '../evidence.ts';
import type { Place } from '../ledger.ts';
import { type Entry, entryAt } from '../log-chain.ts';
import { type NodeView, placeOf } from '../node-view.ts';
import type { Court, Rule } from '../rule.ts';
import type { RuleName } from '../rule-names.ts';

const rule: RuleName = 'log-matching';

/**
 * Log Matching (Raft 5.3): entries of the same index and term are the same entry, and all before them are the same. The chain hash
 * covers everything before an entry, so one comparison an entry is enough. Along a log terms never fall and there is no hole.
 */
export function logMatching({ ledger }: Court): Rule {
  const account = ledger.account(rule);

  return {
    hears: ['append', 'boot'],
    before(event, view) {
      if (event.event !== 'append' || event.role === 'leader' || view.log === undefined || event.firstIndex === view.log.index + 1) return;
      ledger.violated({
        rule,
        message: `${view.node} (boot ${view.boot}) took on entries from index ${event.firstIndex} on in term ${event.term}, though its log ended at ${view.log.index} and nothing was truncated.`,
        trace: [placeOf(event)],
        evidence: sideBySide([[view.node, view.log]], event.firstIndex),
      });
    },
    after(event, view) {
      if ((event.event !== 'append' && event.event !== 'boot') || view.log === undefined) return;
      const firstIndex = event.event === 'append' ? event.firstIndex : 1;
      for (let entry = entryAt(view.log, view.log.index); entry !== undefined && entry.index >= firstIndex; entry = entry.parent) {
        account.evaluated += 1;
        checkEntry(entry, view, placeOf(event));
      }
    },
  };

  function checkEntry(entry: Entry, view: NodeView, place: Place): void {
    const { index, term, hash, conflict, parent } = entry;
    if (conflict !== undefined)
      ledger.violated({
        rule,
        message: `Two entries of index ${index} and term ${term} differ: ${view.node} (boot ${view.boot}) has ${hash}, ${conflict.place?.node} (boot ${conflict.place?.boot}) had ${conflict.hash}${conflict.hash === hash ? ' behind another entry' : ''}.`,
        trace: conflict.place === undefined ? [place] : [conflict.place, place],
        evidence: sideBySide(
          [
            [view.node, view.log],
            [`${conflict.place?.node} then`, conflict],
          ],
          index,
        ),
      });
    if (parent !== undefined && parent.term > term)
      ledger.violated({
        rule,
        message: `In the log of ${view.node} (boot ${view.boot}) the entry at index ${index} is of term ${term}, behind one of term ${parent.term}. Along a log terms never fall.`,
        trace: [place],
        evidence: sideBySide([[view.node, view.log]], index),
      });
  }
}
