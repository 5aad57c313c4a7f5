import type { Finding, Plan } from '../../core/index.ts';
import { reduceRoles } from './name-targets.ts';
import { reduceClients } from './reduce-clients.ts';
import { reduceCore, reduceFaults } from './reduce-faults.ts';
import { reduceKnobs } from './reduce-knobs.ts';
import { reduceNodes } from './reduce-nodes.ts';
import { cutOperations, mergeKeys, reduceOperations, type ScriptOf, scriptOperations } from './reduce-operations.ts';
import { reduceTimes } from './reduce-times.ts';
import { Search, type SearchEnd, type SearchOptions, type Trial } from './search.ts';

/** Each round takes something away, so that they come to an end by themselves; the bound is for the defect that this is not so. */
const ROUNDS_MAX = 50;

export interface ShrinkPlanOptions extends SearchOptions {
  readonly plan: Plan;
  /** What the plan came to. */
  readonly trial: Trial & { readonly finding: Finding };
  readonly scriptOf: ScriptOf;
}

export interface ShrunkPlan {
  readonly plan: Plan;
  readonly trials: number;
  readonly end: SearchEnd;
}

/**
 * Looks for a smaller plan that fails in the same way, by delta debugging: faults, operations, clients, keys, nodes, durations, again
 * and again until a whole round changes nothing (`minimal`), the budget is spent or somebody asks for the end. The best so far is kept.
 */
export async function shrinkPlan(options: ShrinkPlanOptions): Promise<ShrunkPlan> {
  const search = new Search(options.plan, options.trial, options);
  const reductions: readonly ((search: Search) => Promise<void>)[] = [
    (now) => scriptOperations(now, options.scriptOf),
    reduceCore,
    cutOperations,
    reduceFaults,
    reduceOperations,
    reduceClients,
    mergeKeys,
    reduceNodes,
    reduceKnobs,
    reduceTimes,
    reduceRoles,
  ];
  for (let round = 1; round <= ROUNDS_MAX && !search.stopped; round += 1) {
    const before = search.best;
    for (const reduce of reductions) await reduce(search);
    if (search.best === before) break;
  }
  return { plan: search.best, trials: search.trials, end: search.end };
}
