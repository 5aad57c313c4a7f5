import { formatCount, formatNumber } from '../../../words/index.ts';
import { shades } from '../run.ts';
import { label, type Stage, smallFont, xOf } from './canvas.ts';

const BUCKET_WIDTH_MIN = 5;
const BUCKET_MIN_MS = 50;
/** What so many of the buckets stay within, and how far above it the scale goes. */
const USUAL_SHARE = 0.98;
const BURST_FACTOR = 1.5;
const bucketSteps: readonly number[] = [1, 2, 5, 10];

/** Operations a second by the time they ended: `ok` as a line with a ground, the others as a line of their own where there are any. */
export function drawRate(stage: Stage): void {
  const { layout, run, theme, view, context } = stage;
  const { top, height } = layout.panels.rate;
  const bucketMs = bucketOf(((view.toMs - view.fromMs) / layout.plotWidth) * BUCKET_WIDTH_MIN);
  const first = Math.floor(view.fromMs / bucketMs);
  const count = Math.ceil(view.toMs / bucketMs) - first + 1;
  const ok = new Float64Array(count);
  const others = new Float64Array(count);
  const { shade: shadeOf, endMs } = run.columns;
  for (const row of stage.rows) {
    const shade = shadeOf[row];
    if (shade === shades.open || shade === shades.no) continue;
    const bucket = Math.floor((endMs[row] ?? 0) / bucketMs) - first;
    const series = shade === shades.ok ? ok : others;
    if (bucket >= 0 && bucket < count) series[bucket] = (series[bucket] ?? 0) + 1000 / bucketMs;
  }
  const highest = scaleTop([...ok, ...others]);
  label(stage, 'rate', 0, top + height / 2);
  context.textAlign = 'right';
  label(
    stage,
    `${highest < 10 ? formatNumber(Math.round(highest * 10) / 10) : formatCount(highest)}/s`,
    layout.plotLeft - 6,
    top + 6,
    theme.dim,
    smallFont,
  );
  label(stage, '0', layout.plotLeft - 6, top + height - 3, theme.dim, smallFont);
  context.textAlign = 'left';
  context.fillStyle = theme.line;
  context.fillRect(layout.plotLeft, top + height, layout.plotWidth, 1);
  steps(stage, ok, first, bucketMs, highest, theme.ok, true);
  if (others.some((rate) => rate > 0)) steps(stage, others, first, bucketMs, highest, theme.info, false);
}

/** The scale's end. A burst, as of final reads, may leave the scale, so that it does not flatten all the rest. */
function scaleTop(rates: readonly number[]): number {
  const sorted = [...rates].sort((a, b) => a - b);
  const usual = sorted[Math.floor((sorted.length - 1) * USUAL_SHARE)] ?? 0;
  return Math.max(1, Math.min(sorted.at(-1) ?? 0, usual * BURST_FACTOR || Number.POSITIVE_INFINITY));
}

/** A round length of time that is wide enough to be seen as a step. */
function bucketOf(leastMs: number): number {
  const least = Math.max(leastMs, BUCKET_MIN_MS);
  const power = 10 ** Math.floor(Math.log10(least));
  return power * (bucketSteps.find((step) => step * power >= least) ?? 10);
}

function steps(stage: Stage, series: Float64Array, first: number, bucketMs: number, highest: number, color: string, filled: boolean): void {
  const { context, layout } = stage;
  const { top, height } = layout.panels.rate;
  context.save();
  context.beginPath();
  context.rect(layout.plotLeft, top - 1, layout.plotWidth, height + 2);
  context.clip();
  context.beginPath();
  context.moveTo(xOf(stage, first * bucketMs), top + height);
  for (const [i, rate] of series.entries()) {
    const y = top + height - (rate / highest) * (height - 2);
    const [from, to] = [xOf(stage, (first + i) * bucketMs), xOf(stage, (first + i + 1) * bucketMs)];
    // A rate that is zero most of the time would only underline the panel.
    if (!filled && rate === 0 && (series[i - 1] ?? 0) === 0) context.moveTo(to, y);
    else context.lineTo(from, y);
    context.lineTo(to, y);
  }
  context.strokeStyle = color;
  context.lineWidth = 1.3;
  context.stroke();
  if (filled) {
    context.lineTo(layout.plotLeft + layout.plotWidth, top + height);
    context.globalAlpha = 0.14;
    context.fillStyle = color;
    context.fill();
  }
  context.restore();
}
