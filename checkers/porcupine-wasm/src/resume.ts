import type { Interned } from './intern.ts';
import type { Kernel } from './kernel.ts';
import { type Layout, observes, optional } from './layout.ts';

/** A configuration outside the search: its state, and what it says of the operations that are open. */
export interface Configuration<State> {
  readonly state: State;
  /** Candidates that must still be ordered; those that change the state and are of known outcome are, if they are not used. */
  readonly owed: ReadonlySet<number>;
  readonly used: ReadonlySet<number>;
}

/** Where a search goes on from, and what to do with the frontier when it has come to the end. */
export interface Resumed<State> {
  readonly frontier: readonly Configuration<State>[];
  /** Candidates that are open there. */
  readonly carried: readonly number[];
  stopped(frontier: Configuration<State>[]): void;
}

const headerWords = 4;

/** Fills the frontier. False when memory is spent. */
export function resume<State>(kernel: Kernel, interned: Interned<State>, layout: Layout, { frontier, carried }: Resumed<State>): boolean {
  kernel.clearFrontier();
  for (const { state, owed, used } of frontier) {
    const words = new Uint32Array(kernel.memory.buffer, kernel.candidatePointer() >>> 0, recordWords(layout));
    words.fill(0);
    words[0] = interned.idOf(state);
    for (const index of carried) {
      if (hasDuty(layout, index) && owed.has(index)) set(words, layout.duties[index]);
      if (hasUse(layout, index) && used.has(index)) set(words, layout.used[index]);
    }
    if (kernel.addCandidate() === 0) return false;
  }
  for (const index of carried) kernel.reopen(index);
  return true;
}

/** What the search stopped at. Of candidates that are closed it says nothing: others may have their bits by now. */
export function readFrontier<State>(kernel: Kernel, interned: Interned<State>, layout: Layout): Configuration<State>[] {
  const size = recordWords(layout);
  const words = new Uint32Array(kernel.memory.buffer, kernel.frontierPointer() >>> 0, size * kernel.frontierCount());
  return Array.from({ length: kernel.frontierCount() }, (_, i) => {
    const record = words.subarray(i * size, (i + 1) * size);
    return { state: interned.stateOf(record[0] ?? 0), ...bitsOf(record, layout) };
  });
}

function bitsOf(record: Uint32Array, layout: Layout): { owed: Set<number>; used: Set<number> } {
  const owed = new Set<number>();
  const used = new Set<number>();
  layout.flags.forEach((_, index) => {
    if (hasDuty(layout, index) && isSet(record, layout.duties[index])) owed.add(index);
    if (hasUse(layout, index) && isSet(record, layout.used[index])) used.add(index);
  });
  return { owed, used };
}

function recordWords(layout: Layout): number {
  return headerWords + 2 * (layout.softWords + layout.hardWords);
}

function hasDuty(layout: Layout, index: number): boolean {
  return ((layout.flags[index] ?? 0) & (observes | optional)) !== 0;
}

function hasUse(layout: Layout, index: number): boolean {
  return ((layout.flags[index] ?? 0) & observes) === 0;
}

function set(words: Uint32Array, slot = 0): void {
  const at = headerWords + (slot >>> 5);
  words[at] = (words[at] ?? 0) | (1 << (slot & 31));
}

function isSet(words: Uint32Array, slot = 0): boolean {
  return (((words[headerWords + (slot >>> 5)] ?? 0) >>> (slot & 31)) & 1) === 1;
}
