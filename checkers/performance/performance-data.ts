import type { Ms } from '../../src/core/index.ts';

/** The `data` of the result. Times are milliseconds on the history's clock, at most three decimals. */
export interface PerformanceData {
  /** Of operations that ended `ok`, by kind. */
  readonly latency: Readonly<Record<string, LatencySummary>>;
  /** How many operations ended `ok` in each second: item i is [i s, i + 1 s). */
  readonly okPerSecond: readonly number[];
  readonly availability: {
    /** When clients asked: from the safety phase to the heal phase; in a history without phases, from the first event to the last. */
    readonly fromMs: Ms;
    readonly toMs: Ms;
    /** The longest time in it without any `ok`; null where it is empty. */
    readonly longestGap: Gap | null;
    /** Time in it in which the harness was late: left out of gaps. */
    readonly lagMs: Ms;
  };
  readonly faults: readonly FaultWindow[];
  /** Operations that were invoked while at least one fault was in force, and ended `ok`. */
  readonly okDuringFaults: number;
  readonly okInAll: number;
  /** Operations, `ok` seconds or faults beyond the limits were left out of the figures (not of `okInAll` and `okDuringFaults`). */
  readonly isTruncated: boolean;
}

export interface LatencySummary {
  readonly count: number;
  /** Nearest rank: so much or less for this share of them. */
  readonly p50Ms: Ms;
  readonly p95Ms: Ms;
  readonly p99Ms: Ms;
  readonly maxMs: Ms;
}

/** A time without any `ok`. `lengthMs` is without the harness's own lag in it. */
export interface Gap {
  readonly fromMs: Ms;
  readonly toMs: Ms;
  readonly lengthMs: Ms;
}

/** One fault from begin to end, and what the clients got meanwhile. */
export interface FaultWindow {
  readonly id: string;
  readonly kind: string;
  readonly target: readonly string[];
  /** null while (or because) its end was not recorded. */
  readonly state: string | null;
  readonly beganAtMs: Ms;
  readonly endedAtMs: Ms | null;
  /** Operations that were invoked while it was in force; `info` includes those without a completion. */
  readonly ok: number;
  readonly fail: number;
  readonly info: number;
  /** Within it. */
  readonly longestGap: Gap | null;
  /** From its end to the first write (any operation but `get` and `read`) that ended `ok` after; null if none did. */
  readonly recoveryMs: Ms | null;
}
