import { workloads } from '../../workloads/index.ts';
import {
  badInput,
  type Checker,
  findSystem,
  type LimitsPlan,
  type LoadPlan,
  type PhasesPlan,
  type Plan,
  planFormat,
  type System,
  type SystemPlan,
  type Systems,
  type Workload,
} from '../core/index.ts';
import { checkSchedule, drawSchedule } from '../nemesis/index.ts';
import type { SuiteEntry } from '../suite/index.ts';
import { buildId } from './build-id.ts';
import { chooseCheckers } from './recorded-run.ts';
import { builtInSystems } from './systems.ts';

/** A plan with everything that its names stand for. */
export interface Expansion {
  readonly plan: Plan;
  readonly system: System;
  readonly workload: Workload;
  readonly checkers: readonly Checker[];
}

const defaultLoad: LoadPlan = { concurrency: 10, ratePerSecond: 200, attemptTimeoutMs: 1000, operationTimeoutMs: 3000 };

const defaultPhases: PhasesPlan = {
  readyTimeoutMs: 20_000,
  safetyMs: 20_000,
  coreMs: 0,
  convergenceMs: 10_000,
  finalReadsMs: 15_000,
  stopMs: 5000,
};

const defaultLimits: LimitsPlan = {
  minOkDuringFaults: 50,
  checkerBudgetMs: 30_000,
  checkerMemoryBytes: 1024 * 1024 * 1024,
  harnessLagMs: 250,
};

/** Which system is meant: one of Faultline's, or one from a module. */
export type SystemRef = Pick<SystemPlan, 'name' | 'from'>;

/** One entry of a suite and a seed: the plan that runs on real processes. The schedule of random faults is drawn here, once. */
export function expandEntry(entry: SuiteEntry, seed: number, systems: Systems = builtInSystems): Expansion {
  return resolvePlan(planOf(entry, seed, systems), systems);
}

/** What an entry says, with the defaults of its system and workload behind it, as a plan for real processes. */
export function planOf(entry: SuiteEntry, seed: number, systems: Systems): Plan {
  const { system, workload } = subjectsOf(entry, systems);
  const phases = { ...defaultPhases, ...entry.phases };
  return {
    format: planFormat,
    build: buildId(),
    name: entry.name,
    seed,
    world: 'local',
    system: {
      ...entry.system,
      ...(entry.system.from === undefined ? {} : { traced: system.traced }),
      config: { ...system.config, ...entry.system.config },
    },
    workload: { ...workload.defaults, ...entry.workload },
    load: { ...defaultLoad, ...entry.load },
    phases,
    faults: faultsOf(entry, seed, phases.safetyMs),
    checkers: entry.checkers ?? [...new Set([...workload.checkers, ...system.checkers])],
    limits: { ...defaultLimits, ...entry.limits },
  };
}

/** The system and the workload that an entry names. */
export function subjectsOf(entry: SuiteEntry, systems: Systems): { readonly system: System; readonly workload: Workload } {
  return { system: systemOf(systems, entry.system), workload: named(workloads, 'workload', entry.workload.name) };
}

/** Finds what a plan's names stand for; refuses what this build cannot run. */
export function resolvePlan(plan: Plan, systems: Systems = builtInSystems): Expansion {
  const system = systemOf(systems, plan.system);
  const workload = named(workloads, 'workload', plan.workload.name);
  for (const variant of Object.values(plan.system.variants)) {
    const known = system.variants.map(({ name }) => name);
    if (!known.includes(variant)) throw badInput('unknown-bug', `expected a bug of ${system.name} (${known.join(', ')}), got "${variant}"`);
  }
  if (plan.world === 'simulated' && system.simulate === undefined)
    throw badInput('world-unavailable', `expected a system that can be simulated, got "${system.name}": it runs as real processes only`);
  if (plan.world === 'local' && plan.phases.coreMs > 0 && plan.core === undefined)
    throw badInput(
      'core-phase-unavailable',
      'expected no core phase (core: 0): on real processes there is one only in a plan that says whom it stops (core.stops)',
    );
  checkSchedule(plan.faults, plan.system.nodes, plan.world);
  return { plan, system, workload, checkers: chooseCheckers(plan.checkers) };
}

/** A directed plan of a system as an entry: what it leaves open is left to the defaults. */
export function directedEntry(ref: string | SystemRef, planName: string, entryName: string, systems: Systems = builtInSystems): SuiteEntry {
  const { name: systemName, ...from } = typeof ref === 'string' ? { name: ref } : ref;
  const system = systemOf(systems, { name: systemName, ...from });
  const plan = system.plans[planName];
  if (plan === undefined)
    throw badInput(
      'unknown-plan',
      `expected a directed plan of ${systemName} (${Object.keys(system.plans).join(', ')}), got "${planName}"`,
    );
  return {
    name: entryName,
    description: plan.description,
    system: {
      name: systemName,
      ...from,
      nodes: nodeNames(plan.nodeCount ?? 5),
      args: plan.args ?? [],
      variants: {},
      config: plan.config ?? {},
    },
    workload: { name: 'kv', ...plan.workload },
    load: plan.load ?? {},
    phases: plan.phases ?? {},
    nemesis: { kind: 'schedule', steps: plan.faults },
    limits: plan.limits ?? {},
    repeat: 1,
  };
}

export function nodeNames(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `n${i + 1}`);
}

function faultsOf(entry: SuiteEntry, seed: number, safetyMs: number): Plan['faults'] {
  const { nemesis } = entry;
  switch (nemesis.kind) {
    case 'none':
      return [];
    case 'schedule':
      return nemesis.steps;
    case 'random':
      return drawSchedule({
        seed,
        nodes: entry.system.nodes,
        flavours: [...nemesis.flavours],
        intervalMs: nemesis.intervalMs,
        durationMs: nemesis.durationMs,
        safetyMs,
      });
  }
}

function systemOf(systems: Systems, ref: SystemRef): System {
  return findSystem(systems, ref) ?? named(systems, 'system', ref.from ?? ref.name);
}

function named<T>(registry: ReadonlyMap<string, T>, what: string, name: string): T {
  const found = registry.get(name);
  if (found === undefined) throw badInput(`unknown-${what}`, `expected a ${what} (${[...registry.keys()].join(', ')}), got "${name}"`);
  return found;
}
