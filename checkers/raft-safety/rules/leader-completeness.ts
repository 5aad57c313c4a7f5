import { sideBySide } from '../evidence.ts';
import type { Place } from '../ledger.ts';
import { type Entry, entryAt, holds } from '../log-chain.ts';
import { placeOf } from '../node-view.ts';
import type { Court, Rule } from '../rule.ts';
import type { RuleName } from '../rule-names.ts';

const rule: RuleName = 'leader-completeness';

interface Reign {
  readonly term: number;
  /** The log it started from. */
  readonly last: Entry;
  readonly place: Place;
}

/**
 * Leader Completeness (Raft 5.4): what was committed in a term is in the log of every leader of a later term, from its first moment.
 * Of each term the highest commit stands for all before it. Commits meet the leaders of later terms and new leaders the commits of
 * earlier terms, so it does not matter which of the two is seen first.
 */
export function leaderCompleteness(court: Court): Rule {
  const { ledger } = court;
  const account = ledger.account(rule);
  const reigns: Reign[] = [];
  const committed = new Map<number, { readonly entry: Entry; readonly place: Place }>();

  return {
    hears: ['lead', 'commit'],
    before(event, view) {
      if (event.event === 'lead' && view.log !== undefined) {
        if (view.log.index !== event.lastIndex || view.log.hash !== event.lastHash) {
          ledger.blind(
            `${view.node} says that it leads term ${event.term} with a log of ${event.lastIndex} entries; its other events make another log`,
          );
          return;
        }
        court.remember(1);
        const reign = { term: event.term, last: view.log, place: placeOf(event) };
        reigns.push(reign);
        account.evaluated += 1;
        for (const [term, { entry, place }] of committed) if (term < reign.term) compare(reign, entry, term, place);
      }
      if (event.event === 'commit' && event.role === 'leader' && view.log !== undefined) {
        const entry = entryAt(view.log, event.index);
        const highest = committed.get(event.term);
        if (entry === undefined || (highest !== undefined && highest.entry.index >= entry.index)) return;
        if (highest === undefined) court.remember(1);
        const place = placeOf(event);
        committed.set(event.term, { entry, place });
        for (const reign of reigns)
          if (reign.term > event.term) {
            account.evaluated += 1;
            compare(reign, entry, event.term, place);
          }
      }
    },
  };

  function compare(reign: Reign, entry: Entry, term: number, place: Place): void {
    if (holds(reign.last, entry)) return;
    const own = entryAt(reign.last, entry.index);
    const instead = own === undefined ? `ended at index ${reign.last.index}` : `has an entry of term ${own.term} there`;
    ledger.violated({
      rule,
      message: `${place.node} committed index ${entry.index} (an entry of term ${entry.term}) in term ${term}, but the log of ${reign.place.node}, leader of the later term ${reign.term} (boot ${reign.place.boot}), ${instead}. What is committed is in the log of every later leader.`,
      trace: [place, reign.place],
      evidence: sideBySide(
        [
          [`${place.node} in term ${term}`, entry],
          [`${reign.place.node} in term ${reign.term}`, reign.last],
        ],
        entry.index,
      ),
    });
  }
}
