import type { FaultStep } from './fault.ts';
import type { JsonObject } from './json.ts';
import type { NodeId } from './operation.ts';
import type { Ms } from './time.ts';

export const planFormat = 1;

export const planNameLengthMax = 100;
/** A plan's name is that of a folder in the results, beside the link `latest`. */
export const planNamePattern: RegExp = /^(?!latest$)[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

export type WorldName = 'local' | 'simulated';

/** One run as plain data: what is stored, replayed and shrunk. Nothing random is left in it but what its seed keys. */
export interface Plan {
  readonly format: typeof planFormat;
  /** The build that made it: version and a hash of the code. */
  readonly build: string;
  readonly name: string;
  /** 0 to 2^53-1. */
  readonly seed: number;
  readonly world: WorldName;
  readonly system: SystemPlan;
  readonly workload: WorkloadPlan;
  readonly load: LoadPlan;
  readonly phases: PhasesPlan;
  readonly faults: readonly FaultStep[];
  /** By name. Vacuity is judged besides, always. */
  readonly checkers: readonly string[];
  readonly limits: LimitsPlan;
}

export interface SystemPlan {
  readonly name: string;
  readonly nodes: readonly NodeId[];
  /** Added to every node's command line. */
  readonly args: readonly string[];
  /** A planted bug (or other variant) for each node that has one. */
  readonly variants: Readonly<Record<NodeId, string>>;
  /** The system's own settings: heartbeat, election time-out. */
  readonly config: JsonObject;
}

export interface WorkloadPlan {
  readonly name: string;
  /** Keys in use at one time. */
  readonly keyCount: number;
  /** A client goes on to the next set of keys after so many operations of its own. */
  readonly operationsPerRotation: number;
  /** Relative weights by operation name; the workload's own where empty. */
  readonly mix: Readonly<Record<string, number>>;
}

export interface LoadPlan {
  /** Client threads; thread i has its home at node i mod n. */
  readonly concurrency: number;
  /** Operations per second in all. 0: as fast as answers come. */
  readonly ratePerSecond: number;
  readonly attemptTimeoutMs: Ms;
  readonly operationTimeoutMs: Ms;
}

export interface PhasesPlan {
  readonly readyTimeoutMs: Ms;
  readonly safetyMs: Ms;
  /** 0: no core phase. */
  readonly coreMs: Ms;
  readonly convergenceMs: Ms;
  readonly finalReadsMs: Ms;
  readonly stopMs: Ms;
}

export interface LimitsPlan {
  /** Fewer operations `ok` than this while faults were in force make the run vacuous. */
  readonly minOkDuringFaults: number;
  readonly checkerBudgetMs: Ms;
  readonly checkerMemoryBytes: number;
  /** Event-loop lag of the harness over this is shaded and makes liveness findings inconclusive. */
  readonly harnessLagMs: Ms;
}
