import type { About } from './about.ts';
import type { Json } from './json.ts';
import type { Completion, Operation } from './operation.ts';
import type { WorkloadPlan } from './plan.ts';

/** Draws for one operation, keyed by (seed, client, ordinal): the k-th draw of an operation never depends on another operation. */
export interface Draw {
  unit(): number;
  integer(from: number, to: number): number;
  item<T>(items: readonly T[]): T;
  weighted(weights: Readonly<Record<string, number>>): string;
}

export interface GeneratorContext {
  readonly plan: WorkloadPlan;
  /** Client thread, from 0. */
  readonly client: number;
  /** The client's how-manieth operation, from 0. */
  readonly ordinal: number;
  readonly draw: Draw;
  /** What this client last saw or wrote under the key, if anything; what a cas may expect. */
  lastSeen(key: string): Json | undefined;
}

/** Which operations to generate, and which checkers judge them. */
export interface Workload {
  readonly name: string;
  /** One sentence: which property. */
  readonly description: string;
  readonly about: About;
  readonly model: string;
  readonly checkers: readonly string[];
  readonly defaults: WorkloadPlan;
  operation(context: GeneratorContext): Operation;
  /** The read that shows a key's value in the final phase. */
  finalRead(key: string): Operation;
  /** What a completed operation told its client of the key, for `lastSeen`; undefined if nothing. */
  reveals(operation: Operation, completion: Completion): Json | undefined;
}
