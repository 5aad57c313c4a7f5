import type { Partition } from './history.ts';
import { type Layout, optional, replaces } from './layout.ts';

/**
 * The order that the steps of a configuration stand for. Two things are not in them as they should be. An operation that was done with
 * where it changed nothing, and used later all the same, stands there twice: the later place counts. One that was left behind, because it
 * may have taken place just before another replaced the state, does not stand there at all: it gets its place before the first that
 * replaces the state and after which nothing comes that had returned before it was called. There is one, for what left it behind is such.
 */
export function placed(
  { candidates, events }: Partition,
  layout: Layout,
  at: number,
  steps: readonly number[],
  isSet: (slot: number) => boolean,
): number[] {
  const order = [...new Set(steps.toReversed())].reverse();
  const missing = leftBehind(events.slice(0, at), layout, new Set(order), isSet);
  if (missing.length === 0) return order;
  // For each place, the earliest return from there on.
  const earliest: number[] = new Array(order.length + 1).fill(Number.POSITIVE_INFINITY);
  for (let i = order.length - 1; i >= 0; i -= 1) {
    const candidate = candidates[order[i] ?? 0];
    const end = candidate?.unknown === true ? Number.POSITIVE_INFINITY : (candidate?.complete ?? Number.POSITIVE_INFINITY);
    earliest[i] = Math.min(end, earliest[i + 1] ?? end);
  }
  const before = new Map<number, number[]>();
  // In order of calls, so each finds its place at or after that of the one before.
  let place = 0;
  for (const index of missing) {
    const called = candidates[index]?.invoke ?? 0;
    while (place < order.length && !((earliest[place] ?? 0) > called && ((layout.flags[order[place] ?? 0] ?? 0) & replaces) !== 0))
      place += 1;
    before.set(place, [...(before.get(place) ?? []), index]);
  }
  return [...order, -1].flatMap((index, i) => [...(before.get(i) ?? []), ...(index === -1 ? [] : [index])]);
}

/** Optional operations that ask for nothing more and have no step, in order of their calls. */
function leftBehind(events: Partition['events'], layout: Layout, ordered: ReadonlySet<number>, isSet: (slot: number) => boolean): number[] {
  const returned = new Set(events.filter(({ isReturn }) => isReturn).map(({ candidate }) => candidate));
  return events
    .filter(({ candidate, isReturn }) => !isReturn && ((layout.flags[candidate] ?? 0) & optional) !== 0 && !ordered.has(candidate))
    .filter(({ candidate }) => returned.has(candidate) || !isSet(layout.duties[candidate] ?? 0))
    .map(({ candidate }) => candidate);
}
