import { Numbering } from '../canonical.ts';
import type { Partition } from '../history.ts';
import type { Model } from '../model.ts';
import { type Cell, saysNothing } from './cell.ts';
import type { Effect } from './effect.ts';
import { readTexts } from './texts.ts';
import { fromNothing, fromRead, neverReturns } from './zones.ts';

/** Undefined unless the model says what its operations do to one value, and no value that anybody observes is written twice. */
export function readCell<State>(model: Model<State>, partition: Partition): Cell | undefined {
  const effects = readEffects(model, partition);
  if (effects === undefined) return undefined;
  const base = readPlaces(partition);
  if (effects.some(({ kind }) => kind === 'append')) return readTexts(model.init, partition, effects, base);
  const ids = new Values(model.init);
  effects.forEach((effect) => {
    ids.note(effect);
  });
  for (let i = 0; i < effects.length; i += 1) {
    const effect = effects[i] as Effect;
    const unknown = partition.candidates[i]?.unknown === true;
    if (!place(base, i, effect, unknown, ids)) return undefined;
  }
  return { ...base, valueCount: ids.count };
}

function readEffects<State>(model: Model<State>, { candidates }: Partition): Effect[] | undefined {
  if (model.effect === undefined) return undefined;
  const effects: Effect[] = [];
  for (const { operation } of candidates) {
    const effect = model.effect(operation);
    if (effect === undefined) return undefined;
    effects.push(effect);
  }
  return effects;
}

function readPlaces({ candidates, events }: Partition): Omit<Cell, 'valueCount'> {
  const count = candidates.length;
  // One piece of memory for all: for short histories most of the cost is to ask for it.
  const all = new Int32Array(count * 4);
  const column = (place: number): Int32Array => all.subarray(place * count, (place + 1) * count);
  const cell = { invokes: column(0), returns: column(1), values: column(2), origins: column(3) };
  cell.returns.fill(neverReturns);
  for (let i = 0; i < events.length; i += 1) {
    const { candidate, isReturn } = events[i] as Partition['events'][number];
    all[isReturn ? count + candidate : candidate] = i;
  }
  return cell;
}

/** False where the values are not told apart by who wrote them. */
function place(cell: Omit<Cell, 'valueCount'>, i: number, effect: Effect, unknown: boolean, ids: Values): boolean {
  switch (effect.kind) {
    case 'read':
      cell.values[i] = ids.of(effect.value);
      cell.origins[i] = fromRead;
      return true;
    case 'differs':
      // A value that is never held differs from every other; where it might be held, this is no matter of zones.
      cell.origins[i] = saysNothing;
      return !ids.isWritten(effect.value);
    case 'write': {
      const value = ids.written(effect.value);
      cell.values[i] = value ?? 0;
      cell.origins[i] = fromNothing;
      return value !== undefined;
    }
    case 'swap': {
      const expected = ids.of(effect.expected);
      if (expected === ids.of(effect.value)) {
        // It changes nothing: a read if it happened, and nothing if nobody knows.
        cell.values[i] = expected;
        cell.origins[i] = unknown ? saysNothing : fromRead;
        return true;
      }
      const value = ids.written(effect.value);
      cell.values[i] = value ?? 0;
      cell.origins[i] = expected;
      return value !== undefined;
    }
    case 'append':
      return false;
    default:
      return effect satisfies never;
  }
}

/** Values as numbers. One that nobody observes may be written often: each time it is a value of its own. */
class Values {
  private readonly ids = new Numbering();
  /** Values beyond those that differ. */
  private extra = 0;
  private readonly writes: number[] = [1];
  private readonly observed: boolean[] = [false];

  constructor(init: unknown) {
    this.ids.of(init);
  }

  get count(): number {
    return this.ids.size + this.extra;
  }

  of(value: unknown): number {
    const id = this.ids.of(value);
    if (id === this.writes.length) {
      this.writes.push(0);
      this.observed.push(false);
    }
    return id;
  }

  note(effect: Effect): void {
    const id = this.of(effect.value);
    if (effect.kind === 'read') this.observed[id] = true;
    if (effect.kind === 'write') this.writes[id] = (this.writes[id] ?? 0) + 1;
    if (effect.kind !== 'swap') return;
    const expected = this.of(effect.expected);
    this.observed[expected] = true;
    if (expected !== id) this.writes[id] = (this.writes[id] ?? 0) + 1;
  }

  isWritten(value: unknown): boolean {
    return (this.writes[this.of(value)] ?? 0) > 0;
  }

  /** The number of a value that is being written, when all are noted; undefined if it is observed and somebody else writes it too. */
  written(value: unknown): number | undefined {
    const id = this.of(value);
    if (this.writes[id] === 1) return id;
    if (this.observed[id] === true) return undefined;
    this.extra += 1;
    return this.count - 1;
  }
}
