import { identity } from '../canonical.ts';
import type { Model } from '../model.ts';
import type { Piece } from './piece.ts';
import { operationText } from './weaken.ts';

/** States looked at and their texts together, steps asked of the model, and steps of pairs compared, before nothing can be said of what tells what. */
const statesLimit = 2048;
const textLimit = 100_000;
const stepsLimit = 1_000_000;
const comparisonsLimit = 2_000_000;

/** Operations by what they do to the states that the history can reach: equal ones share a row. */
export interface Behaviours {
  readonly rowOf: ReadonlyMap<Piece, number>;
  /** For each row, the state after each state; -1 where the operation is not possible. */
  influence(row: number): Influence | undefined;
  /** Whether the first row is possible wherever the second is, and does the same there. */
  covers(first: number, second: number): boolean;
}

/**
 * What can tell whether an operation was there. Let the states without it and with it run side by side from where it stood: they
 * make pairs, until both are the same. A row `tells` if in some pair it is possible with the operation and impossible without. A
 * row `ends` the influence if in every pair it is impossible with the operation, or makes both states the same.
 */
export interface Influence {
  readonly tells: ReadonlySet<number>;
  readonly ends: ReadonlySet<number>;
}

/** Undefined where the states are too many to look at. */
export function behaviours<State>(model: Model<State>, pieces: readonly Piece[]): Behaviours | undefined {
  const actions = [...new Map(pieces.map((piece) => [operationText(piece.operation), piece.operation])).entries()];
  const classOf = model.classes?.(pieces.map(({ operation }) => operation)) ?? ((state: State): unknown => state);
  const states: State[] = [];
  const ids = new Map<unknown, number>();
  let text = 0;
  // Steps to each state, at the least. No order is longer than the history, so nothing is stepped from where it has no operation left.
  const levels: number[] = [];
  let level = 0;
  const intern = (state: State): number => {
    const key = identity(classOf(state));
    const known = ids.get(key);
    if (known !== undefined) return known;
    levels.push(level);
    ids.set(key, states.length);
    if (typeof key === 'string') text += key.length;
    return states.push(state) - 1;
  };
  intern(model.init);
  const table: number[][] = actions.map(() => []);
  for (let s = 0; s < states.length; s += 1) {
    if (states.length > statesLimit || text > textLimit || states.length * actions.length > stepsLimit) return undefined;
    level = (levels[s] ?? 0) + 1;
    const isLast = level > pieces.length;
    actions.forEach(([, operation], a) => {
      const next = isLast ? undefined : model.step(states[s] as State, operation);
      table[a]?.push(next === undefined ? impossible : intern(next));
    });
  }
  const rowIds = new Map<string, number>();
  const rows: Int32Array[] = [];
  const rowOfAction = new Map<string, number>();
  actions.forEach(([text], a) => {
    const row = Int32Array.from(table[a] ?? []);
    const known = rowIds.get(row.join());
    const id = known ?? rows.push(row) - 1;
    rowIds.set(row.join(), id);
    rowOfAction.set(text, id);
  });
  const rowOf = new Map(pieces.map((piece) => [piece, rowOfAction.get(operationText(piece.operation)) ?? 0]));
  const cache = new Map<number, Influence | undefined>();
  return {
    rowOf,
    influence(row) {
      if (!cache.has(row)) cache.set(row, influenceOf(rows, row));
      return cache.get(row);
    },
    covers(first, second) {
      const mine = rows[first];
      return first === second || (rows[second]?.every((next, state) => next === impossible || mine?.[state] === next) ?? false);
    },
  };
}

const impossible = -1;

function influenceOf(rows: readonly Int32Array[], row: number): Influence | undefined {
  const width = rows[row]?.length ?? 0;
  const pairs: (readonly [without: number, having: number])[] = [];
  const seen = new Set<number>();
  const add = (without: number, having: number): void => {
    const id = without * width + having;
    if (without === having || seen.has(id)) return;
    seen.add(id);
    pairs.push([without, having]);
  };
  rows[row]?.forEach((having, without) => {
    if (having !== impossible) add(without, having);
  });
  const tells = new Set<number>();
  const lasts = new Set<number>();
  for (let i = 0; i < pairs.length; i += 1) {
    if (pairs.length * rows.length > comparisonsLimit) return undefined;
    const [without, having] = pairs[i] as (typeof pairs)[number];
    rows.forEach((next, other) => {
      const nextHaving = next[having] ?? impossible;
      const nextWithout = next[without] ?? impossible;
      if (nextHaving === impossible) return;
      if (nextWithout === impossible) tells.add(other);
      else add(nextWithout, nextHaving);
      if (nextWithout !== nextHaving) lasts.add(other);
    });
  }
  return { tells, ends: new Set([...rows.keys()].filter((other) => !lasts.has(other))) };
}
