import type { Candidate, Partition } from './history.ts';
import type { Model } from './model.ts';
import { nothingReached, type Reached } from './reached.ts';
import type { Contradiction } from './tier1/contradiction.ts';

/** An operation by its events: places in the history. `complete` is null where nothing came back. */
export interface OperationReference {
  readonly invoke: number;
  readonly complete: number | null;
  readonly unknown: boolean;
}

/** Why a partition is invalid, as data. Whatever stands here, other than in `open`, was called before `event`. */
export interface Evidence {
  /** The first event that cannot be explained: the completion of `operation`. What came before it can, given which of the open operations failed in the end. Where the budget did not reach to tell the first (`order` is empty then), one that certainly cannot. */
  readonly event: number;
  readonly operation: OperationReference;
  /** The longest order that explains the events before, with the state after each operation; the last `orderLimit` of it. */
  readonly order: readonly (OperationReference & { readonly state: unknown })[];
  /** How many operations at the start of that order are left out. */
  readonly orderOmitted: number;
  /** States that are possible when `event` comes, whatever the order, and what last changed the state. At most `statesLimit`. */
  readonly states: readonly { readonly state: unknown; readonly lastChange: OperationReference | null }[];
  readonly statesOmitted: number;
  /** Whether every possible state is listed; otherwise those listed are examples. */
  readonly statesComplete: boolean;
  /** Operations that are open at `event`, those of unknown outcome included; `ordered`: it has a place in `order`. */
  readonly open: readonly (OperationReference & { readonly ordered: boolean })[];
  /** Open operations left out: more than `openLimit`. The latest calls are kept. */
  readonly openOmitted: number;
  /** Where tier 1 decided: the few operations that contradict each other by themselves. */
  readonly contradiction?: Contradiction;
}

export const orderLimit = 200;
export const openLimit = 200;

/** What was reached is followed once more for its states, until the deadline; where that is too long, nothing of it is shown. */
export function evidence<State>(
  model: Model<State>,
  partition: Partition,
  at: number,
  reached: Reached,
  apart: boolean,
  deadline: number,
): Evidence {
  const { candidates, events } = partition;
  const failed = events[at] as Partition['events'][number];
  const order = replay(model, candidates, reached.longest, deadline);
  const states = reached.states.map((steps) => lastState(model, candidates, steps, deadline));
  if (order === undefined || !areAll(states)) return evidence(model, partition, at, nothingReached, false, Number.POSITIVE_INFINITY);
  const ordered = new Set(reached.longest);
  const open = openAt(partition, at).filter((index) => index !== failed.candidate);
  return {
    event: failed.event,
    operation: reference(candidates[failed.candidate] as Candidate),
    order: order.slice(-orderLimit).map(({ changed: _, ...step }) => step),
    orderOmitted: Math.max(0, order.length - orderLimit),
    states,
    statesOmitted: reached.stateCount - reached.states.length,
    statesComplete: apart && reached.complete,
    open: open.slice(-openLimit).map((index) => ({ ...reference(candidates[index] as Candidate), ordered: ordered.has(index) })),
    openOmitted: Math.max(0, open.length - openLimit),
  };
}

function areAll<T>(items: readonly (T | undefined)[]): items is readonly T[] {
  return !items.includes(undefined);
}

/** Steps between two looks at the clock. */
const stepsAtOnce = 64;

/** The states are the model's own again: the search may have taken several that behave alike for one. Undefined if it takes too long. */
function replay<State>(
  model: Model<State>,
  candidates: readonly Candidate[],
  steps: readonly number[],
  deadline: number,
): (OperationReference & { state: unknown; changed: boolean })[] | undefined {
  let state = model.init;
  const order: (OperationReference & { state: unknown; changed: boolean })[] = [];
  for (const [place, index] of steps.entries()) {
    if (place % stepsAtOnce === stepsAtOnce - 1 && performance.now() >= deadline) return undefined;
    const candidate = candidates[index] as Candidate;
    const next = model.step(state, candidate.operation);
    if (next === undefined) {
      throw new Error(`porcupine-wasm: the model '${model.name}' is not consistent: its classes join states that an operation tells apart`);
    }
    state = next;
    // States that are not shown are not kept either: each may be as large as the history.
    const isShown = place >= steps.length - orderLimit;
    order.push({ ...reference(candidate), state: isShown ? state : undefined, changed: !candidate.observes });
  }
  return order;
}

function lastState<State>(
  model: Model<State>,
  candidates: readonly Candidate[],
  steps: readonly number[],
  deadline: number,
): { state: unknown; lastChange: OperationReference | null } | undefined {
  const order = replay(model, candidates, steps, deadline);
  if (order === undefined) return undefined;
  const change = order.findLast(({ changed }) => changed);
  const lastChange = change === undefined ? null : { invoke: change.invoke, complete: change.complete, unknown: change.unknown };
  return { state: order.at(-1)?.state ?? model.init, lastChange };
}

function openAt({ events }: Partition, at: number): number[] {
  const open = new Set<number>();
  for (const { candidate, isReturn } of events.slice(0, at)) {
    if (isReturn) open.delete(candidate);
    else open.add(candidate);
  }
  return [...open];
}

function reference({ invoke, complete, unknown }: Candidate): OperationReference {
  return { invoke, complete: complete ?? null, unknown };
}
