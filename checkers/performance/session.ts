import {
  type CheckerResult,
  type CheckerSession,
  type ClientEvent,
  type HistoryEvent,
  isClientEvent,
  type JsonObject,
  roundMs,
} from '../../src/core/index.ts';
import { NemesisRecord } from './nemesis-record.ts';
import type { FaultWindow, Gap, LatencySummary, PerformanceData } from './performance-data.ts';
import { firstAtOrAfter, lagWithin, longestGap, type Span } from './spans.ts';

/** Operations whose times are kept. */
const MAX_SAMPLES = 2_000_000;
const MAX_SECONDS = 86_400;
/** Kinds of operation that are told apart; those beyond share the name `others`. */
const MAX_KINDS = 100;

const readKinds = new Set(['get', 'read']);

interface Open {
  readonly f: string;
  readonly atMs: number;
  /** Operations invoked under a fault are counted in its window. */
  readonly windows: readonly string[];
}

/** Gathers times as the history goes by; everything else is worked out at the end. */
export class PerformanceSession implements CheckerSession {
  readonly #nemesis = new NemesisRecord();
  readonly #open = new Map<number, Open>();
  readonly #latencies = new Map<string, number[]>();
  /** When operations ended `ok`, all and writes alone: in order, because a history's time never goes back. */
  readonly #okAtMs: number[] = [];
  readonly #writesAtMs: number[] = [];
  readonly #okPerSecond: number[] = [];
  #okInAll = 0;
  #okDuringFaults = 0;
  #isTruncated = false;

  history(event: HistoryEvent): void {
    const atMs = event.time / 1e6;
    this.#nemesis.seen(atMs);
    if (!isClientEvent(event)) this.#nemesis.add(event, atMs);
    else if (event.type === 'invoke') this.#invoked(event, atMs);
    else this.#completed(event, atMs);
  }

  trace(): void {
    // Only what the clients saw is measured.
  }

  finish(): CheckerResult {
    const { lags, isTruncated } = this.#nemesis;
    const load = this.#nemesis.loadSpan();
    const data = {
      latency: Object.fromEntries([...this.#latencies].map(([f, samples]) => [f, summarize(samples)])),
      okPerSecond: Array.from(this.#okPerSecond, (count) => count ?? 0),
      availability: {
        ...roundSpan(load),
        longestGap: roundGap(longestGap(this.#okAtMs, load, lags)),
        lagMs: roundMs(lagWithin(load, lags)),
      },
      faults: this.#nemesis.faults().map((fault): FaultWindow => {
        const { span, endedAtMs, beganAtMs, ...rest } = fault;
        const writeAt = endedAtMs === null ? undefined : firstAtOrAfter(this.#writesAtMs, endedAtMs);
        return {
          ...rest,
          beganAtMs: roundMs(beganAtMs),
          endedAtMs: endedAtMs === null ? null : roundMs(endedAtMs),
          longestGap: roundGap(longestGap(this.#okAtMs, span, lags)),
          recoveryMs: writeAt === undefined || endedAtMs === null ? null : roundMs(writeAt - endedAtMs),
        };
      }),
      okDuringFaults: this.#okDuringFaults,
      okInAll: this.#okInAll,
      isTruncated: this.#isTruncated || isTruncated,
    } satisfies PerformanceData;
    const counts = { okInAll: data.okInAll, okDuringFaults: data.okDuringFaults, faults: data.faults.length };
    return { verdict: 'valid', findings: [], counts, data: data as unknown as JsonObject };
  }

  #invoked({ process, f }: ClientEvent, atMs: number): void {
    const windows = this.#nemesis.inForce();
    this.#nemesis.count(windows, 'info', 1);
    this.#open.set(process, { f, atMs, windows });
  }

  #completed({ process, type }: ClientEvent, atMs: number): void {
    const open = this.#open.get(process);
    if (open === undefined || type === 'invoke') return;
    this.#open.delete(process);
    if (type !== 'info') {
      this.#nemesis.count(open.windows, 'info', -1);
      this.#nemesis.count(open.windows, type, 1);
    }
    if (type !== 'ok') return;
    this.#okInAll += 1;
    if (open.windows.length > 0) this.#okDuringFaults += 1;
    this.#sample(open, atMs);
  }

  #sample({ f, atMs: invokedAtMs }: Open, atMs: number): void {
    const second = Math.floor(atMs / 1000);
    if (this.#okAtMs.length >= MAX_SAMPLES || second >= MAX_SECONDS) {
      this.#isTruncated = true;
      return;
    }
    this.#okAtMs.push(atMs);
    if (!readKinds.has(f)) this.#writesAtMs.push(atMs);
    this.#okPerSecond[second] = (this.#okPerSecond[second] ?? 0) + 1;
    const kind = this.#latencies.has(f) || this.#latencies.size < MAX_KINDS ? f : 'others';
    const samples = this.#latencies.get(kind);
    if (samples === undefined) this.#latencies.set(kind, [atMs - invokedAtMs]);
    else samples.push(atMs - invokedAtMs);
  }
}

function summarize(samples: readonly number[]): LatencySummary {
  const sorted = Float64Array.from(samples).sort();
  const quantile = (share: number) => roundMs(sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0);
  return { count: sorted.length, p50Ms: quantile(0.5), p95Ms: quantile(0.95), p99Ms: quantile(0.99), maxMs: quantile(1) };
}

function roundSpan({ fromMs, toMs }: Span): Span {
  return { fromMs: roundMs(fromMs), toMs: roundMs(toMs) };
}

function roundGap(gap: Gap | null): Gap | null {
  return gap === null ? null : { ...roundSpan(gap), lengthMs: roundMs(gap.lengthMs) };
}
