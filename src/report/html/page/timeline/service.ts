import type { Span } from '../../../data/index.ts';
import { type Run, shades } from '../run.ts';

/** So long without an operation that ended well, all clients together, is told. */
export const GAP_MIN_MS = 200;
/** Of a very long run only longer gaps are told. */
const BUCKETS_MAX = 1_000_000;

export interface Service {
  /** Stretches without an operation that ended well, whether or not anybody asked. */
  readonly quiet: readonly Span[];
  /** The parts of them in which somebody waited for an answer. */
  readonly unserved: readonly Span[];
}

export function serviceOf(run: Run): Service {
  const known = services.get(run);
  if (known !== undefined) return known;
  const quiet = quietSpans(run);
  const waits = waitSpans(run);
  let first = 0;
  const unserved = quiet.flatMap(({ fromMs, toMs }) => {
    while (first < waits.length && (waits[first]?.toMs ?? 0) < fromMs) first += 1;
    const found: Span[] = [];
    for (let i = first; i < waits.length && (waits[i]?.fromMs ?? 0) < toMs; i += 1) {
      const part = { fromMs: Math.max(fromMs, waits[i]?.fromMs ?? 0), toMs: Math.min(toMs, waits[i]?.toMs ?? 0) };
      if (part.toMs - part.fromMs >= GAP_MIN_MS) found.push(part);
    }
    return found;
  });
  const service = { quiet, unserved };
  services.set(run, service);
  return service;
}

const services: WeakMap<Run, Service> = new WeakMap();

/**
 * From the first call on to the last. Ends are not in order, and there may be a million: of each short bucket its first and last say all,
 * since two ends of one bucket are closer than any gap.
 */
function quietSpans(run: Run): Span[] {
  const { startMs, endMs, shade } = run.columns;
  const bucketMs = Math.max(GAP_MIN_MS / 4, run.data.endMs / BUCKETS_MAX);
  const count = Math.floor(run.data.endMs / bucketMs) + 2;
  const first = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
  const last = new Float64Array(count).fill(Number.NEGATIVE_INFINITY);
  for (let row = 0; row < startMs.length; row += 1) {
    const end = endMs[row] ?? 0;
    if (shade[row] !== shades.ok && shade[row] !== shades.no) continue;
    const bucket = Math.floor(end / bucketMs);
    if (end < (first[bucket] ?? 0)) first[bucket] = end;
    if (end > (last[bucket] ?? 0)) last[bucket] = end;
  }
  const found: Span[] = [];
  const stopMs = startMs.at(-1) ?? 0;
  let lastMs = startMs[0] ?? 0;
  const until = (ms: number) => {
    if (ms - lastMs >= Math.max(GAP_MIN_MS, bucketMs)) found.push({ fromMs: lastMs, toMs: ms });
  };
  for (let bucket = 0; bucket < count; bucket += 1) {
    if (first[bucket] === Number.POSITIVE_INFINITY) continue;
    until(Math.min(first[bucket] ?? 0, stopMs));
    lastMs = Math.max(lastMs, last[bucket] ?? 0);
  }
  until(stopMs);
  return found;
}

/** When at least one client waited for an answer; one that never came is not waited for. */
function waitSpans({ columns: { startMs, endMs, shade } }: Run): Span[] {
  const spans: { fromMs: number; toMs: number }[] = [];
  for (let row = 0; row < startMs.length; row += 1) {
    if (shade[row] === shades.open) continue;
    const [fromMs, toMs] = [startMs[row] ?? 0, endMs[row] ?? 0];
    const last = spans.at(-1);
    if (last !== undefined && fromMs <= last.toMs) last.toMs = Math.max(last.toMs, toMs);
    else spans.push({ fromMs, toMs });
  }
  return spans;
}
