/**
 * Tier 1: partitions that can be decided without a search, in time linear in their length. It finds out by itself whether it can;
 * where it cannot, it says nothing and the search does it. Knows models, partitions and zones, and nothing of the search.
 */
import type { Partition } from '../history.ts';
import type { Model } from '../model.ts';
import { assemble, type TextConflict } from './assemble.ts';
import type { Cell } from './cell.ts';
import { orderOf } from './order.ts';
import { readCell } from './read-cell.ts';
import { withZones, type ZoneConflict, type ZoneMemory, zoneBytes } from './zones.ts';

export type { Effect } from './effect.ts';

export type Decision =
  | { readonly verdict: 'valid' }
  | {
      readonly verdict: 'invalid';
      /** Place in the partition's events: the first that cannot be explained. */
      readonly at: number;
      readonly conflict: TextConflict | ZoneConflict;
      /** Candidates in an order that explains all that had returned before. */
      readonly order: readonly number[];
    };

/** Undefined where tier 1 does not apply, or would take more memory. */
export function decide<State>(model: Model<State>, partition: Partition, memoryBytes: number): Decision | undefined {
  const cell = readCell(model, partition);
  if (cell === undefined) return undefined;
  const { length } = partition.events;
  if (zoneBytes(partition.candidates.length, cell.valueCount, length) > memoryBytes) return undefined;
  return withZones(partition.candidates.length, cell.valueCount, length, (zones) => decideCell(cell, length, zones));
}

function decideCell(cell: Cell, length: number, zones: ZoneMemory): Decision {
  const owners = new Int32Array(cell.invokes.length);
  const conflictOf = (until: number): TextConflict | ZoneConflict | undefined => {
    const count = assemble(cell, until, zones.operations, owners);
    if (typeof count !== 'number') return count;
    const verdict = zones.check(0, count, cell.valueCount, until);
    if (verdict.verdict === 'repeated') throw new Error('porcupine-wasm: the zone check was given a value that is written twice');
    return verdict.verdict === 'invalid' ? verdict.conflict : undefined;
  };
  let conflict = conflictOf(length);
  if (conflict === undefined) return { verdict: 'valid' };
  // What a history shows up to some event is invalid for good once it is: the first such event is found by halving.
  let good = 0;
  let bad = length;
  while (bad - good > 1) {
    const middle = (good + bad) >>> 1;
    const found = conflictOf(middle);
    if (found === undefined) good = middle;
    else {
      bad = middle;
      conflict = found;
    }
  }
  const count = assemble(cell, good, zones.operations, owners);
  if (typeof count !== 'number') throw new Error('porcupine-wasm: the zone check gave two answers for the same events');
  const order = orderOf(zones.operations, count, cell.valueCount).map((operation) => owners[operation] as number);
  return { verdict: 'invalid', at: good, conflict, order };
}
