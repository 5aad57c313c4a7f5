import type { Json, Operation, Workload, WorkloadPlan } from '../core/index.ts';
import { operationDraw } from './operation-draw.ts';

/**
 * Where the probes' ordinals begin: above those of any load, so that a probe's value is like no other of its client, and stays what
 * it is when operations of the load (drawn or scripted) are taken away.
 */
const PROBE_ORDINALS_FROM = 1_000_000;
/** A workload that draws only reads so many times is taken to have no writes. */
const DRAWS_MAX = 64;

export interface ProbeOptions {
  readonly workload: Workload;
  readonly workloadPlan: WorkloadPlan;
  readonly seed: number;
  /** Client thread, from 0. */
  readonly client: number;
  /** The how-manieth probe of the run, from 0. */
  readonly attempt: number;
  /** What the write is to be on; undefined: on what the workload draws. */
  readonly key: string | undefined;
  readonly lastSeen: (key: string) => Json | undefined;
}

/** A write as the workload draws them, for asking whether a cluster still commits. undefined: the workload draws no writes. */
export function probeWrite(options: ProbeOptions): Operation | undefined {
  const { workload, workloadPlan, seed, client, key, lastSeen } = options;
  for (let draw = 0; draw < DRAWS_MAX; draw += 1) {
    const ordinal = PROBE_ORDINALS_FROM + options.attempt * DRAWS_MAX + draw;
    const operation = workload.operation({
      plan: workloadPlan,
      client,
      ordinal,
      draw: operationDraw(seed, client, ordinal),
      // What a compare-and-swap expects must be of the key that it is put on.
      lastSeen: (drawn) => lastSeen(key ?? drawn),
    });
    if (operation.readOnly) continue;
    return key === undefined || operation.key === undefined ? operation : { ...operation, key };
  }
  return undefined;
}
