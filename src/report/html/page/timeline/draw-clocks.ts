import type { IndexSeries } from '../../../data/index.ts';
import { formatMs, readable } from '../../../words/index.ts';
import { lowerBoundBy } from '../run.ts';
import { label, type Stage, smallFont, xOf } from './canvas.ts';

/** A name that would cover another is left out; the card of the node says what its clock was. */
const LABEL_HEIGHT = 9;

/** How far each node's clock was ahead or behind, where one was made wrong. */
export function drawClocks(stage: Stage): void {
  const { context, layout, run, theme, view } = stage;
  const { top, height } = layout.panels.clocks;
  if (height === 0) return;
  const skewed = run.data.nodes.filter(({ clock }) => clock.value.length > 0);
  const reach = Math.max(1, ...skewed.flatMap(({ clock }) => clock.value.map(Math.abs)));
  const yOf = (ms: number) => top + height / 2 - (ms / reach) * (height / 2 - 2);
  label(stage, 'clocks', 0, top + height / 2);
  context.textAlign = 'right';
  label(stage, `+${formatMs(reach)}`, layout.plotLeft - 6, top + 5, theme.dim, smallFont);
  label(stage, `-${formatMs(reach)}`, layout.plotLeft - 6, top + height - 4, theme.dim, smallFont);
  context.textAlign = 'left';
  context.fillStyle = theme.line;
  context.fillRect(layout.plotLeft, Math.round(top + height / 2), layout.plotWidth, 1);
  context.save();
  context.beginPath();
  context.rect(layout.plotLeft, top - 1, layout.plotWidth, height + 2);
  context.clip();
  const labels: number[] = [];
  for (const { node, clock } of skewed) {
    context.strokeStyle = theme.candidate;
    context.lineWidth = 1.4;
    context.beginPath();
    for (const [i, atMs] of clock.atMs.entries()) {
      const [x, y] = [xOf(stage, atMs), yOf(clock.value[i] ?? 0)];
      if (i === 0) context.moveTo(x, y);
      else context.lineTo(x, y);
    }
    context.stroke();
    context.lineWidth = 1;
    const at = offsetAt(clock, view.toMs) ?? 0;
    const y = yOf(at) + (at > 0 ? 8 : -8);
    if (Math.abs(at) > reach / 50 && labels.every((other) => Math.abs(other - y) > LABEL_HEIGHT)) {
      labels.push(y);
      context.textAlign = 'right';
      label(stage, readable(node), layout.plotLeft + layout.plotWidth - 4, y, theme.ink, smallFont);
      context.textAlign = 'left';
    }
  }
  context.restore();
}

/** Straight between the points; the later of two at one time. */
export function offsetAt({ atMs, value }: IndexSeries, ms: number): number | undefined {
  const next = lowerBoundBy(atMs.length, (i) => (atMs[i] ?? 0) > ms);
  const [fromMs, toMs, from, to] = [atMs[next - 1], atMs[next], value[next - 1], value[next]];
  if (from === undefined || fromMs === undefined) return undefined;
  if (to === undefined || toMs === undefined || toMs === fromMs) return from;
  return from + ((to - from) * (ms - fromMs)) / (toMs - fromMs);
}
