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
    const text = `${readable(fault.name)}  ${readable(describeTarget(fault.target))}`;
    context.font = smallFont;
    const inside = context.measureText(text).width + 10 <= seen.width;
    const x = inside ? seen.x + 5 : seen.x + seen.width + 4;
    const width = inside ? seen.width - 8 : nextInLane(stage, i, row) - x - 6;
    if (inside || width > 40) labelWithin(stage, text, x, y + lane / 2 - 1, width, theme.ink);
    else labelWithin(stage, fault.kind, seen.x + 4, y + lane / 2 - 1, seen.width - 6, theme.ink);
  }
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
