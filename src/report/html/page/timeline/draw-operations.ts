import { shades } from '../run.ts';
import { label, labelWithin, monoFont, paint, type Stage, spanOf } from './canvas.ts';
import { pixelOf, shadeColors } from './theme.ts';

/** Up to so many operations in view are drawn one by one; more are binned by pixel. */
export const SINGLE_MAX = 1500;
const LANE_LABEL_HEIGHT_MIN = 9;
const CALL_LABEL_HEIGHT_MIN = 11;

/** A lane a client. Where operations share a pixel the worst outcome is drawn, so that no failure hides behind a success. */
export function drawOperations(stage: Stage): void {
  const { layout, run, theme } = stage;
  const { top, lane } = layout.panels.clients;
  const step = Math.ceil(LANE_LABEL_HEIGHT_MIN / lane);
  for (let i = 0; i < run.laneCount; i += step)
    label(stage, `client ${i}`, 0, top + i * lane + lane / 2, lane * step >= 11 ? theme.ink : theme.dim);
  if (stage.rows.length <= SINGLE_MAX) drawSingle(stage);
  else drawBinned(stage);
  drawPinned(stage);
}

function drawSingle(stage: Stage): void {
  const { context, layout, run, theme, rows } = stage;
  const { top, lane } = layout.panels.clients;
  const colors = shadeColors(theme);
  const height = lane >= 5 ? lane - 2 : lane;
  // The worst last, so that it lies on top.
  for (const row of [...rows].sort((a, b) => run.shade(a) - run.shade(b))) {
    const seen = spanOf(stage, run.startMs(row), run.endMs(row));
    if (seen === undefined) continue;
    const y = top + run.lane(row) * lane + (lane - height) / 2;
    const shade = run.shade(row);
    context.fillStyle = colors[shade] ?? theme.info;
    context.globalAlpha = shade === shades.open ? 0.45 : 1;
    context.beginPath();
    context.roundRect(seen.x, y, Math.max(1.5, seen.width), height, Math.min(2, seen.width / 2));
    context.fill();
    context.globalAlpha = 1;
    if (lane < CALL_LABEL_HEIGHT_MIN || seen.width <= 30) continue;
    const { call, result } = run.describe(row);
    const text = result === 'ok' ? call : `${call} → ${result}`;
    labelWithin(stage, text, seen.x + 4, y + height / 2 + 0.5, seen.width - 6, theme.barInk, monoFont);
  }
}

function drawBinned(stage: Stage): void {
  const { context, layout, run, theme, ratio, view, rows } = stage;
  const { top, height, lane } = layout.panels.clients;
  const { startMs, endMs, shade, lane: laneOf } = run.columns;
  const columns = Math.round(layout.plotWidth * ratio);
  const perMs = columns / (view.toMs - view.fromMs);
  // 0: nothing; else the highest shade plus one.
  const worst = new Uint8Array(columns * run.laneCount);
  for (const row of rows) {
    const code = (shade[row] ?? 0) + 1;
    const start = (laneOf[row] ?? 0) * columns;
    const from = Math.max(0, Math.floor(((startMs[row] ?? 0) - view.fromMs) * perMs));
    const to = Math.min(columns - 1, Math.floor(((endMs[row] ?? 0) - view.fromMs) * perMs));
    for (let at = start + from; at <= start + to; at += 1) if ((worst[at] ?? 0) < code) worst[at] = code;
  }
  const pixels = shadeColors(theme).map((color) => pixelOf(color, 255));
  const image = new ImageData(columns, Math.ceil(height * ratio));
  const target = new Uint32Array(image.data.buffer);
  for (let i = 0; i < run.laneCount; i += 1) {
    const y0 = Math.round((i * lane + (lane >= 5 ? 1 : 0)) * ratio);
    const y1 = Math.min(image.height, Math.max(y0 + 1, Math.round(((i + 1) * lane - (lane >= 5 ? 1 : 0)) * ratio)));
    for (let x = 0; x < columns; x += 1) {
      const code = worst[i * columns + x] ?? 0;
      if (code === 0) continue;
      const pixel = pixels[code - 1] ?? 0;
      for (let y = y0; y < y1; y += 1) target[y * columns + x] = pixel;
    }
  }
  paint(context, image, layout.plotLeft, top, layout.plotWidth, image.height / ratio);
}

function drawPinned(stage: Stage): void {
  const { context, layout, run, theme, pinned } = stage;
  if (pinned?.kind !== 'operation') return;
  const seen = spanOf(stage, run.startMs(pinned.row), run.endMs(pinned.row));
  if (seen === undefined) return;
  const { top, lane } = layout.panels.clients;
  context.strokeStyle = theme.red;
  context.lineWidth = 1.6;
  context.strokeRect(seen.x - 2, top + run.lane(pinned.row) * lane - 1, seen.width + 4, lane + 1);
  context.lineWidth = 1;
}
