/** The stretch of the run that is drawn. Always within the run, never shorter than `SPAN_MIN_MS`. */
export interface View {
  readonly fromMs: number;
  readonly toMs: number;
}

export const SPAN_MIN_MS = 0.2;

export function wholeRun(endMs: number): View {
  return { fromMs: 0, toMs: endMs };
}

/** Makes the view `factor` times as long, keeping `atMs` where it is. */
export function zoomAt(view: View, atMs: number, factor: number, endMs: number): View {
  return clamp(atMs - (atMs - view.fromMs) * factor, atMs + (view.toMs - atMs) * factor, endMs);
}

export function panBy(view: View, ms: number, endMs: number): View {
  const shift = Math.min(Math.max(ms, -view.fromMs), endMs - view.toMs);
  return { fromMs: view.fromMs + shift, toMs: view.toMs + shift };
}

export function centerOn(atMs: number, spanMs: number, endMs: number): View {
  const half = Math.min(Math.max(spanMs, SPAN_MIN_MS), endMs) / 2;
  const middle = Math.min(Math.max(atMs, half), endMs - half);
  return { fromMs: middle - half, toMs: middle + half };
}

export function clamp(fromMs: number, toMs: number, endMs: number): View {
  const span = Math.min(endMs, toMs - fromMs);
  if (span < SPAN_MIN_MS) return centerOn((fromMs + toMs) / 2, SPAN_MIN_MS, endMs);
  const from = Math.min(Math.max(0, fromMs), endMs - span);
  return { fromMs: from, toMs: from + span };
}

export function isWhole(view: View, endMs: number): boolean {
  return view.fromMs <= 0 && view.toMs >= endMs;
}

/** Round times for the axis, about `wanted` of them, and how many decimals tell them apart. */
export function ticksOf({ fromMs, toMs }: View, wanted: number): { readonly ticks: readonly number[]; readonly decimals: number } {
  const raw = (toMs - fromMs) / Math.max(1, wanted);
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= raw) ?? 10);
  const first = Math.ceil(fromMs / step - 1e-9);
  const ticks = Array.from({ length: Math.max(0, Math.floor(toMs / step + 1e-9) - first + 1) }, (_, i) => (first + i) * step);
  return { ticks, decimals: Math.max(0, Math.ceil(-Math.log10(step / 1000) - 1e-9)) };
}
