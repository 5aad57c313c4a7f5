/**
 * Which plans to try in the simulated world: a seed's plan by strategy, and the guide that keeps and changes plans which reached what
 * none had reached before.
 */
export { type Coverage, createCoverage } from './coverage.ts';
export { type DrawStrategy, drawPlan } from './draw-plan.ts';
export { createExplorer, type Explorer, type ExplorerOptions, type ExploreStrategy } from './explorer.ts';
export { createGuide, type Guide, type GuideOptions } from './guide.ts';
export { type Fixed, type Kept, keptOf } from './kept.ts';
