import type { Run } from '../run.ts';

const LOWEST_MS = 0.05;

export interface LatencyScale {
  readonly decades: readonly number[];
  /** From the top, 0 to 1. */
  y(ms: number): number;
  /** The latency at a height, from the top, 0 to 1. */
  msAt(y: number): number;
}

/** Logarithmic, over the whole run's range, so that zooming moves dots sideways only. */
export function latencyScale(run: Run): LatencyScale {
  const known = scales.get(run);
  if (known !== undefined) return known;
  let low = Number.POSITIVE_INFINITY;
  let high = 1;
  for (let row = 0; row < run.data.operations.count; row += 1) {
    const us = run.data.operations.durationUs[row] ?? -1;
    if (us < 0) continue;
    low = Math.min(low, us / 1000);
    high = Math.max(high, us / 1000);
  }
  const bottom = Math.log10(Math.max(LOWEST_MS, Math.min(low, 1))) - 0.1;
  const range = Math.log10(high) + 0.1 - bottom;
  const decades = Array.from({ length: 8 }, (_, i) => 10 ** (i - 1)).filter((ms) => Math.log10(ms) > bottom && ms <= high * 1.2);
  const scale = {
    decades,
    y: (ms: number) => 1 - Math.min(1, Math.max(0, (Math.log10(Math.max(ms, LOWEST_MS)) - bottom) / range)),
    msAt: (y: number) => 10 ** (bottom + (1 - y) * range),
  };
  scales.set(run, scale);
  return scale;
}

const scales: WeakMap<Run, LatencyScale> = new WeakMap();
