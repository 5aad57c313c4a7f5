import { type CheckResult, type Model, minimize } from 'porcupine-wasm';
import type { ClientEvent, Plan } from '../../src/core/index.ts';
import { type OperationView, viewOf } from './operation-view.ts';

/** Findings whose smallest proof is looked for, and how long for each: a report is worth that much, and a verdict does not wait for more. */
const MINIMIZED_MAX = 3;
const TIME_MS = 700;
/** Where time must not be looked at, only keys with so few operations are made smaller: that takes a moment, whatever they are. */
const UNTIMED_OPERATIONS_MAX = 40;

const FORGOTTEN_MAX = 20;

export type SmallestProof = {
  /** What is left when nothing more can be left out; `weakened` says that less than was recorded of it is needed. */
  readonly operations: readonly (OperationView & { readonly weakened: 'none' | 'unknown-outcome' | 'widened' })[];
  readonly originalOperations: number;
  /** What was taken out of it all, in words: where something was, the operations are needed only for the rest of what they say. */
  readonly forgotten: readonly string[];
  /** False where the time was spent before: then a smaller one may exist. */
  readonly complete: boolean;
};

/** For the first invalid keys of a result, by key: the fewest of its operations that no order explains. */
export function smallestProofs(model: Model, events: readonly ClientEvent[], result: CheckResult, plan?: Plan): Map<string, SmallestProof> {
  const found = new Map<string, SmallestProof>();
  const invalid = result.partitions.filter(({ verdict }) => verdict === 'invalid');
  const suited = plan?.world === 'simulated' ? invalid.filter(({ operations }) => operations <= UNTIMED_OPERATIONS_MAX) : invalid;
  for (const { key } of suited.slice(0, MINIMIZED_MAX)) {
    const own = events.filter((event) => (event.key ?? '') === key);
    const memoryBytes = plan?.limits.checkerMemoryBytes;
    const minimum = minimize(model, own, {
      timeMs: plan?.world === 'simulated' ? Number.POSITIVE_INFINITY : TIME_MS,
      ...(memoryBytes === undefined ? {} : { memoryBytes }),
    });
    if (minimum === undefined) continue;
    found.set(key, {
      operations: minimum.operations.map(({ invoke, complete, weakened }) => ({
        ...viewOf(own[invoke] as ClientEvent, complete === null ? undefined : own[complete]),
        weakened,
      })),
      originalOperations: minimum.originalOperations,
      forgotten: minimum.forgotten.slice(0, FORGOTTEN_MAX),
      complete: minimum.complete,
    });
  }
  return found;
}
