/**
 * The block and zone check told plainly, as an oracle for the one in assembly/zones.ts: every pair is looked at, nothing is swept.
 * Shares the finding of blocks with the evidence, and no code with what it judges.
 */
import { type Block, findBlocks } from '../tier1/blocks.ts';
import { fromRead, neverReturns, type ZoneOperations } from '../tier1/zones.ts';

export function zonesAgree(operations: ZoneOperations, count: number, values: number): boolean {
  const found = findBlocks(operations, count, values);
  if (found === undefined) return false;
  return (
    found.blocks.every((block) => canBeMet(block, operations, count)) && found.blocks.every((a, i) => fits(a, found.blocks.slice(i + 1)))
  );
}

interface Part {
  readonly level: number;
  readonly invoke: number;
  readonly return: number;
}

/** Whether no operation of a block was called after one that must follow it had returned. */
function canBeMet({ chain }: Block, { invokes, returns, values, origins }: ZoneOperations, count: number): boolean {
  const parts: Part[] = chain[0] === 0 ? [{ level: 0, invoke: -2, return: -1 }] : [];
  for (let i = 0; i < count; i += 1) {
    const at = chain.indexOf(values[i] ?? -1);
    if (at >= 0)
      parts.push({ level: 2 * at + (origins[i] === fromRead ? 1 : 0), invoke: invokes[i] ?? 0, return: returns[i] ?? neverReturns });
  }
  return parts.every((a) => parts.every((b) => a.level >= b.level || a.invoke < b.return));
}

function fits(a: Block, others: readonly Block[]): boolean {
  return others.every((b) => !overlap(a, b) && !isInside(a, b) && !isInside(b, a));
}

function overlap(a: Block, b: Block): boolean {
  return isForward(a) && isForward(b) && a.firstReturn < b.lastInvoke && b.firstReturn < a.lastInvoke;
}

function isInside(a: Block, b: Block): boolean {
  return !isForward(a) && isForward(b) && b.firstReturn < a.lastInvoke && a.firstReturn < b.lastInvoke;
}

function isForward({ lastInvoke, firstReturn }: Block): boolean {
  return lastInvoke > firstReturn;
}
