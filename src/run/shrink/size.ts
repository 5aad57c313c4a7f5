import { type HistoryEvent, isClientEvent, type PhaseName, type Plan } from '../../core/index.ts';
import { phaseOf } from './timeline.ts';

/** How large a failing run is. */
export interface PlanSize {
  /** Invocations of the plan's clients in the run. */
  readonly operations: number;
  /** Steps of the schedule, and what the core phase stops and cuts. */
  readonly faults: number;
  readonly nodes: number;
}

/** `finalReads`: whether the violation needs them; they count then. */
export function sizeOf(plan: Plan, history: readonly HistoryEvent[], finalReads: boolean): PlanSize {
  let phase: PhaseName = 'set-up';
  let operations = 0;
  for (const event of history) {
    phase = phaseOf(event) ?? phase;
    if (!isClientEvent(event) || event.type !== 'invoke') continue;
    if (phase !== 'final-reads' || finalReads) operations += 1;
  }
  return { operations, faults: faultCount(plan), nodes: plan.system.nodes.length };
}

export function faultCount({ faults, core }: Plan): number {
  return faults.length + (core === undefined ? 0 : core.stops.length + core.cuts.length);
}
