/**
 * Sets from which elements are removed, each added at most once and removed at most once. What is certain is found by narrowing windows,
 * see set-windows.ts; what is impossible then is impossible. Where more is left open, it is guessed: reads are taken in an order that fits
 * what is certain, and an element that a read does not show was not there yet if no earlier read shows it or finds it gone, and is gone otherwise. A guess
 * that fits is an order. One that does not says nothing, and the history is left to the search.
 */
import { type Conflict, type Decision, firstConflict } from './first-conflict.ts';
import { conflictOfElement } from './set-conflict.ts';
import type { SetHistory } from './set-history.ts';
import { orderOfSet } from './set-order.ts';
import { afterRemove, beforeAdd, SetWindows, showsIt, takesOut, undecided, unknownSide } from './set-windows.ts';

/** Pairs of an element and a read; a history that has more is left to the search. */
const pairsLimit = 1 << 22;
/** How often what is known may be gone over; a history that needs more is left to the search. */
const roundsLimit = 64;
/** Guesses, each of which is one read's; likewise. */
const guessesLimit = 256;

/** Undefined where it cannot tell, or not which event is the first. `length`: of the events. */
export function decideRemoves(history: SetHistory, length: number): Decision | undefined {
  if (history.adds.length * history.reads.length > pairsLimit) return undefined;
  const whole = look(history, length);
  if (whole === undefined) return undefined;
  if (!('kind' in whole)) return { verdict: 'valid' };
  const decision = firstConflict(
    length,
    (until) => {
      const found = look(history, until);
      return found !== undefined && 'kind' in found ? found : undefined;
    },
    () => [],
  );
  if (decision.verdict === 'valid') return undefined;
  const order = look(history, decision.at);
  return order === undefined || 'kind' in order ? undefined : { ...decision, order };
}

/** Candidates in an order that explains the first events, or why there is none; undefined if neither is found. */
function look(history: SetHistory, end: number): Conflict | number[] | undefined {
  const windows = new SetWindows(history, end);
  const known = windows.narrow(roundsLimit);
  if (known === 'impossible') return conflictOfElement(history, end) ?? { kind: 'no-order', events: [] };
  let order = orderOfSet(windows);
  if (order === undefined) return { kind: 'no-order', events: [] };
  if (known === 'unfinished') return undefined;
  for (let guesses = 0; guesses < guessesLimit; guesses += 1) {
    if (!guess(windows, order)) return order.map((place) => windows.candidates[place] as number).filter((candidate) => candidate !== -1);
    if (windows.narrow(roundsLimit) !== 'done') return undefined;
    order = orderOfSet(windows);
    if (order === undefined) return undefined;
  }
  return undefined;
}

/** Guesses where the first read that has some element on an unknown side stands to all of these; false if nothing is left to guess. */
function guess(windows: SetWindows, order: readonly number[]): boolean {
  const { readCount, elementCount } = windows;
  const seen = new Uint8Array(elementCount);
  let hasGuessed = false;
  for (const read of order) {
    if (read >= readCount) continue;
    for (let element = 0; element < elementCount; element += 1) {
      const side = windows.side(element, read);
      if (side === showsIt || side === afterRemove) seen[element] = 1;
      if (side !== unknownSide || windows.isAdded[element] === 0) continue;
      hasGuessed = true;
      const isGone = seen[element] === 1;
      windows.setSide(element, read, isGone ? afterRemove : beforeAdd);
      if (!isGone) continue;
      windows.setRemove(element, takesOut);
      windows.isRemoved[element] = 1;
    }
    if (hasGuessed) return true;
  }
  for (let element = 0; element < elementCount; element += 1) {
    if (windows.isAdded[element] === 0 || windows.isRemoved[element] === 0 || windows.removes[element] !== undecided) continue;
    hasGuessed = true;
    windows.setRemove(element, takesOut);
  }
  return hasGuessed;
}
