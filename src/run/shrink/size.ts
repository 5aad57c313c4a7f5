import { type Finding, type HistoryEvent, isClientEvent, type PhaseName, type Plan } from '../../core/index.ts';
import type { Trial } from './search.ts';
import { phaseOf } from './timeline.ts';

/** How large a failing run is. */
export interface PlanSize {
  /**
   * Invocations of the plan's clients in the run. What the phases after the load ask for by themselves (probes of the core phase, final
   * reads) counts where the finding names an event of that phase: the violation needs it then.
   */
  readonly operations: number;
  /** Steps of the schedule, and what the core phase stops and cuts. */
  readonly faults: number;
  readonly nodes: number;
}

export function sizeOf(plan: Plan, history: readonly HistoryEvent[], finding: Finding): PlanSize {
  const byPhase = invocationsByPhase(history);
  const needed = phasesNamed(history, finding);
  let operations = 0;
  for (const [phase, count] of byPhase) if (phase === 'safety' || needed.has(phase)) operations += count;
  return { operations, faults: faultCount(plan), nodes: plan.system.nodes.length };
}

/** The same of a plan that is being shrunk: a trial ends at its violation, and the rest of its script counts all the same. */
export function sizeOfTrial(plan: Plan, { history, finding }: Trial & { readonly finding: Finding }): PlanSize {
  const size = sizeOf(plan, history, finding);
  const { script } = plan.load;
  if (script === undefined) return size;
  const performed = invocationsByPhase(history).get('safety') ?? 0;
  return { ...size, operations: size.operations + Math.max(0, script.length - performed) };
}

function invocationsByPhase(history: readonly HistoryEvent[]): ReadonlyMap<PhaseName, number> {
  const counts = new Map<PhaseName, number>();
  let phase: PhaseName = 'set-up';
  for (const event of history) {
    phase = phaseOf(event) ?? phase;
    if (isClientEvent(event) && event.type === 'invoke') counts.set(phase, (counts.get(phase) ?? 0) + 1);
  }
  return counts;
}

function phasesNamed(history: readonly HistoryEvent[], { events = [] }: Finding): ReadonlySet<PhaseName> {
  const named = new Set(events);
  const phases = new Set<PhaseName>();
  let phase: PhaseName = 'set-up';
  for (const event of history) {
    phase = phaseOf(event) ?? phase;
    if (named.has(event.index)) phases.add(phase);
  }
  return phases;
}

function faultCount({ faults, core }: Plan): number {
  return faults.length + (core === undefined ? 0 : core.stops.length + core.cuts.length);
}
