import { fromAbsent, type ZoneOperations } from '../tier1/zones.ts';
import type { KeyEvents } from './events.ts';

/** Up to so many events an invalid key is explained as a whole. */
export const wholeKeyEvents = 200_000;

/**
 * The events that explain an invalid key: all of them, or in a long one those of the operations on the values in conflict. Leaving
 * out all operations on some other value keeps a valid history valid, for nothing else ever saw it; so what is left of an invalid
 * one that is still invalid proves it. `conflict` are events of two values at most.
 */
export function witnesses(
  { invokes, returns, values, origins }: ZoneOperations,
  first: number,
  count: number,
  eventCount: number,
  conflict: readonly number[],
): KeyEvents {
  if (eventCount <= wholeKeyEvents) return { calls: undefined };
  const named = new Set(conflict);
  const involved = new Set<number>();
  for (let place = first; place < first + count; place += 1) {
    if (origins[place] === fromAbsent) continue;
    if (named.has(invokes[place] as number) || named.has(returns[place] as number)) involved.add(values[place] as number);
  }
  // A value in conflict with the initial one is in conflict with whoever read that.
  if (conflict.some((event) => event < 0)) involved.add(0);
  const calls = new Set<number>();
  for (let place = first; place < first + count; place += 1) {
    if (origins[place] === fromAbsent || !involved.has(values[place] as number)) continue;
    calls.add(invokes[place] as number);
  }
  return { calls };
}
