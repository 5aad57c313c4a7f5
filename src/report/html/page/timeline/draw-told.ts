import { linesOf } from '../finding/anchor.ts';
import { storyOf } from '../finding/story.ts';
import { label, type Stage, smallFont, spanOf, xOf } from './canvas.ts';

const MARK_RADIUS = 4;

/** What the finding that is told is about: its operations framed and named, its trace events marked at their nodes. */
export function drawTold(stage: Stage, current: number): void {
  const finding = stage.run.findings[current]?.finding;
  if (finding === undefined) return;
  const { context, layout, run, theme } = stage;
  const { top, lane } = layout.panels.clients;
  const freeFrom = new Map<number, number>();
  for (const [row, what] of [...(storyOf(run, finding)?.parts ?? [])].sort(([a], [b]) => a - b)) {
    const seen = spanOf(stage, run.startMs(row), run.endMs(row));
    if (seen === undefined) continue;
    const y = top + run.lane(row) * lane;
    context.strokeStyle = theme.ink;
    context.lineWidth = 1.3;
    context.strokeRect(seen.x - 1.5, y - 0.5, seen.width + 3, lane);
    context.lineWidth = 1;
    context.font = smallFont;
    const width = context.measureText(what).width + 8;
    // Beside its operation, behind what was written in the lane before; at the right edge on the left.
    const right = Math.max(seen.x + seen.width + 4, freeFrom.get(run.lane(row)) ?? 0);
    const x = right + width > layout.plotLeft + layout.plotWidth ? seen.x - width - 4 : right;
    freeFrom.set(run.lane(row), x + width + 2);
    context.fillStyle = theme.panel;
    context.globalAlpha = 0.9;
    context.fillRect(x, y, width, Math.max(11, lane - 1));
    context.globalAlpha = 1;
    label(stage, what, x + 4, y + lane / 2, theme.red, smallFont);
  }
  for (const { node, atMs } of linesOf(run, finding)) {
    const place = run.data.nodes.findIndex((each) => each.node === node);
    if (place < 0 || spanOf(stage, atMs, atMs) === undefined) continue;
    const { top: nodesTop, lane: nodeLane } = layout.panels.nodes;
    context.beginPath();
    context.arc(xOf(stage, atMs), nodesTop + place * nodeLane + nodeLane / 2, MARK_RADIUS, 0, 7);
    context.fillStyle = theme.red;
    context.fill();
    context.strokeStyle = theme.panel;
    context.stroke();
  }
}
