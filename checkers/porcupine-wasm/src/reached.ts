import type { Partition } from './history.ts';
import type { Kernel } from './kernel.ts';
import type { Layout } from './layout.ts';

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

/** States that are told apart in the evidence. */
export const statesLimit = 16;
/** Configurations that are looked at for the evidence; the first ones are those with the fewest operations. */
const inspectedLimit = 1 << 18;
const headerWords = 4;

export function readReached(kernel: Kernel, partition: Partition, layout: Layout, at: number): Reached {
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
  return {
    longest: longest === undefined ? [] : orderTo(words, steps, longest.step),
    states: states.map(({ step }) => orderTo(words, steps, step)),
    stateCount: bestOfState.size,
    complete: kernel.closureCount() <= inspectedLimit && bestOfState.size <= statesLimit,
  };
}

interface Scored {
  readonly step: number;
  /** Open operations of known outcome that are ordered. */
  readonly known: number;
  readonly unknown: number;
}

function longer(a: Scored, b: Scored): boolean {
  return a.known > b.known || (a.known === b.known && a.unknown < b.unknown);
}

/** Which soft bits belong to open observers, and which to operations of unknown outcome. */
function openMasks({ candidates, events }: Partition, layout: Layout, at: number): { observers: Uint32Array; unknown: Uint32Array } {
  const observers = new Uint32Array(layout.softWords * 2);
  const unknown = new Uint32Array(layout.softWords * 2);
  for (const event of events.slice(0, at)) {
    const candidate = candidates[event.candidate];
    const slot = layout.slots[event.candidate] ?? 0;
    const mask = candidate?.unknown === true ? unknown : candidate?.observes === true ? observers : undefined;
    if (mask === undefined) continue;
    const bit = 1 << (slot & 31);
    const word = mask[slot >>> 5] ?? 0;
    mask[slot >>> 5] = event.isReturn ? word & ~bit : word | bit;
  }
  return { observers, unknown };
}

function score(words: Uint32Array, record: number, layout: Layout, masks: { observers: Uint32Array; unknown: Uint32Array }): Scored {
  let known = 0;
  let unknown = 0;
  const soft = record + headerWords;
  for (let i = 0; i < layout.softWords * 2; i += 1) {
    const word = words[soft + i] ?? 0;
    known += ones(~word & (masks.observers[i] ?? 0));
    unknown += ones(word & (masks.unknown[i] ?? 0));
  }
  const hard = soft + layout.softWords * 2;
  for (let i = 0; i < layout.hardWords * 2; i += 1) known += ones(words[hard + i] ?? 0);
  return { step: words[record + 1] ?? 0, known, unknown };
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
