import { defaultSimulation, type HistoryEvent, isClientEvent, type Plan } from '../core/index.ts';
import { type Expansion, resolvePlan } from './expand.ts';
import { type SimulatedRun, simulateRun } from './simulated-run.ts';

/** Three seconds of load on three nodes, then a core phase without stops; nothing is at work but what a test adds. */
export const simulatedPlan: Plan = {
  format: 1,
  build: 'test',
  name: 'simulated',
  seed: 7,
  world: 'simulated',
  system: { name: 'raft', nodes: ['n1', 'n2', 'n3'], args: [], variants: {}, config: { heartbeatMs: 50, electionTimeoutMs: [150, 300] } },
  workload: { name: 'kv', keyCount: 3, operationsPerRotation: 60, mix: {} },
  load: { concurrency: 3, ratePerSecond: 60, attemptTimeoutMs: 500, operationTimeoutMs: 1500 },
  phases: { readyTimeoutMs: 5000, safetyMs: 3000, coreMs: 5000, convergenceMs: 5000, finalReadsMs: 5000, stopMs: 1000 },
  faults: [],
  checkers: ['linearizability', 'raft-safety'],
  limits: { minOkDuringFaults: 0, checkerBudgetMs: 30_000, checkerMemoryBytes: 1024 * 1024 * 1024, harnessLagMs: 250 },
  simulation: defaultSimulation,
};

/** Runs a plan, its system changed if a test asks for that. */
export function runPlan(plan: Plan, change: (expansion: Expansion) => Expansion = (expansion) => expansion): SimulatedRun {
  return simulateRun({ expansion: change(resolvePlan(plan)), reproduce: () => 'again' });
}

/** The phases that came, in order. */
export function phasesOf(history: readonly HistoryEvent[]): string[] {
  return history.flatMap((event) => (event.f === 'phase' ? [(event.value as { readonly name: string }).name] : []));
}

/** What clients did between the begin of a phase and that of the next. */
export function clientEventsIn(history: readonly HistoryEvent[], phase: string): HistoryEvent[] {
  const begin = history.findIndex((event) => event.f === 'phase' && (event.value as { readonly name: string }).name === phase);
  const rest = history.slice(begin + 1);
  const end = rest.findIndex((event) => event.f === 'phase');
  return begin < 0 ? [] : rest.slice(0, end < 0 ? rest.length : end).filter(isClientEvent);
}
