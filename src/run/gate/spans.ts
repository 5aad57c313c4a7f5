import type { Ms } from '../../core/index.ts';

export interface Span {
  readonly fromMs: Ms;
  readonly toMs: Ms;
}

/** Lags as they were recorded, when each was over: in order, and what two of them share once. */
export function apart(lags: readonly Span[]): Span[] {
  const spans: Span[] = [];
  for (const { fromMs, toMs } of [...lags].sort((a, b) => a.fromMs - b.fromMs)) {
    const begin = Math.max(fromMs, spans.at(-1)?.toMs ?? fromMs);
    if (toMs > begin) spans.push({ fromMs: begin, toMs });
  }
  return spans;
}

/** Whether any moment of `span` lies in one of these, which are apart. */
export function overlapsAny(span: Span, others: readonly Span[]): boolean {
  const next = others[firstIndex(others.length, (i) => (others[i]?.toMs ?? 0) > span.fromMs)];
  return next !== undefined && next.fromMs < span.toMs;
}

/** The first of `moments` (in order) at this time or later. */
export function firstAtOrAfter(moments: readonly Ms[], atMs: Ms): Ms | undefined {
  return moments[firstIndex(moments.length, (i) => (moments[i] ?? 0) >= atMs)];
}

/** How much of `span` lies in these, which are apart. */
export function lagWithin(span: Span, lags: readonly Span[]): Ms {
  let lagMs = 0;
  for (const { fromMs, toMs } of lags) lagMs += Math.max(0, Math.min(toMs, span.toMs) - Math.max(fromMs, span.fromMs));
  return lagMs;
}

export interface OpenSpans {
  begin(id: string, atMs: Ms): void;
  end(id: string, atMs: Ms): void;
  isOpen(): boolean;
  /** The stretches in which at least one was open, in order. */
  finish(atMs: Ms): Span[];
}

/** Puts intervals that overlap together. */
export function openSpans(): OpenSpans {
  const open = new Set<string>();
  const spans: Span[] = [];
  let beganMs = 0;
  return {
    begin(id, atMs) {
      if (open.size === 0) beganMs = atMs;
      open.add(id);
    },
    end(id, atMs) {
      if (open.delete(id) && open.size === 0) spans.push({ fromMs: beganMs, toMs: atMs });
    },
    isOpen: () => open.size > 0,
    finish(atMs) {
      return open.size === 0 ? spans : [...spans, { fromMs: beganMs, toMs: atMs }];
    },
  };
}

/** The first index from which on `holds` does; the length where it never does. */
function firstIndex(length: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
