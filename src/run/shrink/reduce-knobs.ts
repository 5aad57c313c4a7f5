import { defaultSimulation, type Plan, type SimulationPlan } from '../../core/index.ts';
import { withSimulation } from './plan-edits.ts';
import type { Search } from './search.ts';

/** The world as it is by default, else each of its knobs. */
export async function reduceKnobs(search: Search): Promise<void> {
  if (search.best.simulation === undefined) return;
  if (await search.attempt(withSimulation(search.best, undefined))) return;
  for (const simplify of simplifications) {
    const { simulation } = search.best;
    if (simulation === undefined) return;
    await search.attempt(withSimulation(search.best, simplify(simulation)));
  }
  for (const node of Object.keys(search.best.simulation?.clocks ?? {})) await search.attempt(withRightClock(search.best, node));
}

const { network, disk } = defaultSimulation;

const simplifications: readonly ((simulation: SimulationPlan) => SimulationPlan)[] = [
  (now) => ({ ...now, clocks: {} }),
  (now) => ({ ...now, disk }),
  (now) => ({ ...now, network }),
  ({ network: { priorities: _priorities, ...rest }, ...now }) => ({ ...now, network: rest }),
  (now) => ({ ...now, network: { ...now.network, lossProbability: 0 } }),
  (now) => ({ ...now, network: { ...now.network, duplicateProbability: 0 } }),
  (now) => ({ ...now, network: { ...now.network, ordered: true } }),
  (now) => {
    const { minLatencyMs, meanLatencyMs, clientLatencyMs } = network;
    return { ...now, network: { ...now.network, minLatencyMs, meanLatencyMs, clientLatencyMs } };
  },
  (now) => ({ ...now, network: { ...now.network, meanLatencyMs: now.network.minLatencyMs } }),
  (now) => ({ ...now, disk: { ...now.disk, writeMs: disk.writeMs, syncMs: disk.syncMs } }),
  (now) => ({ ...now, disk: { ...now.disk, tornProbability: 0 } }),
];

function withRightClock(plan: Plan, node: string): Plan {
  const { simulation } = plan;
  if (simulation === undefined) return plan;
  const clocks = Object.fromEntries(Object.entries(simulation.clocks).filter(([name]) => name !== node));
  return withSimulation(plan, { ...simulation, clocks });
}
