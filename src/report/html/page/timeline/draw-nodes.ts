import type { NodeTimeline } from '../../../data/index.ts';
import { readable } from '../../../words/index.ts';
import { isTraced, lowerBoundBy, readyMs } from '../run.ts';
import { hatch, label, labelWithin, type Stage, spanOf } from './canvas.ts';
import type { Theme } from './theme.ts';

/** Each node's role over time, with the term it leads, or that it was up; where it was down or paused; where it died by itself. */
export function drawNodes(stage: Stage): void {
  const traced = isTraced(stage.run);
  const { layout, run, theme, context } = stage;
  const { top, lane } = layout.panels.nodes;
  for (const [i, node] of run.data.nodes.entries()) {
    const y = top + i * lane;
    label(stage, readable(node.node), 0, y + lane / 2, theme.ink);
    if (traced) drawRoles(stage, node, y + 2, lane - 5);
    else drawUp(stage, y + 2, lane - 5);
    drawStates(stage, node, y + 2, lane - 5);
    for (const death of run.data.deaths) {
      const seen = death.node === node.node ? spanOf(stage, death.atMs, death.atMs) : undefined;
      if (seen === undefined) continue;
      context.textAlign = 'center';
      label(stage, '✕', seen.x, y + lane / 2, theme.red);
      context.textAlign = 'left';
    }
  }
}

function drawRoles(stage: Stage, { roles }: NodeTimeline, y: number, height: number): void {
  const { context, view, theme, run } = stage;
  const first = Math.max(0, lowerBoundBy(roles.length, (i) => (roles[i]?.atMs ?? 0) > view.fromMs) - 1);
  for (let i = first; i < roles.length; i += 1) {
    const change = roles[i];
    if (change === undefined || change.atMs > view.toMs) break;
    const seen = spanOf(stage, change.atMs, roles[i + 1]?.atMs ?? run.data.endMs);
    if (seen === undefined) continue;
    context.fillStyle = colorOf(change.role, theme);
    const gap = seen.width > 3 && change.role !== roles[i + 1]?.role ? 1 : 0;
    context.fillRect(seen.x, y, seen.width - gap, height);
    if (change.role === 'leader')
      labelWithin(stage, `term ${change.term}`, seen.x + 5, y + height / 2 + 0.5, seen.width - 8, theme.leaderInk);
    else if (change.role === 'follower') continue;
    else labelWithin(stage, change.role, seen.x + 4, y + height / 2 + 0.5, seen.width - 8, theme.barInk);
  }
}

/** Of a node that tells nothing of itself: it was ready, and what ended that is drawn over it. */
function drawUp(stage: Stage, y: number, height: number): void {
  const { context, theme, run } = stage;
  const fromMs = readyMs(run);
  const seen = fromMs === undefined ? undefined : spanOf(stage, fromMs, run.data.endMs);
  if (seen === undefined) return;
  context.fillStyle = theme.follower;
  context.fillRect(seen.x, y, seen.width, height);
  labelWithin(stage, 'up', seen.x + 5, y + height / 2 + 0.5, seen.width - 8, theme.dim);
}

function drawStates(stage: Stage, { states }: NodeTimeline, y: number, height: number): void {
  const { context, theme } = stage;
  for (const { fromMs, toMs, state } of states) {
    const seen = spanOf(stage, fromMs, toMs);
    if (seen === undefined) continue;
    if (state === 'down') {
      context.fillStyle = theme.panel;
      context.fillRect(seen.x, y, seen.width, height);
      context.fillStyle = theme.down;
      context.fillRect(seen.x, y, seen.width, height);
    } else {
      hatch(stage, seen.x, y, seen.width, height, theme.paused, 4);
    }
    if (state === 'down') labelWithin(stage, 'down', seen.x + 5, y + height / 2 + 0.5, seen.width - 8, theme.panel);
    else outlined(stage, 'paused', seen.x + 5, y + height / 2 + 0.5, seen.width - 8);
  }
}

/** Text over hatching needs a ground of its own. */
function outlined(stage: Stage, text: string, x: number, y: number, width: number): void {
  const { context, theme } = stage;
  const needed = context.measureText(text).width + 6;
  if (needed > width) return;
  context.fillStyle = theme.panel;
  context.fillRect(x - 3, y - 6, needed, 12);
  labelWithin(stage, text, x, y, width, theme.ink);
}

export function colorOf(role: string, theme: Theme): string {
  if (role === 'leader') return theme.leader;
  return role === 'follower' ? theme.follower : theme.candidate;
}
