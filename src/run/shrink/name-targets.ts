import type { FaultStep, NodeId, Plan } from '../../core/index.ts';
import { withFaults } from './plan-edits.ts';
import type { Search } from './search.ts';
import { type Timeline, timelineOf } from './timeline.ts';

/** Says of each role which nodes it came to: the plan is read more easily, and depends on less. */
export async function reduceRoles(search: Search): Promise<void> {
  const timeline = timelineOf(search.trial.history);
  if (await search.attempt(nameTargets(search.best, timeline))) return;
  for (const { id } of search.best.faults) await search.attempt(nameTargets(search.best, timelineOf(search.trial.history), id));
}

/** The plan with the roles of every step (or of one) replaced by the nodes that they were in the run. */
export function nameTargets(plan: Plan, timeline: Timeline, only?: string): Plan {
  const steps = plan.faults.map((step) => (only === undefined || step.id === only ? nameTarget(step, plan.system.nodes, timeline) : step));
  return withFaults(plan, steps);
}

function nameTarget(step: FaultStep, nodes: readonly NodeId[], timeline: Timeline): FaultStep {
  const struck = timeline.steps.get(step.id)?.target ?? [];
  if (struck.length === 0) return step;
  if ('from' in step) {
    const ends = endsOf(struck, nodes);
    const role = (end: string | readonly NodeId[]): boolean =>
      typeof end === 'string' && end !== 'nodes' && end !== 'clients' && end !== 'any';
    if (ends === undefined || (!role(step.from) && !role(step.to))) return step;
    return { ...step, from: role(step.from) ? ends.from : step.from, to: role(step.to) ? ends.to : step.to };
  }
  // Of a ring the links are told; it has no target.
  if (!struck.every((name) => nodes.includes(name))) return step;
  if ('target' in step && typeof step.target !== 'string' && step.target !== undefined) return step;
  return { ...step, target: struck };
}

/** Links as the product of two sides; undefined if they are none, or if an end is not a node. */
function endsOf(links: readonly string[], nodes: readonly NodeId[]): { from: NodeId[]; to: NodeId[] } | undefined {
  const pairs = links.map((link) => link.split(' -> '));
  const from = [...new Set(pairs.map(([end = '']) => end))];
  const to = [...new Set(pairs.map(([, end = '']) => end))];
  const product = from.flatMap((a) => to.filter((b) => a !== b).map((b) => `${a} -> ${b}`));
  const known = [...from, ...to].every((end) => nodes.includes(end));
  return known && product.length === links.length && product.every((link) => links.includes(link)) ? { from, to } : undefined;
}
