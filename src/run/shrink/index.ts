/**
 * Shrinking: from a failing simulated run to the smallest plan that still fails in the same way. `shrinkPlan` is the search, with the
 * run behind an oracle; each `reduce-*` takes one kind of thing away; `shrinkRun` puts the simulated world behind it.
 */
export { type ShrinkProgress, type ShrinkResult, type ShrinkRunOptions, type ShrunkRun, shrinkRun } from './shrink-run.ts';
export type { PlanSize } from './size.ts';
export { describeSize } from './story.ts';
