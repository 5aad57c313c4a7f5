import type { Plan } from '../core/index.ts';

/** A plan that nothing is wrong with. */
export const raftSmokePlan: Plan = {
  format: 1,
  build: 'test',
  name: 'smoke',
  seed: 1,
  world: 'local',
  system: { name: 'raft', nodes: ['n1', 'n2', 'n3'], args: [], variants: {}, config: {} },
  workload: { name: 'kv', keyCount: 1, operationsPerRotation: 10, mix: {} },
  load: { concurrency: 1, ratePerSecond: 1, attemptTimeoutMs: 1, operationTimeoutMs: 1 },
  phases: { readyTimeoutMs: 1, safetyMs: 1, coreMs: 0, convergenceMs: 1, finalReadsMs: 1, stopMs: 1 },
  faults: [],
  checkers: [],
  limits: { minOkDuringFaults: 50, checkerBudgetMs: 1, checkerMemoryBytes: 1, harnessLagMs: 1 },
};
