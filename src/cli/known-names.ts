import { checkers } from '../../checkers/index.ts';
import { workloads } from '../../workloads/index.ts';
import { badInput, type Plan, type Systems } from '../core/index.ts';
import { faultFlavours } from '../nemesis/index.ts';
import { builtInSystems, type OpenedSystems, openSystems } from '../run/index.ts';
import { type KnownModule, type KnownNames, parsePlan } from '../suite/index.ts';
import { readInput } from './read-input.ts';

const noModules: OpenedSystems = { systems: builtInSystems, failures: new Map() };

/** Whatever a suite or a plan may name in this build, and the modules that were opened for it. */
export function knownNames({ systems, failures }: OpenedSystems = noModules): KnownNames {
  const modules = new Map<string, KnownModule>();
  for (const [from, { name, variants }] of systems)
    if (!builtInSystems.has(from)) modules.set(from, { name, bugs: variants.map((variant) => variant.name) });
  for (const [from, { code, message }] of failures) modules.set(from, { code, message });
  return {
    systems: [...builtInSystems.keys()],
    workloads: [...workloads.keys()],
    checkers: [...checkers.keys()],
    faultKinds: [...faultFlavours.keys()],
    bugs: (name) => (systems.get(name)?.variants ?? []).map((variant) => variant.name),
    modules,
  };
}

/** A plan that is to be run, and the systems among which its own is. */
export interface RunnablePlan {
  readonly plan: Plan;
  readonly systems: Systems;
}

/** Reads a plan that is to be run: what it names must be here, and is pointed at where it is not. */
export function readPlan(file: string): Promise<RunnablePlan> {
  return parseRunnable(readInput(file, 'plan'), file);
}

/** The same, of a text. */
export async function parseRunnable(text: string, file: string): Promise<RunnablePlan> {
  const { from } = parsePlan(text, file).system;
  const opened = await openSystems(from === undefined ? [] : [from]);
  return { plan: parsePlan(text, file, knownNames(opened)), systems: opened.systems };
}

/** Of modules that options name: the first that cannot be loaded is bad usage. */
export function requireModules({ failures }: OpenedSystems, option: string): void {
  for (const { code, message } of failures.values()) throw badInput(code, `${option}: ${message}`);
}
