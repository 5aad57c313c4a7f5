import type { Elements } from './elements.ts';
import { isUntaken, type LostTakes, type Stays } from './stays.ts';

/**
 * Gives takes of unknown outcome to elements that no answered take names and that must be gone by some time: the first called to the one
 * that must be gone first. `deadlines` says, of elements, by which return each must be gone (`end`: it need not). Each such element
 * needs a take of its own, called before; so if there are too few, undefined, there is no order. If there are enough, then an
 * order that uses them so is an order; if there is none, another choice may have one.
 */
export function granted(
  elements: Elements,
  stays: Stays,
  lost: LostTakes,
  deadlines: (stays: Stays, of: readonly number[]) => Int32Array,
): Stays | undefined {
  const { end, count } = stays;
  if ((elements.lostTakes[0]?.invoke ?? end) >= end) return stays;
  const nameless: number[] = [];
  for (let i = 0; i < count; i += 1) {
    const id = stays.ids[i] as number;
    if ((elements.takeReturns[id] as number) >= end && (elements.earliestInvokes[id] as number) >= end) nameless.push(i);
  }
  const by = deadlines(stays, nameless);
  const empties = firstReturns(elements, end);
  for (const i of nameless) by[i] = Math.min(by[i] as number, empties[stays.putTo[i] as number] as number);
  const gone = nameless.filter((i) => (by[i] as number) < end).sort((a, b) => (by[a] as number) - (by[b] as number));
  if (gone.some((i, place) => (elements.lostTakes[place]?.invoke ?? end) > (by[i] as number))) return undefined;
  // Where all may have been taken from the first of these calls on, nothing is left to give.
  if (lost !== 'of-none') return stays;
  const takeFrom = Int32Array.from(stays.takeFrom);
  const takers = Int32Array.from(stays.takers);
  gone.forEach((i, place) => {
    const take = elements.lostTakes[place];
    if (take === undefined || !isUntaken(stays, i)) return;
    takeFrom[i] = Math.max(stays.putFrom[i] as number, take.invoke);
    takers[i] = take.candidate;
  });
  return { ...stays, takeFrom, takers };
}

/** For each event, the first return of a take that was called after it and found nothing; `end` if there is none. */
function firstReturns({ empties }: Elements, end: number): Int32Array {
  const first = new Int32Array(end + 1).fill(end);
  for (const empty of empties) if (empty.return < end) first[empty.invoke] = empty.return;
  for (let event = end - 1; event >= 0; event -= 1) first[event] = Math.min(first[event] as number, first[event + 1] as number);
  return first;
}
