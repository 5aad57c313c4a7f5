import { formatMs } from '../../../words/index.ts';
import { type Run, shades } from '../run.ts';
import { label, type Stage, smallFont, xOf } from './canvas.ts';
import { paint, SINGLE_MAX, shadeColors } from './draw-operations.ts';
import { pixelOf } from './theme.ts';

const LOWEST_MS = 0.05;
/** From so many operations in view on, the density's cells are as small as a pixel. */
const FINE_FROM = 20_000;

/** Latency of each operation by the time of its call, on a logarithmic scale: dots, or their density where there are many. */
export function drawLatency(stage: Stage): void {
  const { context, layout, run, theme } = stage;
  const { top, height } = layout.panels.latency;
  const scale = latencyScale(run);
  label(stage, 'latency', 0, top + height / 2);
  context.textAlign = 'right';
  for (const decade of scale.decades) {
    const y = top + scale.y(decade) * height;
    context.fillStyle = theme.line;
    context.fillRect(layout.plotLeft, Math.round(y), layout.plotWidth, 1);
    if (y > top + 14) label(stage, formatMs(decade), layout.plotLeft - 6, y, theme.dim, smallFont);
  }
  context.textAlign = 'left';
  const rows = stage.rows.filter((row) => run.shade(row) !== shades.open && run.startMs(row) >= stage.view.fromMs);
  if (rows.length <= SINGLE_MAX) drawDots(stage, rows, scale);
  else drawDensity(stage, rows, scale);
}

export interface LatencyScale {
  readonly decades: readonly number[];
  /** From the top, 0 to 1. */
  y(ms: number): number;
}

/** The whole run's range, so that zooming moves dots sideways only. */
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
  const scale = { decades, y: (ms: number) => 1 - Math.min(1, Math.max(0, (Math.log10(Math.max(ms, LOWEST_MS)) - bottom) / range)) };
  scales.set(run, scale);
  return scale;
}

const scales: WeakMap<Run, LatencyScale> = new WeakMap();

function drawDots(stage: Stage, rows: readonly number[], scale: LatencyScale): void {
  const { context, layout, run, theme } = stage;
  const { top, height } = layout.panels.latency;
  const colors = shadeColors(theme);
  const size = rows.length < 200 ? 2.4 : 1.6;
  context.globalAlpha = rows.length < 200 ? 0.9 : 0.7;
  for (const row of rows) {
    context.fillStyle = colors[run.shade(row)] ?? theme.info;
    context.beginPath();
    context.arc(xOf(stage, run.startMs(row)), top + scale.y(run.endMs(row) - run.startMs(row)) * height, size, 0, 7);
    context.fill();
  }
  context.globalAlpha = 1;
}

function drawDensity(stage: Stage, rows: readonly number[], scale: LatencyScale): void {
  const { context, layout, run, theme, view } = stage;
  const { top, height } = layout.panels.latency;
  const cellSize = rows.length < FINE_FROM ? 2 : 1;
  const columns = Math.round(layout.plotWidth / cellSize);
  const lines = Math.round(height / cellSize);
  const perMs = columns / (view.toMs - view.fromMs);
  const counts = new Uint32Array(columns * lines);
  const worst = new Uint8Array(columns * lines);
  for (const row of rows) {
    const x = Math.floor((run.startMs(row) - view.fromMs) * perMs);
    const y = Math.min(lines - 1, Math.floor(scale.y(run.endMs(row) - run.startMs(row)) * lines));
    if (x < 0 || x >= columns) continue;
    const cell = y * columns + x;
    counts[cell] = (counts[cell] ?? 0) + 1;
    worst[cell] = Math.max(worst[cell] ?? 0, run.shade(row));
  }
  const image = new ImageData(columns, lines);
  const target = new Uint32Array(image.data.buffer);
  const colors = shadeColors(theme);
  for (let cell = 0; cell < counts.length; cell += 1) {
    const count = counts[cell] ?? 0;
    if (count > 0) target[cell] = pixelOf(colors[worst[cell] ?? 0] ?? theme.info, Math.min(255, 120 + 45 * Math.log2(count + 1)));
  }
  paint(context, image, layout.plotLeft, top, layout.plotWidth, height);
}
