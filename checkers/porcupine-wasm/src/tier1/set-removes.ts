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
  const decision = firstConflict(
    length,
    (until) => (isImpossible(new SetWindows(history, until)) ? nothingShort : undefined),
    () => [],
  );
  const order = orderUntil(history, decision.verdict === 'valid' ? length : decision.at);
  if (order === undefined) return undefined;
  if (decision.verdict === 'valid') return decision;
  const { verdict, at } = decision;
  return { verdict, at, conflict: conflictOfElement(history, at + 1) ?? nothingShort, order };
}

const nothingShort: Conflict = { kind: 'no-order', events: [] };

function isImpossible(windows: SetWindows): boolean {
  return windows.narrow(roundsLimit) === 'impossible' || orderOfSet(windows) === undefined;
}

/** Candidates in an order that explains the first events; undefined if none is found. */
function orderUntil(history: SetHistory, end: number): number[] | undefined {
  const windows = new SetWindows(history, end);
  for (let guesses = 0; guesses < guessesLimit; guesses += 1) {
    const order = windows.narrow(roundsLimit) === 'done' ? orderOfSet(windows) : undefined;
    if (order === undefined) return undefined;
    if (!guess(windows, order)) return order.map((place) => windows.candidates[place] as number).filter((candidate) => candidate !== -1);
  }
  return undefined;
}

/** Guesses where the first read that has some element on an unknown side stands to all of these; false if nothing is left to guess. */
function guess(windows: SetWindows, order: readonly number[]): boolean {
  const { readCount, elementCount, isAdded, isRemoved, removes, near } = windows;
  const places = new Int32Array(readCount);
  order.forEach((operation, place) => {
    if (operation < readCount) places[operation] = place;
  });
  const open: { readonly element: number; readonly read: number }[] = [];
  for (let element = 0; element < elementCount; element += 1) {
    if (isAdded[element] === 0) continue;
    for (const read of near[element] ?? []) if (windows.side(element, read) === unknownSide) open.push({ element, read });
  }
  const first = open.reduce((place, { read }) => Math.min(place, places[read] as number), order.length);
  for (const { element, read } of open) {
    if (places[read] !== first) continue;
    const isGone = hasBeen(windows, element, places, first);
    windows.setSide(element, read, isGone ? afterRemove : beforeAdd);
    if (!isGone) continue;
    windows.setRemove(element, takesOut);
    isRemoved[element] = 1;
  }
  if (open.length > 0) return true;
  let hasGuessed = false;
  for (let element = 0; element < elementCount; element += 1) {
    if (isAdded[element] === 0 || isRemoved[element] === 0 || removes[element] !== undecided) continue;
    hasGuessed = true;
    windows.setRemove(element, takesOut);
  }
  return hasGuessed;
}

/** Whether a read before this place shows the element, or finds it gone. */
function hasBeen(windows: SetWindows, element: number, places: Int32Array, before: number): boolean {
  for (let read = 0; read < windows.readCount; read += 1) {
    const side = windows.side(element, read);
    if ((side === showsIt || side === afterRemove) && (places[read] as number) < before) return true;
  }
  return false;
}
