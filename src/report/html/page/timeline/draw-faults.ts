import { describeTarget, readable } from '../../../words/index.ts';
import { label, labelWithin, type Stage, smallFont, spanOf, xOf } from './canvas.ts';

/** One bar a fault, in lanes, with what it was and whom it struck. Hollow: its rules stood, but nothing met them, or it was merged. */
export function drawFaults(stage: Stage): void {
  const { context, layout, theme, run } = stage;
  const { top, height, lane } = layout.panels.faults;
  if (height === 0) return;
  label(stage, 'faults', 0, top + lane / 2);
  for (const [i, fault] of run.data.faults.entries()) {
    const row = layout.faultLanes[i];
    const seen = fault.span === undefined ? undefined : spanOf(stage, fault.span.fromMs, fault.span.toMs);
    if (row === undefined || seen === undefined) continue;
    const y = top + row * lane + 1;
    const hollow = fault.state !== 'in-force' && fault.state !== 'unended';
    context.fillStyle = theme.fault;
    context.strokeStyle = theme.fault;
    context.globalAlpha = hollow ? 0.7 : 1;
    context.beginPath();
    context.roundRect(seen.x, y, seen.width, lane - 3, Math.min(3, seen.width / 2));
    if (hollow) context.stroke();
    else context.fill();
    context.globalAlpha = 1;
    drawLabel(stage, i, row, seen, y + lane / 2 - 1);
  }
}

/** Inside its bar if it fits, else beside it if there is room, else what can be said inside. */
function drawLabel(stage: Stage, fault: number, lane: number, bar: { readonly x: number; readonly width: number }, y: number): void {
  const { context, run, theme } = stage;
  const found = run.data.faults[fault];
  if (found === undefined) return;
  const text = `${readable(found.name)}  ${readable(describeTarget(found.target))}`;
  context.font = smallFont;
  const needed = context.measureText(text).width;
  const room = nextInLane(stage, fault, lane) - bar.x - bar.width - 10;
  if (needed + 8 <= bar.width) labelWithin(stage, text, bar.x + 5, y, needed + 1, theme.ink);
  else if (needed <= room) labelWithin(stage, text, bar.x + bar.width + 4, y, room, theme.ink);
  else if (context.measureText(found.kind).width + 8 <= bar.width) labelWithin(stage, text, bar.x + 5, y, bar.width - 8, theme.ink);
  else labelWithin(stage, text, bar.x + bar.width + 4, y, room, theme.ink);
}

/** Where the next fault of the lane begins: a label beside a short bar may run up to there. */
function nextInLane(stage: Stage, fault: number, lane: number): number {
  const { layout, run } = stage;
  const fromMs = run.data.faults[fault]?.span?.fromMs ?? 0;
  let next = layout.plotLeft + layout.plotWidth;
  for (const [i, { span }] of run.data.faults.entries()) {
    if (i === fault || layout.faultLanes[i] !== lane || span === undefined || span.fromMs < fromMs) continue;
    next = Math.min(next, Math.max(xOf(stage, span.fromMs), layout.plotLeft));
  }
  return next;
}
