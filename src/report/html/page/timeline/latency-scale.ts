import type { Run } from '../run.ts';

const LOWEST_MS = 0.05;

export interface LatencyScale {
  readonly decades: readonly number[];
  /** From the top, 0 to 1. */
  y(ms: number): number;
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
  };
  scales.set(run, scale);
  return scale;
}

/** Each operation's height on the scale, from the top, 0 to 1, by row: taken once, because logarithms are slow. */
export function latencyHeights(run: Run): Float32Array {
  const known = heights.get(run);
  if (known !== undefined) return known;
  const { startMs, endMs } = run.columns;
  const scale = latencyScale(run);
  const found = new Float32Array(startMs.length);
  for (let row = 0; row < found.length; row += 1) found[row] = scale.y((endMs[row] ?? 0) - (startMs[row] ?? 0));
  heights.set(run, found);
  return found;
}

const heights: WeakMap<Run, Float32Array> = new WeakMap();
const scales: WeakMap<Run, LatencyScale> = new WeakMap();
