import type { Partition } from './history.ts';
import type { Kernel } from './kernel.ts';
import { type Layout, observes, optional, unknown } from './layout.ts';
import { placed } from './placed.ts';

/** How far the search came before the event that it could not explain. Orders are of candidates. */
export interface Reached {
  /** The order that holds most operations; of several, the one that uses fewest of unknown outcome. */
  readonly longest: readonly number[];
  /** For each state that was reached, an order to it that uses fewest operations of unknown outcome; at most `statesLimit`. */
  readonly states: readonly (readonly number[])[];
  readonly stateCount: number;
  /** Whether all that was reached was looked at, and all states are here. */
  readonly complete: boolean;
}

/** Where nothing can be shown. */
export const nothingReached: Reached = { longest: [], states: [], stateCount: 0, complete: false };

/** States that are told apart in the evidence. */
export const statesLimit = 16;
/** Configurations that are looked at for the evidence; the first ones are those with the fewest operations. */
const inspectedLimit = 1 << 18;
const headerWords = 4;

export function readReached(kernel: Kernel, partition: Partition, layout: Layout, at: number): Reached {
  kernel.showClosure();
  const words = new Uint32Array(kernel.memory.buffer);
  const recordWords = headerWords + 2 * (layout.softWords + layout.hardWords);
  const base = (kernel.closurePointer() >>> 0) / 4;
  const masks = openMasks(partition, layout, at);
  const bestOfState = new Map<number, Scored>();
  let longest: Scored | undefined;
  for (let i = 0; i < Math.min(kernel.closureCount(), inspectedLimit); i += 1) {
    const record = base + i * recordWords;
    const scored = score(words, record, layout, masks);
    if (longest === undefined || longer(scored, longest)) longest = scored;
    const state = words[record] ?? 0;
    const best = bestOfState.get(state);
    if (best === undefined || scored.unknown < best.unknown) bestOfState.set(state, scored);
  }
  const steps = (kernel.stepsPointer() >>> 0) / 4;
  const states = [...bestOfState.values()].sort((a, b) => a.unknown - b.unknown).slice(0, statesLimit);
  const orderOf = ({ record, step }: Scored): number[] =>
    placed(
      partition,
      layout,
      at,
      orderTo(words, steps, step),
      (slot) => ((words[record + headerWords + (slot >>> 5)] ?? 0) >>> (slot & 31)) % 2 === 1,
    );
  return {
    longest: longest === undefined ? [] : orderOf(longest),
    states: states.map(orderOf),
    stateCount: bestOfState.size,
    complete: kernel.isClosureComplete() !== 0 && kernel.closureCount() <= inspectedLimit && bestOfState.size <= statesLimit,
  };
}

interface Scored {
  readonly record: number;
  readonly step: number;
  /** Open operations of known outcome that are ordered. */
  readonly known: number;
  readonly unknown: number;
}

function longer(a: Scored, b: Scored): boolean {
  return a.known > b.known || (a.known === b.known && a.unknown < b.unknown);
}

/** Which bits say of an open operation that it is still to be ordered, that it is ordered, and that it is used though its outcome is unknown. */
interface Masks {
  readonly duties: Uint32Array;
  readonly used: Uint32Array;
  readonly unknown: Uint32Array;
}

function openMasks({ events }: Partition, layout: Layout, at: number): Masks {
  const bits = (): Uint32Array => new Uint32Array((layout.softWords + layout.hardWords) * 2);
  const masks = { duties: bits(), used: bits(), unknown: bits() };
  for (const { candidate } of events.slice(0, at)) {
    const flags = layout.flags[candidate] ?? 0;
    const hasDuty = (flags & (observes | optional)) !== 0;
    const mask = hasDuty ? masks.duties : (flags & unknown) !== 0 ? masks.unknown : masks.used;
    // The second time is its return.
    toggle(mask, (hasDuty ? layout.duties[candidate] : layout.used[candidate]) ?? 0);
  }
  return masks;
}

function toggle(mask: Uint32Array, slot: number): void {
  mask[slot >>> 5] = (mask[slot >>> 5] ?? 0) ^ (1 << (slot & 31));
}

function score(words: Uint32Array, record: number, layout: Layout, masks: Masks): Scored {
  let known = 0;
  let unknown = 0;
  for (let i = 0; i < (layout.softWords + layout.hardWords) * 2; i += 1) {
    const word = words[record + headerWords + i] ?? 0;
    known += ones(~word & (masks.duties[i] ?? 0)) + ones(word & (masks.used[i] ?? 0));
    unknown += ones(word & (masks.unknown[i] ?? 0));
  }
  return { record, step: words[record + 1] ?? 0, known, unknown };
}

function ones(word: number): number {
  let count = 0;
  for (let rest = word; rest !== 0; rest &= rest - 1) count += 1;
  return count;
}

function orderTo(words: Uint32Array, steps: number, step: number): number[] {
  const order: number[] = [];
  for (let at = step; at !== 0; at = words[steps + at * 2] ?? 0) order.push(words[steps + at * 2 + 1] ?? 0);
  return order.reverse();
}
