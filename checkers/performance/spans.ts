import type { Ms } from '../../src/core/index.ts';
import type { Gap } from './performance-data.ts';

export interface Span {
  readonly fromMs: Ms;
  readonly toMs: Ms;
}

/** The longest time within `span` between two of these moments (in order), or between one and an end of it, less the lags in it. */
export function longestGap(momentsMs: readonly number[], span: Span, lags: readonly Span[]): Gap | null {
  if (span.toMs <= span.fromMs) return null;
  let longest: Gap | null = null;
  let fromMs = span.fromMs;
  const close = (toMs: number) => {
    const length = toMs - fromMs;
    // Lag only shortens a gap, so it is looked for in those alone that could win.
    if (longest !== null && length <= longest.lengthMs) return;
    const lengthMs = length - lagWithin({ fromMs, toMs }, lags);
    if (longest === null || lengthMs > longest.lengthMs) longest = { fromMs, toMs, lengthMs };
  };
  for (let i = indexAtOrAfter(momentsMs, span.fromMs); i < momentsMs.length; i += 1) {
    const atMs = momentsMs[i] ?? span.toMs;
    if (atMs > span.toMs) break;
    close(atMs);
    fromMs = atMs;
  }
  close(span.toMs);
  return longest;
}

/** How much of `span` lies in lags; those are in order and do not overlap. */
export function lagWithin(span: Span, lags: readonly Span[]): Ms {
  let lagMs = 0;
  for (const { fromMs, toMs } of lags) lagMs += Math.max(0, Math.min(toMs, span.toMs) - Math.max(fromMs, span.fromMs));
  return lagMs;
}

export function firstAtOrAfter(momentsMs: readonly number[], atMs: Ms): Ms | undefined {
  return momentsMs[indexAtOrAfter(momentsMs, atMs)];
}

function indexAtOrAfter(momentsMs: readonly number[], atMs: Ms): number {
  let low = 0;
  let high = momentsMs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((momentsMs[middle] ?? 0) < atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
