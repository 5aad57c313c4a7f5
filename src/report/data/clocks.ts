import type { NodeId, Plan } from '../../core/index.ts';
import type { FaultInterval, IndexSeries } from './report-data.ts';

interface Skew {
  readonly fromMs: number;
  readonly toMs: number;
  readonly offsetMs: number;
  readonly driftPpm: number;
}

/**
 * How far a node's clock was from the world's: what the plan gave it from the start, and what faults added. A fault's jump stays when it
 * ends, and so does what its pace had gained; only the pace is right again.
 */
export function clockOf(node: NodeId, plan: Plan, faults: readonly FaultInterval[], endMs: number): IndexSeries {
  const skews: Skew[] = [];
  const given = plan.simulation?.clocks[node];
  if (given !== undefined) skews.push({ fromMs: 0, toMs: endMs, ...given });
  for (const { id, span, target, state } of faults) {
    const step = plan.faults.find((each) => each.id === id);
    if (step?.kind !== 'clock' || span === undefined || state === 'missing' || !target.includes(node)) continue;
    skews.push({ ...span, offsetMs: step.offsetMs, driftPpm: step.driftPpm ?? 0 });
  }
  if (skews.length === 0) return { atMs: [], value: [] };
  const offsetAt = (atMs: number, including: boolean): number =>
    skews.reduce((sum, { fromMs, toMs, offsetMs, driftPpm }) => {
      if (atMs < fromMs || (atMs === fromMs && !including)) return sum;
      return sum + offsetMs + ((Math.min(atMs, toMs) - fromMs) * driftPpm) / 1_000_000;
    }, 0);
  const corners = [...new Set([0, endMs, ...skews.flatMap(({ fromMs, toMs }) => [fromMs, toMs])])].sort((a, b) => a - b);
  const points = corners.flatMap((atMs) => [
    { atMs, value: offsetAt(atMs, false) },
    { atMs, value: offsetAt(atMs, true) },
  ]);
  return { atMs: points.map(({ atMs }) => atMs), value: points.map(({ value }) => Math.round(value * 1000) / 1000) };
}
