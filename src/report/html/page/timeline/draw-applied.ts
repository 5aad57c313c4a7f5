import type { IndexSeries } from '../../../data/index.ts';
import { formatCount, readable } from '../../../words/index.ts';
import { lowerBoundBy, valueAt } from '../run.ts';
import { label, type Stage, smallFont, xOf } from './canvas.ts';

/** The node that is furthest behind is named, if it is so far: entries, and share of the range in view. */
const BEHIND_MIN = 5;
const BEHIND_SHARE = 0.15;

/** How far each node's state machine has come, over the range that is in view: lines that part show who was left behind. */
export function drawApplied(stage: Stage): void {
  const { context, layout, run, theme, view } = stage;
  const { top, height } = layout.panels.applied;
  if (height === 0) return;
  const known = (atMs: number) => run.data.nodes.flatMap(({ applied }) => (applied.value.length > 0 ? [valueAt(applied, atMs) ?? 0] : []));
  const low = Math.min(...known(view.fromMs));
  const high = Math.max(low + 1, ...known(view.toMs));
  label(stage, 'applied', 0, top + height / 2 - 6);
  label(stage, 'committed', 0, top + height / 2 + 7, theme.candidate, smallFont);
  context.textAlign = 'right';
  label(stage, formatCount(high), layout.plotLeft - 6, top + 6, theme.dim, smallFont);
  label(stage, formatCount(low), layout.plotLeft - 6, top + height - 3, theme.dim, smallFont);
  context.textAlign = 'left';
  context.fillStyle = theme.line;
  context.fillRect(layout.plotLeft, top + height, layout.plotWidth, 1);
  context.save();
  context.beginPath();
  context.rect(layout.plotLeft, top - 1, layout.plotWidth, height + 2);
  context.clip();
  context.strokeStyle = theme.leader;
  context.lineWidth = 1.2;
  context.globalAlpha = 0.65;
  const yOf = (value: number) => top + height - ((value - low) / (high - low)) * height;
  for (const { applied } of run.data.nodes) drawSteps(stage, applied, yOf);
  // Committed and not applied yet: seen where the dashes leave the line.
  context.setLineDash([2, 3]);
  context.strokeStyle = theme.candidate;
  for (const { commit } of run.data.nodes) drawSteps(stage, commit, yOf);
  context.setLineDash([]);
  context.globalAlpha = 1;
  context.textAlign = 'right';
  const [behind] = run.data.nodes
    .map(({ node, applied }) => ({ node, last: valueAt(applied, view.toMs) ?? high }))
    .sort((one, other) => one.last - other.last);
  if (behind !== undefined && high - behind.last >= BEHIND_MIN && (high - behind.last) / (high - low) > BEHIND_SHARE) {
    const y = Math.min(yOf(behind.last) - 6, top + height - 8);
    label(
      stage,
      `${readable(behind.node)} is ${formatCount(high - behind.last)} behind`,
      layout.plotLeft + layout.plotWidth - 4,
      y,
      theme.ink,
      smallFont,
    );
  }
  context.textAlign = 'left';
  context.restore();
}

function drawSteps(stage: Stage, { atMs, value }: IndexSeries, yOf: (value: number) => number): void {
  const { context, layout, view } = stage;
  const from = Math.max(0, lowerBoundBy(atMs.length, (i) => (atMs[i] ?? 0) > view.fromMs) - 1);
  let y = 0;
  context.beginPath();
  for (let i = from; i < atMs.length && (i === from || (atMs[i - 1] ?? 0) <= view.toMs); i += 1) {
    const x = xOf(stage, atMs[i] ?? 0);
    if (i > from) context.lineTo(x, y);
    y = yOf(value[i] ?? 0);
    if (i === from) context.moveTo(x, y);
    else context.lineTo(x, y);
  }
  if (from < atMs.length) context.lineTo(layout.plotLeft + layout.plotWidth, y);
  context.stroke();
}
