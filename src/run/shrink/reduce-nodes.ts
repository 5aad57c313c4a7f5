import type { FaultStep, JsonObject, NodeId, Plan } from '../../core/index.ts';
import { nameTargets } from './name-targets.ts';
import { withCore, withFaults, withScript } from './plan-edits.ts';
import { clientsOf, moveClients } from './reduce-clients.ts';
import type { Search } from './search.ts';
import { keepSteps } from './step-references.ts';
import { type Timeline, timelineOf } from './timeline.ts';

/** Fewer nodes. Two at a time first: four nodes need as many for a majority as five do, so that one alone is hardly ever needless. */
export async function reduceNodes(search: Search): Promise<void> {
  for (const size of [2, 1]) {
    while (search.best.system.nodes.length > size && (await search.attemptAny(withoutSome(search, size))));
  }
}

function* withoutSome(search: Search, size: number): Generator<Plan> {
  const { best, trial } = search;
  const timeline = timelineOf(trial.history);
  const named = nameTargets(best, timeline);
  for (const gone of choose([...best.system.nodes].reverse(), size)) {
    for (const plan of [best, named]) {
      yield withoutNodes(plan, new Set(gone), timeline, 'rehome');
      yield withoutNodes(plan, new Set(gone), timeline, 'drop');
    }
  }
}

function choose<T>(items: readonly T[], size: number): T[][] {
  if (size === 0) return [[]];
  return items.flatMap((item, i) => choose(items.slice(i + 1), size - 1).map((rest) => [item, ...rest]));
}

/**
 * The plan without these nodes and whatever names them: a step that strikes nobody any more goes too. Clients keep their homes, under
 * other numbers where need be. Those that lived at a lost node find another home, or are dropped with all they did.
 */
export function withoutNodes(plan: Plan, gone: ReadonlySet<NodeId>, timeline: Timeline, homeless: 'rehome' | 'drop'): Plan {
  const nodes = plan.system.nodes.filter((node) => !gone.has(node));
  const variants = Object.fromEntries(Object.entries(plan.system.variants).filter(([node]) => !gone.has(node)));
  const steps = plan.faults.flatMap((step) => withoutNames(step, gone) ?? []);
  // References are settled while the nodes that they may mean are still there; names of lost ones go afterwards.
  const settled = keepSteps(plan, new Set(steps.map(({ id }) => id)), timeline).faults.flatMap((step) => withoutNames(step, gone) ?? []);
  const smaller: Plan = { ...withFaults(plan, settled), system: { ...plan.system, nodes, variants } };
  return withHomes(withoutNodesInKnobs(smaller, gone), plan.system.nodes, homeless);
}

function withoutNames(step: FaultStep, gone: ReadonlySet<NodeId>): FaultStep | undefined {
  const fields = 'match' in step ? step.match?.fields : undefined;
  const whens = [step.when, step.until].map((when) => (when !== undefined && 'event' in when ? when.match : undefined));
  if ([fields, ...whens].some((match) => names(match, gone))) return undefined;
  if ('from' in step) {
    const from = without(step.from, gone);
    const to = without(step.to, gone);
    return from === undefined || to === undefined ? undefined : { ...step, from, to };
  }
  if (!('target' in step) || step.target === undefined) return step;
  const target = without(step.target, gone);
  return target === undefined ? undefined : { ...step, target };
}

function names(match: JsonObject | undefined, gone: ReadonlySet<NodeId>): boolean {
  return Object.values(match ?? {}).some((value) => typeof value === 'string' && gone.has(value));
}

/** undefined: nobody is left. */
function without<T extends string | readonly NodeId[]>(target: T, gone: ReadonlySet<NodeId>): T | readonly NodeId[] | undefined {
  if (typeof target === 'string') return gone.has(target) ? undefined : target;
  const left = target.filter((node) => !gone.has(node));
  return left.length === 0 && target.length > 0 ? undefined : left;
}

function withoutNodesInKnobs(plan: Plan, gone: ReadonlySet<NodeId>): Plan {
  const { core, simulation } = plan;
  const stops = core?.stops.filter(({ node }) => !gone.has(node)) ?? [];
  const cuts = core?.cuts.filter(({ from, to }) => !gone.has(from) && !gone.has(to)) ?? [];
  const cored = core === undefined ? plan : withCore(plan, { stops, cuts });
  if (simulation === undefined) return cored;
  const clocks = Object.fromEntries(Object.entries(simulation.clocks).filter(([node]) => !gone.has(node)));
  return { ...cored, simulation: { ...simulation, clocks } };
}

function withHomes(plan: Plan, before: readonly NodeId[], homeless: 'rehome' | 'drop'): Plan {
  const { nodes } = plan.system;
  const home = (client: number): number => nodes.indexOf(before[client % before.length] ?? '');
  const clients = clientsOf(plan);
  const staying = clients.filter((client) => home(client) >= 0);
  const leaving = clients.filter((client) => home(client) < 0);
  const numbers = new Map<number, number>();
  const taken = new Set<number>();
  const settle = (client: number, first: number, step: number): void => {
    let number = first;
    while (taken.has(number)) number += step;
    taken.add(number);
    numbers.set(client, number);
  };
  for (const client of staying) settle(client, home(client), nodes.length);
  if (homeless === 'rehome') for (const client of leaving) settle(client, 0, 1);
  const script = (plan.load.script ?? []).filter(({ client }) => numbers.has(client));
  return plan.load.script === undefined ? plan : moveClients(withScript(plan, script), numbers);
}
