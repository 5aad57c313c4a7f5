import { partition } from '../history.ts';
import type { Model } from '../model.ts';

/**
 * The search of assembly/ as plainly as it can be said: event by event, what is open is put in every order that a return may need. Nothing is
 * joined, left behind, taken greedily or dropped for being worse; only what is the same is one. Slower without bound, and easier to believe.
 * For histories that are too long for every order to be tried one by one. Says for each key whether it is valid, and else at which event it fails.
 */
export function twin<State>(model: Model<State>, history: Parameters<typeof partition>[1]): Map<string, number | 'valid'> {
  return new Map(partition(model, history).map((part) => [part.key, searched(model, part)]));
}

interface Way<State> {
  readonly state: State;
  /** Open operations that have their place. */
  readonly placed: ReadonlySet<number>;
}

type Part = ReturnType<typeof partition>[number];

function searched<State>(model: Model<State>, { candidates, events }: Part): number | 'valid' {
  const open = new Set<number>();
  let ways: Way<State>[] = [{ state: model.init, placed: new Set() }];
  for (const { candidate, isReturn, event } of events) {
    if (!isReturn) {
      open.add(candidate);
      continue;
    }
    ways = distinct(
      everyOrder(ways, candidate)
        .filter(({ placed }) => placed.has(candidate))
        .map(({ state, placed }) => ({ state, placed: new Set([...placed].filter((index) => index !== candidate)) })),
    );
    open.delete(candidate);
    if (ways.length === 0) return event;
  }
  return 'valid';

  /** All that can be reached by placing open operations, until the one that returns is placed. */
  function everyOrder(from: readonly Way<State>[], returning: number): Way<State>[] {
    const reached = [...from];
    const known = new Set(from.map(textOf));
    for (const way of reached) {
      if (way.placed.has(returning)) continue;
      for (const index of open) {
        if (way.placed.has(index)) continue;
        const operation = candidates[index]?.operation;
        const state = operation === undefined ? undefined : model.step(way.state, operation);
        if (state === undefined) continue;
        const next = { state, placed: new Set([...way.placed, index]) };
        const text = textOf(next);
        if (known.has(text)) continue;
        known.add(text);
        reached.push(next);
      }
    }
    return reached;
  }
}

function distinct<State>(ways: readonly Way<State>[]): Way<State>[] {
  return [...new Map(ways.map((way) => [textOf(way), way])).values()];
}

function textOf<State>({ state, placed }: Way<State>): string {
  const sorted = (_: string, value: unknown): unknown =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value;
  return JSON.stringify([state, [...placed].sort((a, b) => a - b)], sorted);
}
