import type { OperationReference } from '../evidence.ts';
import type { Partition } from '../history.ts';
import type { Conflict } from './first-conflict.ts';

/**
 * The few operations that contradict each other, in whatever order the rest is put. Each has its own part, by its place:
 * `never-written`: [who saw the value]. `two-successors`: two that replaced the same value. `orders-differ`: two reads.
 * `out-of-order`: the second must come after the first, which was called only after the second had returned. `overlap`: [the first
 * to have answered, the last to have been called] of one value, then of another; each was held all the time between. `inside`: the
 * same of the one value; then of another, which has to be held at some time between, the last to be called and the first to
 * answer. `no-root`: one of a ring of operations that each replaced the value of the next. Where the initial value would be named
 * there is no operation, so it is left out. For containers and sets see containers/conflict.ts and set-conflict.ts; `no-order` has none.
 */
export interface Contradiction {
  readonly kind: Conflict['kind'];
  /** One to four, of containers up to twelve; an operation that plays two parts stands once. */
  readonly operations: readonly OperationReference[];
}

export function contradictionOf({ kind, events }: Conflict, partition: Partition): Contradiction {
  const candidates = [...new Set(events.map((event) => partition.events[event]?.candidate ?? -1))].filter((index) => index >= 0);
  const operations = candidates.flatMap((index) => {
    const candidate = partition.candidates[index];
    if (candidate === undefined) return [];
    return [{ invoke: candidate.invoke, complete: candidate.complete ?? null, unknown: candidate.unknown }];
  });
  return { kind, operations };
}
