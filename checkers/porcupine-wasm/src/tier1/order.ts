import { findBlocks } from './blocks.ts';
import { fromRead, type ZoneOperations } from './zones.ts';

/**
 * An order that explains operations which the zone check found valid; it leaves out those of unknown outcome that nothing needs.
 * A forward zone stands where it begins; a backward one right where it begins too, unless a forward one covers that, then after it.
 */
export function orderOf(operations: ZoneOperations, count: number, valueCount: number): number[] {
  const found = findBlocks(operations, count, valueCount);
  if (found === undefined) throw new Error('porcupine-wasm: a history that the zone check accepted has no blocks');
  const { blocks, writers, needed } = found;
  const forward = blocks.filter(isForward).sort((a, b) => a.firstReturn - b.firstReturn);
  const placed = blocks
    .map((block) => ({ block, at: block.chain[0] === 0 ? -2 : isForward(block) ? block.firstReturn : after(forward, block.lastInvoke) }))
    .sort((a, b) => a.at - b.at);
  const readers = readersOf(operations, count, needed);
  return placed.flatMap(({ block }) =>
    block.chain.flatMap((value) => {
      const writer = writers[value] as number;
      return writer === -1 ? (readers.get(value) ?? []) : [writer, ...(readers.get(value) ?? [])];
    }),
  );
}

interface Zone {
  readonly lastInvoke: number;
  readonly firstReturn: number;
}

function isForward({ lastInvoke, firstReturn }: Zone): boolean {
  return lastInvoke > firstReturn;
}

/** The instant right after this event, or after the forward zone that covers it. */
function after(forward: readonly Zone[], event: number): number {
  let from = 0;
  let to = forward.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((forward[middle] as Zone).firstReturn < event) from = middle + 1;
    else to = middle;
  }
  return Math.max(event, forward[from - 1]?.lastInvoke ?? event) + 0.5;
}

/** Who read each value, in the order of their calls. */
function readersOf({ values, origins }: ZoneOperations, count: number, needed: Uint8Array): Map<number, number[]> {
  const readers = new Map<number, number[]>();
  for (let i = 0; i < count; i += 1) {
    const value = values[i] as number;
    if (origins[i] !== fromRead || needed[value] === 0) continue;
    const known = readers.get(value);
    if (known === undefined) readers.set(value, [i]);
    else known.push(i);
  }
  return readers;
}
