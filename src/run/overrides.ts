import { badInput, findSystem, type Ms, type NodeId, type Systems } from '../core/index.ts';
import type { SuiteEntry } from '../suite/index.ts';
import { nodeNames, type SystemRef } from './expand.ts';
import { builtInSystems } from './systems.ts';

/** What the command line says over an entry. */
export interface Overrides {
  readonly system?: SystemRef;
  readonly workload?: string;
  /** Empty: no faults. */
  readonly flavours?: readonly string[];
  readonly nodeCount?: number;
  readonly concurrency?: number;
  readonly ratePerSecond?: number;
  readonly safetyMs?: Ms;
  /** `NAME` or `NAME@n2`. */
  readonly bugs: readonly string[];
  readonly checkers?: readonly string[];
  readonly nodeArgs: readonly string[];
}

const defaultIntervalMs = 3000;
const defaultDurationMs = 2000;

export function overrideEntry(entry: SuiteEntry, overrides: Overrides, systems: Systems = builtInSystems): SuiteEntry {
  const { name, from, ...rest } = entry.system;
  const ref = overrides.system ?? { name, ...(from === undefined ? {} : { from }) };
  // Settings and bugs are a system's own: another one would be started with words that mean nothing to it.
  const own = ref.name === name && ref.from === from ? rest : { ...rest, config: {}, variants: {}, args: [] };
  const nodes = overrides.nodeCount === undefined ? entry.system.nodes : nodeNames(overrides.nodeCount);
  const { concurrency, ratePerSecond, safetyMs, checkers } = overrides;
  return {
    ...entry,
    system: {
      ...own,
      ...ref,
      nodes,
      args: [...own.args, ...overrides.nodeArgs],
      variants: { ...own.variants, ...variantsOf(overrides.bugs, ref, nodes, systems) },
    },
    workload: overrides.workload === undefined ? entry.workload : { name: overrides.workload },
    load: {
      ...entry.load,
      ...(concurrency === undefined ? {} : { concurrency }),
      ...(ratePerSecond === undefined ? {} : { ratePerSecond }),
    },
    phases: safetyMs === undefined ? entry.phases : { ...entry.phases, safetyMs },
    nemesis: nemesisOf(entry, overrides.flavours),
    ...(checkers === undefined ? {} : { checkers }),
  };
}

function nemesisOf(entry: SuiteEntry, flavours: readonly string[] | undefined): SuiteEntry['nemesis'] {
  if (flavours === undefined) return entry.nemesis;
  if (flavours.length === 0) return { kind: 'none' };
  const { nemesis } = entry;
  const pace = nemesis.kind === 'random' ? nemesis : { intervalMs: defaultIntervalMs, durationMs: defaultDurationMs };
  return { kind: 'random', flavours, intervalMs: pace.intervalMs, durationMs: pace.durationMs };
}

function variantsOf(bugs: readonly string[], ref: SystemRef, nodes: readonly NodeId[], systems: Systems): Record<NodeId, string> {
  const known = findSystem(systems, ref)?.variants.map(({ name }) => name) ?? [];
  const variants: Record<NodeId, string> = {};
  for (const bug of bugs) {
    const [name = '', node] = bug.split('@');
    if (!known.includes(name))
      throw badInput('unknown-bug', `--bug: expected one of ${known.join(', ')}, optionally with @node; got "${bug}"`);
    if (node !== undefined && !nodes.includes(node))
      throw badInput('unknown-node', `--bug ${bug}: expected a node (${nodes.join(', ')}), got "${node}"`);
    for (const at of node === undefined ? nodes : [node]) {
      if (variants[at] !== undefined && variants[at] !== name)
        throw badInput('bug-conflict', `--bug: ${at} can have one bug, got ${variants[at]} and ${name}`);
      variants[at] = name;
    }
  }
  return variants;
}
