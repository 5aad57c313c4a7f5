/**
 * A seed's plan for the simulated world. `random` takes the entry as it stands; `swarm` draws nearly everything that an entry may say and
 * nobody has said (see `kept`); `pct` is a swarm plan whose links have priorities. All of it stands in the plan: nothing is left to be drawn
 * but what its seed keys.
 * Nothing here knows which bug, if any, is planted.
 */
import { defaultSimulation, type NodeId, type PhasesPlan, type Plan, type SystemPlan, type Systems } from '../../core/index.ts';
import type { SuiteEntry } from '../../suite/index.ts';
import { type Expansion, nodeNames, planOf, resolvePlan, subjectsOf } from '../expand.ts';
import { builtInSystems } from '../systems.ts';
import { drawConfig, drawNodeCount, timingOf } from './draw-cluster.ts';
import { damagedBy, drawCore } from './draw-core.ts';
import { drawFaults, leastNodes } from './draw-faults.ts';
import { boundsOf, drawSafetyMs, okDemanded } from './draw-limits.ts';
import { drawLoad, drawWorkload, withClientOfSoundNode } from './draw-load.ts';
import { drawPriorities } from './draw-priorities.ts';
import { drawSimulation } from './draw-simulation.ts';
import { type Fixed, type Kept, keptOf } from './kept.ts';

export type DrawStrategy = 'random' | 'swarm' | 'pct';

/** Throws `FaultlineError` for an entry that names what there is not, or a system that cannot be simulated. */
export function drawPlan(
  entry: SuiteEntry,
  seed: number,
  strategy: DrawStrategy,
  fixed: Fixed = {},
  systems: Systems = builtInSystems,
): Expansion {
  const kept = keptOf(entry, fixed);
  switch (strategy) {
    case 'random':
      return resolvePlan(randomPlan(entry, seed, kept, systems), systems);
    case 'swarm':
    case 'pct':
      return resolvePlan(swarmPlan(entry, seed, strategy, kept, systems), systems);
  }
}

function randomPlan(entry: SuiteEntry, seed: number, kept: Kept, systems: Systems): Plan {
  const plan = planOf(entry, seed, systems);
  const { nodes, config } = plan.system;
  const phases = { ...plan.phases, ...boundsOf(timingOf(config), plan.load), ...kept.phases };
  return {
    ...plan,
    world: 'simulated',
    phases,
    ...coreOf(seed, nodes, plan.faults, phases),
    simulation: defaultSimulation,
  };
}

function swarmPlan(entry: SuiteEntry, seed: number, strategy: 'swarm' | 'pct', kept: Kept, systems: Systems): Plan {
  const plan = planOf(swarmEntry(entry, seed, kept, systems), seed, systems);
  const { nodes, config } = plan.system;
  const timing = timingOf(config);
  const phases = { ...plan.phases, ...boundsOf(timing, plan.load), ...kept.phases };
  const faults =
    entry.nemesis.kind === 'random'
      ? drawFaults({ seed, nodes, kept: kept.faults, timing, safetyMs: phases.safetyMs, calmNetwork: strategy === 'pct' })
      : plan.faults;
  const load = kept.load.concurrency === undefined ? withClientOfSoundNode(plan.load, nodes, damagedBy(faults)) : plan.load;
  const simulation = drawSimulation(seed, nodes, timing);
  const priorities = strategy === 'pct' ? { priorities: drawPriorities(seed, { system: plan.system, load, phases }) } : {};
  return {
    ...plan,
    world: 'simulated',
    load,
    phases,
    faults,
    limits: { ...plan.limits, minOkDuringFaults: okDemanded(faults, nodes, timing, plan.load), ...kept.limits },
    ...coreOf(seed, nodes, faults, phases),
    simulation: { ...simulation, network: { ...simulation.network, ...priorities } },
  };
}

/** A suite may say that there is no core phase. */
function coreOf(seed: number, nodes: readonly NodeId[], faults: Plan['faults'], { coreMs }: PhasesPlan): Pick<Plan, 'core'> {
  return coreMs === 0 ? {} : { core: drawCore(seed, nodes, faults) };
}

/** The entry with its knobs drawn. A schedule written by hand keeps the cluster and the length it was written for. */
function swarmEntry(entry: SuiteEntry, seed: number, kept: Kept, systems: Systems): SuiteEntry {
  const { system, workload } = subjectsOf(entry, systems);
  const byHand = entry.nemesis.kind === 'schedule';
  const nodes = kept.nodes ? entry.system.nodes : nodeNames(Math.max(drawNodeCount(seed), leastNodes(kept.faults)));
  const config = drawConfig(seed, { ...system.config, ...entry.system.config }, kept.config);
  const timing = timingOf(config);
  return {
    ...entry,
    system: { ...entry.system, nodes, variants: variantsFor(entry.system.variants, entry.system.nodes, nodes), config },
    workload: drawWorkload(seed, workload, kept.workload),
    load: drawLoad(seed, timing, kept.load),
    phases: byHand ? entry.phases : { ...entry.phases, safetyMs: kept.phases.safetyMs ?? drawSafetyMs(seed, timing) },
    // What is drawn at random is drawn for the new cluster, by itself.
    nemesis: byHand ? entry.nemesis : { kind: 'none' },
  };
}

/** A bug that all nodes have, all nodes of the drawn cluster have; one that belongs to a single node stays there, or moves to the first. */
function variantsFor(variants: SystemPlan['variants'], before: readonly NodeId[], after: readonly NodeId[]): SystemPlan['variants'] {
  const [first] = before;
  const everywhere = first === undefined ? undefined : variants[first];
  if (everywhere !== undefined && before.every((node) => variants[node] === everywhere))
    return Object.fromEntries(after.map((node) => [node, everywhere]));
  const kept = Object.entries(variants).filter(([node]) => after.includes(node));
  const [lost] = Object.values(variants);
  const [target] = after;
  return Object.fromEntries(kept.length === 0 && lost !== undefined && target !== undefined ? [[target, lost]] : kept);
}
