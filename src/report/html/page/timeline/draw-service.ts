import { formatMs } from '../../../words/index.ts';
import { type Run, shades } from '../run.ts';
import { label, labelWithin, type Stage, spanOf } from './canvas.ts';

/** So long without an operation that succeeded, all clients together, is told as time without service. */
export const GAP_MIN_MS = 200;
/** Of a very long run only longer gaps are told. */
const BUCKETS_MAX = 1_000_000;

/** Where clients were served, and where for a while not one of them was. */
export function drawService(stage: Stage): void {
  const { context, layout, run, theme } = stage;
  const { top, height } = layout.panels.service;
  label(stage, 'served', 0, top + height / 2);
  context.fillStyle = theme.green;
  context.globalAlpha = 0.4;
  const whole = spanOf(stage, run.columns.startMs[0] ?? 0, run.columns.startMs.at(-1) ?? 0);
  if (whole !== undefined) context.fillRect(whole.x, top + 2, whole.width, height - 4);
  context.globalAlpha = 1;
  for (const { fromMs, toMs } of serviceGaps(run)) {
    const seen = spanOf(stage, fromMs, toMs);
    if (seen === undefined) continue;
    context.fillStyle = theme.panel;
    context.fillRect(seen.x, top + 1, seen.width, height - 2);
    context.fillStyle = theme.red;
    context.globalAlpha = 0.75;
    context.fillRect(seen.x, top + 2, seen.width, height - 4);
    context.globalAlpha = 1;
    labelWithin(stage, `nobody for ${formatMs(toMs - fromMs)}`, seen.x + 5, top + height / 2 + 0.5, seen.width - 8, theme.panel);
  }
}

/**
 * From the first call on to the last: stretches of at least `GAP_MIN_MS` in which no operation ended well. Ends are not in order, and there
 * may be a million: of each short bucket its first and last say all, since two ends of one bucket are closer than any gap.
 */
export function serviceGaps(run: Run): readonly { readonly fromMs: number; readonly toMs: number }[] {
  const known = gaps.get(run);
  if (known !== undefined) return known;
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
  const found: { fromMs: number; toMs: number }[] = [];
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
  gaps.set(run, found);
  return found;
}

const gaps: WeakMap<Run, readonly { readonly fromMs: number; readonly toMs: number }[]> = new WeakMap();
