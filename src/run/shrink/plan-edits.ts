import type { CorePlan, FaultStep, Plan, ScriptedOperation, SimulationPlan } from '../../core/index.ts';

/** A plan with one part of it replaced. Clients that have nothing to do any more stay: their number is who they are. */
export function withScript(plan: Plan, script: readonly ScriptedOperation[]): Plan {
  return { ...plan, load: { ...plan.load, script } };
}

export function withFaults(plan: Plan, faults: readonly FaultStep[]): Plan {
  return { ...plan, faults };
}

/** undefined: without a core phase. */
export function withCore(plan: Plan, core: CorePlan | undefined): Plan {
  if (core !== undefined) return { ...plan, core };
  const { core: _core, ...rest } = plan;
  return { ...rest, phases: { ...plan.phases, coreMs: 0 } };
}

/** undefined: the world as it is where a plan says nothing of it. */
export function withSimulation(plan: Plan, simulation: SimulationPlan | undefined): Plan {
  if (simulation !== undefined) return { ...plan, simulation };
  const { simulation: _simulation, ...rest } = plan;
  return rest;
}

export function withPhases(plan: Plan, phases: Partial<Plan['phases']>): Plan {
  return { ...plan, phases: { ...plan.phases, ...phases } };
}

/** In order of time, as each client needs them; at one time as they stood. */
export function inOrder(script: readonly ScriptedOperation[]): ScriptedOperation[] {
  return [...script].sort((a, b) => a.atMs - b.atMs);
}
