/**
 * The words of the project as types: operation, history, plan, fault, verdict, trace, clock, keyed random. No I/O, no state.
 * Types that cross rooms live here and only here.
 */
export * from './about.ts';
export * from './campaign.ts';
export * from './checker.ts';
export * from './directed-plan.ts';
export * from './error.ts';
export * from './fault.ts';
export * from './gate.ts';
export * from './history.ts';
export * from './json.ts';
export * from './links.ts';
export * from './node-host.ts';
export * from './operation.ts';
export * from './plan.ts';
export * from './quorum.ts';
export * from './random.ts';
export * from './run.ts';
export * from './system.ts';
export * from './taken-for-good.ts';
export * from './time.ts';
export * from './trace.ts';
export * from './trace-lines.ts';
export * from './verdict.ts';
export * from './workload.ts';
