import type { FaultStep } from './fault.ts';
import type { JsonObject } from './json.ts';
import type { LimitsPlan, LoadPlan, PhasesPlan, WorkloadPlan } from './plan.ts';

/** A schedule written by hand for one situation: what a suite leaves open is taken from the defaults. */
export interface DirectedPlan {
  readonly description: string;
  readonly nodeCount?: number;
  readonly args?: readonly string[];
  readonly config?: JsonObject;
  readonly workload?: Partial<WorkloadPlan>;
  readonly load?: Partial<LoadPlan>;
  readonly phases?: Partial<PhasesPlan>;
  readonly limits?: Partial<LimitsPlan>;
  readonly faults: readonly FaultStep[];
}
