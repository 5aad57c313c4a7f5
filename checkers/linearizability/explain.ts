import { valueSeen, writes } from './anomaly.ts';
import type { Contradiction, PossibleState } from './contradiction.ts';
import type { OperationView } from './operation-view.ts';
import { answer, type Moment, named, shown } from './sentence.ts';

/** Possible values that the message names; the evidence has more. */
const namedStatesLimit = 3;

/** The contradiction in whole sentences, and the operations they name. `views` are the operations of the key. */
export function explain(
  key: string,
  contradiction: Contradiction,
  views: readonly OperationView[],
): { message: string; cited: OperationView[] } {
  const { operation, states } = contradiction;
  // Histories from elsewhere may have no times; then the numbers of events say when.
  const moment: Moment = views.some(({ fromNs, toNs }) => fromNs > 0 || (toNs ?? 0) > 0) ? 'time' : 'event';
  const where = key === '' ? 'The history' : `Key ${shown(key)}`;
  const origin = originOf(contradiction, views, moment);
  const sentences = [
    `${where} is not linearizable.`,
    `${answer(operation, moment)}.`,
    // Without any state the budget did not reach to tell which answer is the first that is wrong.
    ...(states.length === 0 ? [] : [possible(contradiction, moment)]),
    ...(origin === undefined ? [] : [origin.sentence]),
    states.length === 0
      ? 'No order of the operations explains everything up to this answer; which answer is the first that is wrong was not found within the budget.'
      : `No order of the operations explains this answer${concurrent(contradiction)}.`,
  ];
  const changes = states.slice(0, namedStatesLimit).flatMap(({ lastChange }) => lastChange ?? []);
  return { message: sentences.join(' '), cited: [operation, ...changes, ...(origin?.cited ?? [])] };
}

function possible({ states, statesComplete, statesOmitted }: Contradiction, moment: Moment): string {
  const first = states.slice(0, namedStatesLimit).map((state) => heldBecause(state, moment));
  const more = states.length + statesOmitted - first.length;
  const rest = more === 0 ? '' : more === 1 ? ', or one other value' : `, or one of ${more} other values`;
  if (!statesComplete) return `When it was answered the value was something else, for example ${first.join(', or ')}${rest}.`;
  return `When it was answered the value can only have been ${first.join(', or ')}${rest}.`;
}

function heldBecause({ state, lastChange }: PossibleState, moment: Moment): string {
  return lastChange === null ? `${shown(state)}, as at the start` : `${shown(state)}, left by ${named(lastChange, moment)}`;
}

function concurrent({ open, openOmitted }: Contradiction): string {
  const count = open.length + openOmitted;
  if (count === 0) return '';
  const what = count === 1 ? 'the one operation that was' : `the ${count} operations that were`;
  return `, wherever ${what} open or of unknown outcome at that moment ${count === 1 ? 'is' : 'are'} put`;
}

/** Where the value that was seen came from: its last writer before the answer, or that there was none. */
function originOf(
  { operation, statesComplete }: Contradiction,
  views: readonly OperationView[],
  moment: Moment,
): { sentence: string; cited: OperationView[] } | undefined {
  const value = valueSeen(operation);
  if (value === undefined || value === null) return undefined;
  const writers = views.filter((write) => writes(write, value));
  const end = operation.complete ?? Number.POSITIVE_INFINITY;
  const before = writers.filter(({ invoke, outcome }) => invoke < end && outcome !== 'fail').at(-1);
  if (before !== undefined) {
    const replaced = before.outcome === 'ok' && (before.complete ?? end) < end && statesComplete;
    const fate = replaced ? 'but it had been replaced by then' : 'but in no order is it the value at that moment';
    return { sentence: `${shown(value)} was written by ${named(before, moment)}, ${fate}.`, cited: [before] };
  }
  if (views.some(({ f }) => f === 'append')) return undefined;
  const failed = writers.find(({ invoke }) => invoke < end);
  if (failed !== undefined) {
    return { sentence: `${shown(value)} was only written by ${named(failed, moment)}, which was told that it failed.`, cited: [failed] };
  }
  const later = writers[0];
  if (later === undefined) return { sentence: `Nobody ever wrote ${shown(value)}.`, cited: [] };
  return { sentence: `${shown(value)} was written only later, by ${named(later, moment)}.`, cited: [later] };
}
