import { defaultSimulation, type NodeId, type Plan, type SimulationPlan } from '../../core/index.ts';
import type { FailureClass } from './failure-class.ts';

/**
 * Whether a failure of this plan would be one of the system. Taking nodes away can leave a plan that no protocol survives: more disks
 * lost than a minority, a world too slow for the system's time-outs. What the plan at hand asks for already may stay.
 */
export function isSound(plan: Plan, original: Plan, failure: FailureClass): boolean {
  if (damagedCount(plan) > minorityOf(plan) && damagedCount(original) <= minorityOf(original)) return false;
  return failure.checker !== 'liveness' || !isSlower(plan.simulation, original.simulation);
}

function minorityOf({ system }: Pick<Plan, 'system'>): number {
  return Math.floor((system.nodes.length - 1) / 2);
}

/** At most so many nodes have their disks lost or damaged: a role may come to another node each time. */
function damagedCount({ faults, system }: Plan): number {
  const named = new Set<NodeId>();
  let others = 0;
  for (const step of faults) {
    if (step.kind !== 'bit-rot' && step.kind !== 'misdirected-write' && step.kind !== 'disk-loss') continue;
    const { target } = step;
    if (typeof target !== 'string') for (const node of target) named.add(node);
    else if (system.nodes.includes(target)) named.add(target);
    else if (target === 'minority') others += minorityOf({ system });
    else others += oneNode.has(target) ? 1 : system.nodes.length;
  }
  return named.size + others;
}

const oneNode: ReadonlySet<string> = new Set(['one', 'leader', 'follower', 'trigger']);

/** A system that comes together in a fast world need not do so in a slow one. */
function isSlower(now: SimulationPlan = defaultSimulation, before: SimulationPlan = defaultSimulation): boolean {
  const paces = ({ network, disk }: SimulationPlan): number[] => [
    network.minLatencyMs,
    network.meanLatencyMs,
    network.clientLatencyMs,
    ...disk.writeMs,
    ...disk.syncMs,
  ];
  const earlier = paces(before);
  return paces(now).some((ms, i) => ms > (earlier[i] ?? 0));
}
