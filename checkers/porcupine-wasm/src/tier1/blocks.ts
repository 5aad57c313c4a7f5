/**
 * The blocks of a history that the zone check found valid, in TypeScript: what stands in each, and the stretch it lies around.
 * assembly/zones.ts says what blocks and zones are. The tests' twin of the check is built on this too.
 */
import { fromNothing, fromRead, neverReturns, type ZoneOperations } from './zones.ts';

export interface Block {
  /** Values one made from the other; the first was written outright, or is the initial one. */
  readonly chain: readonly number[];
  /** The last call of the block; -2 for an initial value that nobody read. */
  readonly lastInvoke: number;
  /** Its first return; -1 if it holds the initial value. */
  readonly firstReturn: number;
}

export interface Blocks {
  /** In the order of values. */
  readonly blocks: readonly Block[];
  /** For each value, the operation that wrote it, or -1. */
  readonly writers: Int32Array;
  readonly needed: Uint8Array;
}

/** Undefined if some value that was held has no writer or two successors. */
export function findBlocks(operations: ZoneOperations, count: number, valueCount: number): Blocks | undefined {
  const writers = new Int32Array(valueCount).fill(-1);
  const lastInvokes = new Int32Array(valueCount).fill(-2);
  const firstReturns = new Int32Array(valueCount).fill(neverReturns);
  firstReturns[0] = -1;
  const { invokes, returns, values, origins } = operations;
  for (let i = 0; i < count; i += 1) {
    if ((origins[i] as number) !== fromRead) writers[values[i] as number] = i;
  }
  const needed = findNeeded(operations, count, writers);
  const successors = new Int32Array(valueCount).fill(-1);
  for (let i = 0; i < count; i += 1) {
    const value = values[i] as number;
    if (needed[value] === 0) continue;
    lastInvokes[value] = Math.max(lastInvokes[value] as number, invokes[i] as number);
    firstReturns[value] = Math.min(firstReturns[value] as number, returns[i] as number);
    const origin = origins[i] as number;
    if (origin < 0) continue;
    if (successors[origin] !== -1) return undefined;
    successors[origin] = value;
  }
  const blocks: Block[] = [];
  let held = 0;
  for (let value = 0; value < valueCount; value += 1) {
    if (value > 0 && (needed[value] === 0 || origins[writers[value] as number] !== fromNothing)) continue;
    const chain: number[] = [];
    let lastInvoke = -2;
    let firstReturn = neverReturns;
    for (let at = value; at !== -1; at = successors[at] as number) {
      chain.push(at);
      lastInvoke = Math.max(lastInvoke, lastInvokes[at] as number);
      firstReturn = Math.min(firstReturn, firstReturns[at] as number);
    }
    held += chain.length;
    blocks.push({ chain, lastInvoke, firstReturn });
  }
  needed[0] = 1;
  return held === needed.reduce((sum, flag) => sum + flag, 0) ? { blocks, writers, needed } : undefined;
}

function findNeeded({ returns, values, origins }: ZoneOperations, count: number, writers: Int32Array): Uint8Array {
  const needed = new Uint8Array(writers.length);
  for (let i = 0; i < count; i += 1) {
    if (returns[i] === neverReturns) continue;
    for (let value = values[i] as number; needed[value] === 0; ) {
      needed[value] = 1;
      const writer = writers[value] as number;
      const origin = writer < 0 ? fromNothing : (origins[writer] as number);
      if (origin >= 0) value = origin;
    }
  }
  return needed;
}
