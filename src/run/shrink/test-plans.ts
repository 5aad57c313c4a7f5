import type { Finding, HistoryEvent, Json, Plan, ScriptedOperation } from '../../core/index.ts';
import { raftSmokePlan } from '../test-plan.ts';
import { Search, type SearchOptions, type Trial } from './search.ts';

/** A simulated plan of five nodes that nothing is wrong with. */
export const smallPlan: Plan = {
  ...raftSmokePlan,
  world: 'simulated',
  system: { ...raftSmokePlan.system, nodes: ['n1', 'n2', 'n3', 'n4', 'n5'] },
  load: { ...raftSmokePlan.load, concurrency: 10, script: [] },
  phases: { ...raftSmokePlan.phases, safetyMs: 10_000, finalReadsMs: 0 },
};

export const aFinding: Finding = { rule: 'not-linearizable', message: 'Key "x" is not linearizable.' };

export function put(client: number, atMs: number, value: Json = 1, key: string = 'x'): ScriptedOperation {
  return { client, atMs, f: 'put', key, value, readOnly: false };
}

export function nemesis(f: 'phase' | 'fault-begin' | 'fault-end', timeMs: number, value: Json): HistoryEvent {
  return { index: 0, time: timeMs * 1e6, process: 'nemesis', type: 'info', f, value };
}

export function phase(name: string, timeMs: number): HistoryEvent {
  return nemesis('phase', timeMs, { name });
}

/** Numbered as they come. */
export function historyOf(...events: readonly HistoryEvent[]): HistoryEvent[] {
  return events.map((event, index) => ({ ...event, index }));
}

/** A search whose oracle is a predicate of the plan. */
export function searchFrom(
  plan: Plan,
  fails: (plan: Plan) => boolean,
  history: readonly HistoryEvent[] = [],
  options: Partial<SearchOptions> = {},
): Search {
  const trialOf = (candidate: Plan): Trial => ({ finding: fails(candidate) ? aFinding : undefined, history });
  return new Search(
    plan,
    { finding: aFinding, history },
    { oracle: trialOf, budgetMs: 1000, now: () => 0, interrupted: () => false, ...options },
  );
}
