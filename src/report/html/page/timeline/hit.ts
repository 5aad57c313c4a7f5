import type { Filter } from '../filter.ts';
import { isTraced, type Run, readyMs, roleAt, stateAt } from '../run.ts';
import { msOf, type Stage, xOf } from './canvas.ts';
import { MESSAGES_DRAWN_MAX, yOfNode } from './draw-messages.ts';
import { latencyScale } from './latency-scale.ts';
import type { PanelName } from './layout.ts';
import { arrivalMs, sentMs, visibleMessages } from './message-view.ts';
import { visibleRows } from './rows.ts';

const REACH = 5;
const LATENCY_REACH = 8;
const MESSAGE_REACH = 6;

/** What lies under a point of the canvas. */
export type Hit =
  | { readonly kind: 'operation'; readonly row: number; readonly atMs: number }
  | { readonly kind: 'fault'; readonly fault: number; readonly atMs: number }
  | { readonly kind: 'node'; readonly node: number; readonly atMs: number }
  | { readonly kind: 'message'; readonly message: number; readonly atMs: number }
  | { readonly kind: 'finding'; readonly finding: number; readonly atMs: number }
  | { readonly kind: 'time'; readonly atMs: number };

type Place = Pick<Stage, 'run' | 'view' | 'layout'> & { readonly filter?: Filter | undefined };

export function hitAt(place: Place, x: number, y: number, findingTimes: readonly (number | undefined)[]): Hit | undefined {
  const { layout, view } = place;
  if (x < layout.plotLeft - REACH || x > layout.plotLeft + layout.plotWidth + REACH) return undefined;
  const atMs = Math.min(Math.max(msOf(place, x), view.fromMs), view.toMs);
  const reachMs = ((view.toMs - view.fromMs) / layout.plotWidth) * REACH;
  return hitInPanel(place, panelAt(place, y), y, atMs, reachMs, findingTimes) ?? { kind: 'time', atMs };
}

function hitInPanel(
  place: Place,
  panel: PanelName | undefined,
  y: number,
  atMs: number,
  reachMs: number,
  findingTimes: readonly (number | undefined)[],
): Hit | undefined {
  const { layout, run } = place;
  if (panel === undefined) return undefined;
  const { top, lane } = layout.panels[panel];
  const index = Math.floor((y - top) / lane);
  switch (panel) {
    case 'axis': {
      const finding = findingTimes.findIndex((ms) => ms !== undefined && Math.abs(ms - atMs) <= reachMs * 2);
      return finding < 0 ? undefined : { kind: 'finding', finding, atMs };
    }
    case 'faults': {
      const fault = run.data.faults.findIndex(
        ({ span }, i) =>
          layout.faultLanes[i] === index && span !== undefined && span.fromMs - reachMs <= atMs && atMs <= span.toMs + reachMs,
      );
      return fault < 0 ? undefined : { kind: 'fault', fault, atMs };
    }
    case 'nodes':
      return index < run.data.nodes.length ? { kind: 'node', node: index, atMs } : undefined;
    case 'messages': {
      const message = nearestMessage(place, xOf(place, atMs), y);
      if (message !== undefined) return { kind: 'message', message, atMs };
      return index < run.data.nodes.length ? { kind: 'node', node: index, atMs } : undefined;
    }
    case 'clients':
      return operationHit(
        atMs,
        nearest(place, atMs, reachMs, (row) => run.lane(row) === index),
      );
    case 'latency':
      return operationHit(atMs, nearestDot(place, y, atMs, reachMs));
    default:
      return undefined;
  }
}

function operationHit(atMs: number, row: number | undefined): Hit | undefined {
  return row === undefined ? undefined : { kind: 'operation', row, atMs };
}

function panelAt({ layout }: Place, y: number): PanelName | undefined {
  return (Object.entries(layout.panels) as [PanelName, { top: number; height: number }][]).find(
    ([, { top, height }]) => y >= top && y < top + height,
  )?.[0];
}

/** The operation whose bar is nearest; of several under the point the one with the worst outcome, as it is drawn. */
function nearest({ run, filter }: Place, atMs: number, reachMs: number, suits: (row: number) => boolean): number | undefined {
  let best: number | undefined;
  let bestScore = Number.POSITIVE_INFINITY;
  for (const row of visibleRows(run, { fromMs: atMs - reachMs, toMs: atMs + reachMs }, filter)) {
    if (!suits(row)) continue;
    const distance = Math.max(0, run.startMs(row) - atMs, atMs - run.endMs(row)) / reachMs;
    const score = distance - run.shade(row) * 0.01;
    if (score < bestScore) {
      best = row;
      bestScore = score;
    }
  }
  return best;
}

function nearestDot({ run, layout, filter }: Place, y: number, atMs: number, reachMs: number): number | undefined {
  const { top, height } = layout.panels.latency;
  const scale = latencyScale(run);
  let best: number | undefined;
  let bestDistance = LATENCY_REACH;
  for (const row of visibleRows(run, { fromMs: atMs - reachMs, toMs: atMs + reachMs }, filter)) {
    const dx = ((run.startMs(row) - atMs) / reachMs) * REACH;
    const dy = top + scale.y(run.endMs(row) - run.startMs(row)) * height - y;
    const distance = Math.hypot(dx, dy);
    if (distance < bestDistance) {
      best = row;
      bestDistance = distance;
    }
  }
  return best;
}

/** The message whose line passes nearest, where each is drawn. */
function nearestMessage(place: Place, x: number, y: number): number | undefined {
  const { run, view } = place;
  const { first, end } = visibleMessages(run, view);
  if (end - first > MESSAGES_DRAWN_MAX) return undefined;
  let best: number | undefined;
  let bestDistance = MESSAGE_REACH;
  for (let i = first; i < end; i += 1) {
    const [x1, y1] = [xOf(place, sentMs(run, i)), yOfNode(place, run.data.messages.from[i] ?? 0)];
    const [dx, dy] = [xOf(place, arrivalMs(run, i)) - x1, yOfNode(place, run.data.messages.to[i] ?? 0) - y1];
    const along = Math.min(1, Math.max(0, ((x - x1) * dx + (y - y1) * dy) / (dx * dx + dy * dy || 1)));
    const distance = Math.hypot(x - x1 - along * dx, y - y1 - along * dy);
    if (distance >= bestDistance) continue;
    best = i;
    bestDistance = distance;
  }
  return best;
}

/** A node's condition at a time, in a few words. */
export function conditionOf(run: Run, node: number, atMs: number): string {
  const timeline = run.data.nodes[node];
  if (timeline === undefined) return '';
  const role = roleAt(timeline, atMs);
  const state = stateAt(timeline, atMs);
  if (state === 'down') return 'down';
  if (!isTraced(run)) return state ?? (atMs >= (readyMs(run) ?? Number.POSITIVE_INFINITY) ? 'up' : 'not known to be up yet');
  const acting = role === undefined ? 'nothing known of its role' : `${role.role} in term ${role.term}`;
  return state === undefined ? acting : `${state}, ${acting}`;
}
