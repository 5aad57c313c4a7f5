import type { SeedResult } from './seed-result.ts';
import type { SimJob, SimSubject } from './seed-runner.ts';

/** What a worker is started with. */
export interface WorkerStart {
  readonly subject: SimSubject;
  /** `LIMIT_AT`, then one number for each worker: the position it is at. A worker that runs seeds reads no messages, but it reads this. */
  readonly shared: Int32Array;
  readonly number: number;
}

/** Jobs at this position and behind it are not begun any more. */
export const LIMIT_AT = 0;
/** Where a worker says which position it is at, before it begins. */
export function placeOf(worker: number): number {
  return 1 + worker;
}
/** At no position. */
export const NOWHERE = -1;

export type ToWorker = { readonly kind: 'batch'; readonly jobs: readonly SimJob[] };

export type FromWorker =
  | { readonly kind: 'ready' }
  | { readonly kind: 'result'; readonly result: SeedResult }
  /** The batch is through. What it left out was over the limit. */
  | { readonly kind: 'idle' };
