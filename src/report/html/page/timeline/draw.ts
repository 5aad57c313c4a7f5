import { formatSeconds } from '../../../words/index.ts';
import type { Filter } from '../filter.ts';
import { anchorOf } from '../finding/anchor.ts';
import { hatch, label, labelWithin, type Stage, smallFont, spanOf, xOf } from './canvas.ts';
import { drawApplied } from './draw-applied.ts';
import { drawClocks } from './draw-clocks.ts';
import { drawFaults } from './draw-faults.ts';
import { drawLatency } from './draw-latency.ts';
import { drawMessages } from './draw-messages.ts';
import { drawNodes } from './draw-nodes.ts';
import { drawOperations } from './draw-operations.ts';
import { drawRate } from './draw-rate.ts';
import { drawService } from './draw-service.ts';
import { drawTold } from './draw-told.ts';
import { visibleRows } from './rows.ts';
import { ticksOf } from './view.ts';

const TICK_WIDTH = 90;
const FLAG_WIDTH = 17;

/** Draws all panels: what shades them first, then each, then what stands above them. */
export function draw(given: Omit<Stage, 'rows'>, filter: Filter | undefined, current: number): void {
  const stage = { ...given, rows: visibleRows(given.run, given.view, filter) };
  const { context, layout, ratio } = stage;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, layout.width, layout.height);
  context.textBaseline = 'middle';
  drawGrid(stage);
  drawBands(stage);
  drawPhases(stage);
  drawFaults(stage);
  drawNodes(stage);
  drawMessages(stage);
  drawOperations(stage);
  drawLatency(stage);
  drawService(stage);
  drawRate(stage);
  drawApplied(stage);
  drawClocks(stage);
  drawFindings(stage);
  drawTold(stage, current);
}

function drawGrid(stage: Stage): void {
  const { context, layout, theme, view } = stage;
  const { ticks, decimals } = ticksOf(view, layout.plotWidth / TICK_WIDTH);
  const { axis } = layout.panels;
  for (const tick of ticks) {
    const x = Math.round(xOf(stage, tick)) + 0.5;
    context.fillStyle = theme.line;
    context.fillRect(x - 0.5, axis.top + axis.height - 4, 1, layout.height - axis.height);
    context.textAlign = 'center';
    label(stage, formatSeconds(tick, decimals), Math.min(x, layout.width - 18), axis.top + axis.height - 11);
  }
  context.textAlign = 'left';
}

/** Faults lie behind everything below them; where the harness was late, nothing timed is to be trusted. */
function drawBands(stage: Stage): void {
  const { context, layout, theme, run } = stage;
  const { faults } = layout.panels;
  const top = faults.top + faults.height;
  for (const { span, state } of run.data.faults) {
    if (span === undefined || state === 'missing' || state === 'merged') continue;
    const seen = spanOf(stage, span.fromMs, span.toMs);
    if (seen === undefined) continue;
    context.fillStyle = theme.band;
    context.fillRect(seen.x, top, seen.width, layout.height - top);
  }
  for (const { fromMs, toMs } of run.data.lags) {
    const seen = spanOf(stage, fromMs, toMs);
    if (seen === undefined) continue;
    context.globalAlpha = 0.55;
    hatch(stage, seen.x, top, Math.max(2, seen.width), layout.height - top, theme.dim, 6);
    context.globalAlpha = 1;
  }
}

function drawPhases(stage: Stage): void {
  const { context, layout, theme, run } = stage;
  const { top, height } = layout.panels.phases;
  if (height === 0) return;
  label(stage, 'phase', 0, top + height / 2);
  for (const { name, fromMs, toMs } of run.data.phases) {
    const seen = spanOf(stage, fromMs, toMs);
    if (seen === undefined || toMs <= fromMs) continue;
    context.fillStyle = theme.line;
    context.fillRect(seen.x, top + 1, Math.max(1, seen.width - 1), height - 2);
    labelWithin(stage, name, seen.x + 5, top + height / 2 + 0.5, seen.width - 8, theme.ink);
  }
}

function drawFindings(stage: Stage): void {
  const { context, layout, theme, run } = stage;
  const { axis } = layout.panels;
  context.textAlign = 'center';
  const flags: number[] = [];
  for (const [i, { finding }] of run.findings.entries()) {
    const anchor = anchorOf(run, finding);
    const seen = anchor === undefined ? undefined : spanOf(stage, anchor.atMs, anchor.atMs);
    if (seen === undefined) continue;
    context.fillStyle = theme.red;
    context.fillRect(Math.round(seen.x) - 0.5, axis.top + 10, 1.2, layout.height - axis.top - 10);
    // A flag that would cover an earlier finding's is left out; its line stays.
    if (flags.some((x) => Math.abs(x - seen.x) < FLAG_WIDTH)) continue;
    flags.push(seen.x);
    context.beginPath();
    context.roundRect(seen.x - FLAG_WIDTH / 2, axis.top, FLAG_WIDTH, 13, 3);
    context.fill();
    label(stage, String(i + 1), seen.x, axis.top + 7, theme.panel, smallFont);
  }
  context.textAlign = 'left';
}
