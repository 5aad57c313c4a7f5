import { type Run, roleAt, stateAt } from '../run.ts';
import { msOf, type Stage } from './canvas.ts';
import { latencyScale } from './draw-latency.ts';
import { visibleRows } from './draw-operations.ts';
import type { PanelName } from './layout.ts';

const REACH = 5;
const LATENCY_REACH = 8;

/** What lies under a point of the canvas. */
export type Hit =
  | { readonly kind: 'operation'; readonly row: number; readonly atMs: number }
  | { readonly kind: 'fault'; readonly fault: number; readonly atMs: number }
  | { readonly kind: 'node'; readonly node: number; readonly atMs: number }
  | { readonly kind: 'finding'; readonly finding: number; readonly atMs: number }
  | { readonly kind: 'time'; readonly atMs: number };

type Place = Pick<Stage, 'run' | 'view' | 'layout'>;

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
function nearest({ run }: Place, atMs: number, reachMs: number, suits: (row: number) => boolean): number | undefined {
  let best: number | undefined;
  let bestScore = Number.POSITIVE_INFINITY;
  for (const row of visibleRows(run, { fromMs: atMs - reachMs, toMs: atMs + reachMs })) {
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

function nearestDot({ run, layout }: Place, y: number, atMs: number, reachMs: number): number | undefined {
  const { top, height } = layout.panels.latency;
  const scale = latencyScale(run);
  let best: number | undefined;
  let bestDistance = LATENCY_REACH;
  for (const row of visibleRows(run, { fromMs: atMs - reachMs, toMs: atMs + reachMs })) {
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

/** A node's condition at a time, in a few words. */
export function conditionOf(run: Run, node: number, atMs: number): string {
  const timeline = run.data.nodes[node];
  if (timeline === undefined) return '';
  const role = roleAt(timeline, atMs);
  const state = stateAt(timeline, atMs);
  if (state === 'down') return 'down';
  const acting = role === undefined ? 'nothing known of its role' : `${role.role} in term ${role.term}`;
  return state === undefined ? acting : `${state}, ${acting}`;
}
