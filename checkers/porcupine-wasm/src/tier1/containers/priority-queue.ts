/**
 * Priority queues whose elements are all different. An element stays from the moment of its put to the moment of its take, and is taken
 * at a moment at which no lesser one is there. The less long an element stays, the better for the greater ones, and it has no say in
 * the lesser ones. So from the least element on, each is put in as late and taken as early as it can be: at the first moment in
 * its take at which no lesser one is there. If there is none, nothing helps: by induction the lesser ones stay no longer than in any other order.
 * A take that found nothing needs a moment at which no element is there. Of one moment the lesser are taken first, then nothing is found,
 * then elements are put in; so a moment is free of an element from the one of its take on. Elements that nobody takes stay from the end of their put.
 *
 * A put of unknown outcome counts if its element was taken. An open take may come at any later moment, and the earliest is best; if
 * there is none it need not come. For what a take of unknown outcome did see `LostTakes`. Lee and Mathur (OOPSLA 2025) decide these histories in O(n log n) too.
 */
import { type ContainerConflict, conflictOf, conflictOfElement } from './conflict.ts';
import type { Elements } from './elements.ts';
import { granted } from './lost-takes.ts';
import { callsOf, coverOf, firstFree, type LostTakes, type Stays, staysUntil, unexplainedEmpty } from './stays.ts';
import { greatest, LeastTree } from './trees.ts';

export function priorityQueueConflict(elements: Elements, end: number, lost: LostTakes): ContainerConflict | undefined {
  const alone = conflictOfElement(elements, end);
  if (alone !== undefined) return alone;
  const stays = granted(elements, staysUntil(elements, end, lost), lost, (all, of) => deadlines(elements, all, of));
  if (stays === undefined) return conflictOf(elements, 'no-order', []);
  const free = new FreeMoments(end);
  const places = leastFirst(elements, stays);
  for (let rank = 0; rank < places.length; rank += 1) {
    const i = places[rank] as number;
    const taken = takeAt(stays, free, i);
    if (taken < (stays.takeTo[i] as number)) continue;
    const lesser = new Set(places.slice(0, rank));
    const cover = coverOf(stays, stays.takeFrom[i] as number, stays.takeTo[i] as number, (j) => lesser.has(j));
    if (cover === undefined) return conflictOf(elements, 'no-order', []);
    return conflictOf(elements, 'overtaken', callsOf(elements, stays, [i, ...cover]));
  }
  const first = firstFree(end, (moment) => free.from(moment) === moment);
  const empty = unexplainedEmpty(elements, stays, first);
  if (empty === undefined) return undefined;
  const cover = coverOf(stays, empty.invoke, empty.return, () => true);
  if (cover === undefined) return conflictOf(elements, 'no-order', []);
  return conflictOf(elements, 'never-empty', [empty.invoke, ...callsOf(elements, stays, cover)]);
}

/** Candidates in an order that explains the first events of a priority queue that have no fault. */
export function priorityQueueOrder(elements: Elements, end: number): number[] {
  const stays = granted(elements, staysUntil(elements, end, 'of-none'), 'of-none', (all, of) => deadlines(elements, all, of));
  if (stays === undefined) throw new Error('porcupine-wasm: a priority queue that has no fault has no order');
  const free = new FreeMoments(end);
  const steps: { readonly moment: number; readonly candidates: readonly number[] }[] = [];
  const puts: typeof steps = [];
  for (const i of leastFirst(elements, stays)) {
    const put = elements.putCandidates[stays.ids[i] as number] as number;
    const take = stays.takers[i] as number;
    const moment = takeAt(stays, free, i);
    const putBy = (stays.putTo[i] as number) - 1;
    if (putBy >= moment) steps.push({ moment, candidates: [put, take] });
    else {
      puts.push({ moment: putBy, candidates: [put] });
      if (moment < end) steps.push({ moment, candidates: [take] });
    }
  }
  const empties = elements.empties
    .filter((empty) => empty.return < end)
    .map(({ invoke, candidate }) => ({ moment: free.from(invoke), candidates: [candidate] }));
  // The sort is stable.
  return [...steps, ...empties, ...puts]
    .sort((a, b) => a.moment - b.moment)
    .flatMap(({ candidates }) => candidates)
    .filter((candidate) => candidate !== -1);
}

/** For each element that nobody names, by when it must be gone: before a greater one is taken that is so only after it was put in. */
function deadlines(elements: Elements, stays: Stays, of: readonly number[]): Int32Array {
  const { end, count, putTo, takeFrom, takeTo } = stays;
  const asked = new Set(of);
  // For each call of a take of a greater element, when the take returned.
  const returns = new LeastTree(new Int32Array(end + 1).fill(greatest));
  const by = new Int32Array(count).fill(end);
  for (const i of leastFirst(elements, stays).reverse()) {
    if (asked.has(i)) by[i] = Math.min(end, returns.leastFrom(putTo[i] as number));
    else if ((takeTo[i] as number) < end) returns.set(takeFrom[i] as number, takeTo[i] as number);
  }
  return by;
}

/** The moment of its take; from the end of its put on to there no moment is free any more. */
function takeAt({ putTo, takeFrom }: Stays, free: FreeMoments, i: number): number {
  const moment = free.from(takeFrom[i] as number);
  free.fill(putTo[i] as number, moment);
  return moment;
}

function leastFirst({ values }: Elements, { count, ids }: Stays): number[] {
  const numberOf = (i: number): number => values[ids[i] as number] as number;
  return Array.from({ length: count }, (_, i) => i).sort((a, b) => numberOf(a) - numberOf(b));
}

/** Moments that are free, at first all. Each is filled once, so that all of it is almost linear. */
class FreeMoments {
  /** For each moment one that is not later than the first free one from it on. */
  private readonly next: Int32Array;

  constructor(end: number) {
    this.next = Int32Array.from({ length: end + 1 }, (_, moment) => moment);
  }

  /** The first free one from `moment` on; `end` if there is none. */
  from(moment: number): number {
    let free = moment;
    while (this.next[free] !== free) {
      this.next[free] = this.next[this.next[free] as number] as number;
      free = this.next[free] as number;
    }
    return free;
  }

  fill(from: number, to: number): void {
    for (let moment = this.from(from); moment < to; moment = this.from(moment)) this.next[moment] = moment + 1;
  }
}
