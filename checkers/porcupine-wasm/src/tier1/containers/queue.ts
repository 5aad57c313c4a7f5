/**
 * Queues whose elements are all different. A history is linearizable if and only if it has none of these faults (Henzinger, Sezgin and
 * Vafeiadis, CONCUR 2013): an element that is taken twice, was never put in, or was taken before it was put in; two of which one went
 * in certainly before the other, and came out certainly after it or never; a take that found nothing though at each of its moments some
 * element was certainly there. Unknown outcomes are not theirs, so here is why the rest is right.
 *
 * A put of unknown outcome, or one that is still open, counts if its element was taken, and need not have been otherwise. An open take
 * whose answer is known in the end may come at any moment after its call, or not at all. If it comes, its element is in nobody's way from
 * the call on, so nothing is lost by letting it come wherever it can. It cannot where another element went in certainly before its own and
 * stays for good; then its own stays too. That does no harm: whoever needs it gone needs the other gone as well.
 *
 * A take of unknown outcome may remove an element that no answered take names: it gives the element a take that may come at any moment
 * after the call. Then it is a question of who needs one by when. An element must be gone before another that went in certainly after it
 * is taken for good, so by the return of that take; and before the moment at which a queue was found empty, if it was certainly put in by
 * then. Whoever must be gone by some time went in before some moment, so these sets are nested: it can be done if at each such time no more elements must
 * be gone than there were takes called (Hall), and if one moment of an empty queue will do, it will do whatever the others are. That one of them
 * takes an element that an open take gets in the end is not looked at: see `LostTakes`.
 */
import { type ContainerConflict, conflictOf, conflictOfElement } from './conflict.ts';
import type { Call, Elements } from './elements.ts';
import { callsOf, coverOf, firstFree, heldAt, isUntaken, type LostTakes, type Stays, staysUntil, unexplainedEmpty } from './stays.ts';

export function queueConflict(elements: Elements, end: number, lost: LostTakes): ContainerConflict | undefined {
  const alone = conflictOfElement(elements, end);
  if (alone !== undefined) return alone;
  const stays = staysUntil(elements, end, lost === 'of-none' ? lost : 'of-named');
  return overtaken(elements, stays) ?? neverEmpty(elements, stays);
}

/** An element that comes out for good before another that went in certainly before it, or before one that nothing can have removed by then. */
function overtaken(elements: Elements, stays: Stays): ContainerConflict | undefined {
  const { end, takeFrom, takeTo } = stays;
  const lostBefore = countLost(elements.lostTakes, end);
  const { returned, called } = byEvent(stays);
  let latest = -1;
  let untaken = -1;
  let untakenCount = 0;
  for (let event = 0; event < end; event += 1) {
    const put = returned[event] as number;
    if (put !== -1 && isUntaken(stays, put)) {
      if (untaken === -1) untaken = put;
      untakenCount += 1;
    } else if (put !== -1 && (latest === -1 || (takeFrom[put] as number) > (takeFrom[latest] as number))) latest = put;
    const after = called[event] as number;
    if (after === -1 || (takeTo[after] as number) > end) continue;
    const taken = takeTo[after] as number;
    const available = lostBefore[taken] as number;
    const late = latest !== -1 && (takeFrom[latest] as number) >= taken ? latest : untakenCount > available ? untaken : -1;
    if (late === -1) continue;
    if (late === untaken && available > 0) return conflictOf(elements, 'no-order', []);
    return conflictOf(elements, 'overtaken', callsOf(elements, stays, [late, after]));
  }
  return undefined;
}

function neverEmpty(elements: Elements, stays: Stays): ContainerConflict | undefined {
  const empty = unexplainedEmpty(elements, stays, emptyMoments(elements, stays));
  if (empty === undefined) return undefined;
  const noneIsLost = (countLost(elements.lostTakes, stays.end)[empty.return] as number) === 0;
  const cover = coverOf(stays, empty.invoke, empty.return, (i) => noneIsLost || !isUntaken(stays, i));
  if (cover === undefined) return conflictOf(elements, 'no-order', []);
  return conflictOf(elements, 'never-empty', [empty.invoke, ...callsOf(elements, stays, cover)]);
}

/** For each moment, the first from it on at which the queue can have been empty. */
export function emptyMoments(elements: Elements, stays: Stays): Int32Array {
  const { end, count, putTo } = stays;
  const held = heldAt(stays, (i) => !isUntaken(stays, i));
  const lostBefore = countLost(elements.lostTakes, end);
  const untaken = new Int32Array(end + 1);
  for (let i = 0; i < count; i += 1) if (isUntaken(stays, i)) untaken[putTo[i] as number] = 1;
  for (let moment = 1; moment < end; moment += 1) untaken[moment] = (untaken[moment] as number) + (untaken[moment - 1] as number);
  return firstFree(end, (moment) => held[moment] === 0 && (untaken[moment] as number) <= (lostBefore[moment + 1] as number));
}

/** For each event, how many takes of unknown outcome were called before it. */
function countLost(lostTakes: readonly Call[], end: number): Int32Array {
  const before = new Int32Array(end + 1);
  for (const { invoke } of lostTakes) if (invoke < end) before[invoke + 1] = 1;
  for (let event = 1; event <= end; event += 1) before[event] = (before[event] as number) + (before[event - 1] as number);
  return before;
}

/** For each event, whose put it calls, and for whose put it is the end. */
function byEvent({ end, count, putFrom, putTo }: Stays): { returned: Int32Array; called: Int32Array } {
  const returned = new Int32Array(end).fill(-1);
  const called = new Int32Array(end).fill(-1);
  for (let i = 0; i < count; i += 1) {
    returned[putTo[i] as number] = i;
    called[putFrom[i] as number] = i;
  }
  return { returned, called };
}
