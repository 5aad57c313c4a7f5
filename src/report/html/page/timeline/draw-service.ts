import { formatMs } from '../../../words/index.ts';
import { type Run, shades } from '../run.ts';
import { label, labelWithin, type Stage, spanOf } from './canvas.ts';

/** So long without an operation that succeeded, all clients together, is told as time without service. */
export const GAP_MIN_MS = 200;

/** Where clients were served, and where for a while not one of them was. */
export function drawService(stage: Stage): void {
  const { context, layout, run, theme } = stage;
  const { top, height } = layout.panels.service;
  label(stage, 'served', 0, top + height / 2);
  context.fillStyle = theme.green;
  context.globalAlpha = 0.4;
  const whole = spanOf(stage, 0, run.data.endMs);
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

/** From the first call on to the last: stretches of at least `GAP_MIN_MS` in which no operation ended well. */
export function serviceGaps(run: Run): readonly { readonly fromMs: number; readonly toMs: number }[] {
  const known = gaps.get(run);
  if (known !== undefined) return known;
  const { startMs, endMs, shade } = run.columns;
  const ends: number[] = [];
  for (let row = 0; row < startMs.length; row += 1) if (shade[row] === shades.ok || shade[row] === shades.no) ends.push(endMs[row] ?? 0);
  const sorted = Float64Array.from(ends).sort();
  const found: { fromMs: number; toMs: number }[] = [];
  let last = startMs[0] ?? 0;
  for (const end of [...(sorted.length === 0 ? [] : sorted), startMs.at(-1) ?? 0]) {
    if (end - last >= GAP_MIN_MS) found.push({ fromMs: last, toMs: end });
    last = Math.max(last, end);
  }
  gaps.set(run, found);
  return found;
}

const gaps: WeakMap<Run, readonly { readonly fromMs: number; readonly toMs: number }[]> = new WeakMap();
