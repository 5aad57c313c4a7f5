import { formatMs } from '../../../words/index.ts';
import { shades } from '../run.ts';
import { label, paint, type Stage, smallFont, xOf } from './canvas.ts';
import { SINGLE_MAX } from './draw-operations.ts';
import { type LatencyScale, latencyHeights, latencyScale } from './latency-scale.ts';
import { pixelOf, shadeColors } from './theme.ts';

/** From so many operations in view on, the density's cells are as small as a pixel. */
const FINE_FROM = 20_000;
/** A quantile is drawn for stretches so wide, and only of at least so many operations. */
const BUCKET_WIDTH = 8;
const BUCKET_OPERATIONS_MIN = 8;
const quantiles = [0.5, 0.99] as const;

/** Latency of each operation by the time of its call, on a logarithmic scale: dots, or their density where there are many; and the median and 99th percentile. */
export function drawLatency(stage: Stage): void {
  const { context, layout, run, theme } = stage;
  const { top, height } = layout.panels.latency;
  const scale = latencyScale(run);
  label(stage, 'latency', 0, top + height / 2 - 7);
  label(stage, 'p50, p99', 0, top + height / 2 + 6, theme.dim, smallFont);
  context.textAlign = 'right';
  for (const decade of scale.decades) {
    const y = top + scale.y(decade) * height;
    context.fillStyle = theme.line;
    context.fillRect(layout.plotLeft, Math.round(y), layout.plotWidth, 1);
    if (y > top + 5) label(stage, formatMs(decade), layout.plotLeft - 6, y, theme.dim, smallFont);
  }
  context.textAlign = 'left';
  if (stage.rows.length <= SINGLE_MAX) drawDots(stage, scale);
  else drawDensity(stage);
  drawQuantiles(stage);
}

function drawDots(stage: Stage, scale: LatencyScale): void {
  const { context, layout, run, theme, rows, view } = stage;
  const { top, height } = layout.panels.latency;
  const colors = shadeColors(theme);
  const size = rows.length < 200 ? 2.4 : 1.6;
  context.globalAlpha = rows.length < 200 ? 0.9 : 0.7;
  for (const row of rows) {
    if (run.shade(row) === shades.open || run.startMs(row) < view.fromMs) continue;
    context.fillStyle = colors[run.shade(row)] ?? theme.info;
    context.beginPath();
    context.arc(xOf(stage, run.startMs(row)), top + scale.y(run.endMs(row) - run.startMs(row)) * height, size, 0, 7);
    context.fill();
  }
  context.globalAlpha = 1;
}

function drawDensity(stage: Stage): void {
  const { context, layout, run, theme, view, rows } = stage;
  const { top, height } = layout.panels.latency;
  const { startMs, shade } = run.columns;
  const at = latencyHeights(run);
  const cellSize = rows.length < FINE_FROM ? 2 : 1;
  const columns = Math.round(layout.plotWidth / cellSize);
  const lines = Math.round(height / cellSize);
  const perMs = columns / (view.toMs - view.fromMs);
  const counts = new Uint32Array(columns * lines);
  const worst = new Uint8Array(columns * lines);
  for (const row of rows) {
    const start = startMs[row] ?? 0;
    const code = shade[row] ?? 0;
    const x = Math.floor((start - view.fromMs) * perMs);
    if (x < 0 || x >= columns || code === shades.open) continue;
    const cell = Math.min(lines - 1, Math.floor((at[row] ?? 0) * lines)) * columns + x;
    counts[cell] = (counts[cell] ?? 0) + 1;
    if ((worst[cell] ?? 0) < code) worst[cell] = code;
  }
  const image = new ImageData(columns, lines);
  const target = new Uint32Array(image.data.buffer);
  const colors = shadeColors(theme);
  for (let cell = 0; cell < counts.length; cell += 1) {
    const count = counts[cell] ?? 0;
    if (count > 0) target[cell] = pixelOf(colors[worst[cell] ?? 0] ?? theme.info, Math.min(235, 80 + 40 * Math.log2(count + 1)));
  }
  paint(context, image, layout.plotLeft, top, layout.plotWidth, height);
}

/** Of all that ended, by the time of the call. A bucket's latencies are counted by pixel of height: finer cannot be seen. */
function drawQuantiles(stage: Stage): void {
  const { layout, run, view, rows, theme } = stage;
  const { top, height } = layout.panels.latency;
  const { startMs, shade } = run.columns;
  const at = latencyHeights(run);
  const buckets = Math.max(1, Math.floor(layout.plotWidth / BUCKET_WIDTH));
  const perMs = buckets / (view.toMs - view.fromMs);
  const lines = Math.round(height);
  const counts = new Uint32Array(buckets * lines);
  const totals = new Uint32Array(buckets);
  for (const row of rows) {
    const start = startMs[row] ?? 0;
    const bucket = Math.floor((start - view.fromMs) * perMs);
    if (bucket < 0 || bucket >= buckets || shade[row] === shades.open) continue;
    const cell = bucket * lines + Math.min(lines - 1, Math.floor((at[row] ?? 0) * lines));
    counts[cell] = (counts[cell] ?? 0) + 1;
    totals[bucket] = (totals[bucket] ?? 0) + 1;
  }
  for (const quantile of quantiles) {
    const places = Array.from(totals, (total, bucket) => {
      if (total < BUCKET_OPERATIONS_MIN) return undefined;
      // From the top, where the slowest are.
      let above = total - Math.ceil(total * quantile);
      for (let line = 0; line < lines; line += 1) {
        above -= counts[bucket * lines + line] ?? 0;
        if (above < 0) return top + line + 0.5;
      }
      return top + lines;
    });
    drawLine(stage, places, quantile === 0.5 ? theme.ink : theme.red);
  }
}

function drawLine({ context, layout }: Stage, places: readonly (number | undefined)[], color: string): void {
  const width = layout.plotWidth / places.length;
  context.strokeStyle = color;
  context.lineWidth = 1.2;
  context.globalAlpha = 0.85;
  context.beginPath();
  for (const [i, y] of places.entries()) {
    if (y === undefined) continue;
    const x = layout.plotLeft + (i + 0.5) * width;
    if (places[i - 1] === undefined) context.moveTo(x - width / 2, y);
    context.lineTo(x, y);
    if (places[i + 1] === undefined) context.lineTo(x + width / 2, y);
  }
  context.stroke();
  context.globalAlpha = 1;
  context.lineWidth = 1;
}
