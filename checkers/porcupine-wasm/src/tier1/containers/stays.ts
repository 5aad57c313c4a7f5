import type { Call, Elements } from './elements.ts';

/**
 * When each element can have gone in and come out, as far as the first `end` events show it. A moment is called by the event right
 * before it: an element is put in at one of the moments from `putFrom` to before `putTo`, and taken at one from `takeFrom` to before
 * `takeTo`, later than it is put in. It is certainly there at the moments from `putTo` to before `takeFrom`; if there are none it may have been
 * there for no time at all, whenever both calls were open. Taken at moment `end` means that it is still there.
 *
 * Only elements are here whose put returned or whose take did. The others may never have been: without their puts and takes, what
 * explains the rest explains it still, in each container, for what lies around an element is as it was once it has come out.
 *
 * A put is over by the time the take of its element is: `putTo` is the earlier of the two returns. No take comes before the put:
 * `takeFrom` is the later of the two calls. A take that has not returned may come at any later moment or not at all.
 */
export interface Stays {
  readonly end: number;
  readonly count: number;
  /** Places in Elements. */
  readonly ids: Int32Array;
  readonly putFrom: Int32Array;
  readonly putTo: Int32Array;
  readonly takeFrom: Int32Array;
  readonly takeTo: Int32Array;
  /** The candidate that takes it; -1 if none does. */
  readonly takers: Int32Array;
}

/**
 * A take of unknown outcome may have removed any element that no answered take got. `lost` says of which elements that is granted, with
 * no regard to how many such takes there are: of none, of those that a call still open takes in the end, or of all. With none, an order found is
 * an order; with others, what cannot be ordered cannot be.
 */
export type LostTakes = 'of-none' | 'of-named' | 'of-all';

export function staysUntil(elements: Elements, end: number, lost: LostTakes): Stays {
  const size = elements.values.length;
  const column = (): Int32Array => new Int32Array(size);
  const stays = { ids: column(), putFrom: column(), putTo: column(), takeFrom: column(), takeTo: column(), takers: column() };
  const firstLost = lost === 'of-none' ? end : Math.min(end, elements.lostTakes[0]?.invoke ?? end);
  let count = 0;
  for (let i = 0; i < size; i += 1) {
    const taken = elements.takeReturns[i] as number;
    const isTaken = taken < end;
    const put = elements.putReturns[i] as number;
    if (put >= end && !isTaken) continue;
    const putFrom = elements.putInvokes[i] as number;
    const called = isTaken ? (elements.takeInvokes[i] as number) : Math.min(elements.earliestInvokes[i] as number, end);
    const isLoose = !isTaken && (lost === 'of-all' || called < end);
    stays.ids[count] = i;
    stays.putFrom[count] = putFrom;
    stays.putTo[count] = Math.min(put, taken);
    stays.takeFrom[count] = Math.max(putFrom, isLoose ? Math.min(called, firstLost) : called);
    stays.takeTo[count] = isTaken ? taken : end + 1;
    stays.takers[count] = called === end ? -1 : ((isTaken ? elements.takeCandidates : elements.earliestCandidates)[i] as number);
    count += 1;
  }
  return { end, count, ...stays };
}

/** How many of these elements are certainly there at each moment. */
export function heldAt({ end, count, putTo, takeFrom }: Stays, may: (i: number) => boolean): Int32Array {
  const held = new Int32Array(end + 1);
  for (let i = 0; i < count; i += 1) {
    const from = putTo[i] as number;
    const to = takeFrom[i] as number;
    if (from >= to || !may(i)) continue;
    held[from] = (held[from] as number) + 1;
    held[to] = (held[to] as number) - 1;
  }
  for (let moment = 1; moment <= end; moment += 1) held[moment] = (held[moment] as number) + (held[moment - 1] as number);
  return held;
}

/** Whether no answered take that was called names it. */
export function isUntaken({ end, takeFrom }: Stays, i: number): boolean {
  return (takeFrom[i] as number) === end;
}

/** For each moment from `end` down to 0, the first one from it on that is free; `end` if there is none. */
export function firstFree(end: number, isFree: (moment: number) => boolean): Int32Array {
  const first = new Int32Array(end + 1).fill(end);
  for (let moment = end - 1; moment >= 0; moment -= 1) first[moment] = isFree(moment) ? moment : (first[moment + 1] as number);
  return first;
}

/** A take that found nothing, in none of whose moments that can have been so. */
export function unexplainedEmpty(elements: Elements, { end }: Stays, first: Int32Array): Call | undefined {
  return elements.empties.find((empty) => empty.return < end && (first[empty.invoke] as number) >= empty.return);
}

/** Calls of the puts and takes of these elements, as far as they had been called. */
export function callsOf(elements: Elements, { end, ids, takeTo }: Stays, places: readonly number[]): number[] {
  return places.flatMap((place) => {
    const id = ids[place] as number;
    const taken = ((takeTo[place] as number) < end ? elements.takeInvokes : elements.earliestInvokes)[id] as number;
    return [elements.putInvokes[id] as number, ...(taken < end ? [taken] : [])];
  });
}

/** Few elements one of which is certainly there at every moment from `from` to before `to`; undefined if there are none or not so few. */
export function coverOf({ count, putTo, takeFrom }: Stays, from: number, to: number, may: (i: number) => boolean): number[] | undefined {
  const cover: number[] = [];
  for (let moment = from; moment < to; ) {
    let best = -1;
    for (let i = 0; i < count; i += 1) {
      if ((putTo[i] as number) > moment || (takeFrom[i] as number) <= moment || !may(i)) continue;
      if (best === -1 || (takeFrom[i] as number) > (takeFrom[best] as number)) best = i;
    }
    if (best === -1 || cover.length === coverLimit) return undefined;
    cover.push(best);
    moment = takeFrom[best] as number;
  }
  return cover;
}

const coverLimit = 5;
