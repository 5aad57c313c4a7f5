import type { Ms } from './time.ts';

/**
 * What a gate measures of one run: of the load alone (the safety phase). What overlaps a stretch in which the harness itself was late is left
 * out, and counted as left out.
 */
export interface RunFigures {
  /** Operations of the load that ended ok. */
  readonly okCount: number;
  /** Of the operations invoked while a fault was in force, those that the system answered: ok, or a definite answer about the data. */
  readonly duringFaults: { readonly answered: number; readonly asked: number };
  /** Of operations that ended ok, nearest rank; null where there are none. */
  readonly p99Ms: Ms | null;
  /** From the end of a stretch under faults to the first write that ended ok. */
  readonly recovery: {
    /** null where none was seen from end to end. */
    readonly longestMs: Ms | null;
    readonly count: number;
    /** The next fault, or the end of the load, came before the write: it took longer than this, nobody knows how much. */
    readonly cutShort: { readonly longestMs: Ms | null; readonly count: number };
  };
  /** Rules of Raft that came up at least once. */
  readonly rules: readonly string[];
  /** How long the harness was late during the load, and how many operations that took from the figures. */
  readonly lag: { readonly ms: Ms; readonly operations: number };
}

/** The limits of one entry of a suite, beside the one that always stands: no violation. */
export interface GateLimits {
  /** At least this share of the operations asked for during faults is answered, in each run. */
  readonly availabilityDuringFaults?: number;
  /** In each run. */
  readonly p99Ms?: Ms;
  readonly recoveryMs?: Ms;
  readonly minOk?: number;
  readonly coverage?: {
    /** So many different rules came up, over all runs of the entry. */
    readonly rules?: number;
    /** At least this share of the planned faults (without merged ones) was in force, over all runs of the entry. */
    readonly faultsInForce?: number;
  };
  readonly baseline?: BaselineLimit;
}

/** The median over the entry's runs against the stored one. Each ratio: measured divided by stored, at most (`p99`, `recovery`) or at least so much. */
export interface BaselineLimit {
  readonly file: string;
  readonly p99: number;
  readonly recovery: number;
  readonly ok: number;
  readonly availabilityDuringFaults: number;
  /** Those that the suite names; the others are compared where there is something to compare. */
  readonly named: readonly BaselineRatio[];
}

export type BaselineRatio = 'p99' | 'recovery' | 'ok' | 'availabilityDuringFaults';

/** What a baseline holds of one entry: medians over the runs that it was made of; null was not measured. */
export interface BaselineFigures {
  readonly world: string;
  readonly runs: number;
  readonly p99Ms: Ms | null;
  readonly recoveryMs: Ms | null;
  readonly okCount: number | null;
  readonly availabilityDuringFaults: number | null;
}

/** A violation that must be found in at least one run of an entry: a known-bad control, or a known issue. */
export interface Expectation {
  /** By one of these checkers. Absent: by any but `crashes` alone. A violation that only others see is no expected one. */
  readonly checkers?: readonly string[];
}

export type GateLimitName =
  | 'no-violation'
  | 'expected-violation'
  | 'availability-during-faults'
  | 'p99'
  | 'recovery'
  | 'min-ok'
  | 'coverage-rules'
  | 'coverage-faults'
  | 'baseline-p99'
  | 'baseline-recovery'
  | 'baseline-ok'
  | 'baseline-availability';

/** `unmeasured`: nothing was there to measure, so nothing is proven. `deferred`: other shards hold the rest, and `faultline merge` judges. */
export type GateState = 'met' | 'failed' | 'unmeasured' | 'deferred';

/** One limit, measured against what is allowed. */
export interface GateResult {
  readonly limit: GateLimitName;
  /** Name of the suite's entry; absent: all of them. */
  readonly entry?: string;
  readonly state: GateState;
  /** For people: `812 ms`. */
  readonly measured: string;
  /** `at most 500 ms`. */
  readonly allowed: string;
  readonly measuredValue?: number;
  readonly allowedValue?: number;
  /** Which run, why not, what was left out. */
  readonly note?: string;
}

/** What a campaign asks of one entry of its suite: plain data, that a campaign's file keeps for `faultline merge`. */
export interface GatedEntry {
  readonly name: string;
  /** Runs in the whole campaign, and in this part of it. */
  readonly planned: { readonly all: number; readonly here: number };
  readonly expect?: Expectation;
  readonly limits?: GateLimits;
  /** What the limits' baseline holds of this entry. */
  readonly baseline?: BaselineFigures;
  readonly place?: MatrixPlace;
}

/** Which of the entries that a suite's `matrix` makes of one this is. */
export interface MatrixPlace {
  /** The name that all of them have in common. */
  readonly of: string;
  /** Of each axis the key, and its value in words. */
  readonly values: readonly { readonly key: string; readonly value: string }[];
}
