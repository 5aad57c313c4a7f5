/**
 * Tier 1: partitions that can be decided without a search, in time linear in their length or nearly so. It finds out by itself whether it
 * can; where it cannot, it says nothing and the search does it. Knows models, partitions and zones, and nothing of the search.
 */
import type { Partition } from '../history.ts';
import type { Model } from '../model.ts';
import { assemble } from './assemble.ts';
import type { Cell } from './cell.ts';
import { decideContainer } from './containers/index.ts';
import { type Conflict, type Decision, invalid } from './first-conflict.ts';
import { orderOf } from './order.ts';
import { readCell } from './read-cell.ts';
import { decideSet } from './set.ts';
import { withZones, type ZoneMemory, zoneBytes } from './zones.ts';

export type { Effect } from './effect.ts';
export type { Decision } from './first-conflict.ts';

/** Undefined where tier 1 does not apply, or would take more memory. */
export function decide<State>(model: Model<State>, partition: Partition, memoryBytes: number): Decision | undefined {
  switch (model.collection) {
    case 'set':
      return decideSet(model.init, partition);
    case 'queue':
    case 'stack':
    case 'priority-queue':
      return decideContainer(model.collection, model.init, partition, memoryBytes);
    case undefined:
      return decideCell(model, partition, memoryBytes);
    default:
      return model.collection satisfies never;
  }
}

function decideCell<State>(model: Model<State>, partition: Partition, memoryBytes: number): Decision | undefined {
  const cell = readCell(model, partition);
  if (cell === undefined) return undefined;
  const { length } = partition.events;
  const count = partition.candidates.length;
  if (zoneBytes(count, cell.valueCount, length) > memoryBytes) return undefined;
  const judged = <T>(judge: (zones: ZoneMemory) => T): { readonly result: T } | undefined =>
    withZones(count, cell.valueCount, length, (zones) => ({ result: judge(zones) }));
  const whole = judged((zones) => conflictOf(cell, length, zones));
  if (whole === undefined) return undefined;
  if (whole.result === undefined) return { verdict: 'valid' };
  const again = <T>(judge: (zones: ZoneMemory) => T): T => {
    const found = judged(judge);
    if (found === undefined) throw new Error('porcupine-wasm: there is no memory any more for zones that were there before');
    return found.result;
  };
  return invalid(
    length,
    whole.result,
    (until) => again((zones) => conflictOf(cell, until, zones)),
    (until) => again((zones) => zoneOrder(cell, until, zones)),
  );
}

function conflictOf(cell: Cell, until: number, zones: ZoneMemory): Conflict | undefined {
  const count = assemble(cell, until, zones.operations);
  if (typeof count !== 'number') return count;
  const verdict = zones.check(0, count, cell.valueCount, until);
  if (verdict.verdict === 'repeated') throw new Error('porcupine-wasm: the zone check was given a value that is written twice');
  return verdict.verdict === 'invalid' ? verdict.conflict : undefined;
}

function zoneOrder(cell: Cell, until: number, zones: ZoneMemory): number[] {
  const owners = new Int32Array(cell.invokes.length);
  const count = assemble(cell, until, zones.operations, owners);
  if (typeof count !== 'number') throw new Error('porcupine-wasm: the zone check gave two answers for the same events');
  return orderOf(zones.operations, count, cell.valueCount).map((operation) => owners[operation] as number);
}
