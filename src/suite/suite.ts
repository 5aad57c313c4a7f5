import type {
  Expectation,
  FaultStep,
  GateLimits,
  LimitsPlan,
  LoadPlan,
  MatrixPlace,
  Ms,
  PhasesPlan,
  SystemPlan,
  WorkloadPlan,
} from '../core/index.ts';

/** A suite file, read: its entries in order, `matrix` multiplied out. */
export interface Suite {
  readonly file: string;
  readonly name: string;
  readonly description?: string;
  readonly entries: readonly SuiteEntry[];
}

/**
 * One kind of run, in the words of a plan but without what a seed decides. What is absent is left to the defaults of the system, of
 * the workload and of `run`.
 */
export interface SuiteEntry {
  /** The plan's name, so that of its folder too. */
  readonly name: string;
  readonly description?: string;
  readonly system: EntrySystem;
  readonly workload: EntryWorkload;
  readonly load: Partial<LoadPlan>;
  readonly phases: Partial<PhasesPlan>;
  readonly nemesis: SuiteNemesis;
  /** Absent: the workload's and the system's. */
  readonly checkers?: readonly string[];
  readonly limits: Partial<LimitsPlan>;
  /** Absent: one is drawn. */
  readonly seeds?: readonly number[];
  /** Runs of each seed, from 1. */
  readonly repeat: number;
  /** A violation must be found. */
  readonly expect?: Expectation;
  /** Limits beside "no violation". */
  readonly gate?: GateLimits;
  /** Where it stands, if a `matrix` made it. */
  readonly place?: MatrixPlace;
  /** What an entry cannot leave out and the file does not say: a default stands for it, and the simulated world may draw it. */
  readonly open?: readonly OpenKey[];
}

export type OpenKey = 'nodes' | 'interval' | 'duration';

/** `config` is only what the suite says: the system's own settings stand behind it. */
export type EntrySystem = SystemPlan;
export type EntryWorkload = Pick<WorkloadPlan, 'name'> & Partial<WorkloadPlan>;

export type SuiteNemesis =
  | { readonly kind: 'none' }
  /** To be drawn from the seed. */
  | { readonly kind: 'random'; readonly flavours: readonly string[]; readonly intervalMs: Ms; readonly durationMs: Ms }
  | { readonly kind: 'schedule'; readonly steps: readonly FaultStep[] };

/** The names that a suite may use. */
export interface KnownNames {
  readonly systems: readonly string[];
  readonly workloads: readonly string[];
  readonly checkers: readonly string[];
  /** What `nemesis.faults` may name. */
  readonly faultKinds: readonly string[];
  bugs(system: string): readonly string[];
  /** What came of loading the modules that `system` named, by `from`. Absent: none can be named. */
  readonly modules?: ReadonlyMap<string, KnownModule>;
}

/** A system of the user's own; or why there is none, as a problem is told. */
export type KnownModule = { readonly name: string; readonly bugs: readonly string[] } | { readonly code: string; readonly message: string };
