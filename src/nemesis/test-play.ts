import type { Done, FaultReport, FaultStep, Json, NodeId, Plan } from '../core/index.ts';
import { createNemesis, type Nemesis } from './nemesis.ts';
import { createTestWorld, type TestWorld } from './test-world.ts';

/** The nodes of every test cluster; two client threads talk to them. */
export const nodes: readonly NodeId[] = ['n1', 'n2', 'n3', 'n4', 'n5'];

/** Begins a schedule in a test world, for the nemesis' own tests. */
export function play(
  faults: readonly FaultStep[],
  prepare: (world: TestWorld) => void = () => {},
  seed = 42,
  more: Pick<Plan, 'core' | 'simulation'> = {},
): Played {
  const world = createTestWorld(nodes);
  const failures: string[] = [];
  const records: { f: string; id: Json }[] = [];
  const nemesis = createNemesis({
    plan: { ...planOf(faults, seed), ...more },
    cluster: world.cluster,
    startOptions: () => ({ args: [], config: {} }),
    leads: ({ event, ['term']: term }) => (event === 'lead' && typeof term === 'number' ? term : undefined),
    record: (f, value) => records.push({ f, id: (value as { id: Json }).id }),
    failed: (error) => failures.push(error.message),
    maxElectionTimeoutMs: 1000,
  });
  prepare(world);
  nemesis.begin();
  return {
    world,
    nemesis,
    failures,
    records,
    report: (id) => nemesis.reports().find((report) => report.id === id) as FaultReport,
    beginCore: () => toItsEnd(nemesis.beginCore, 'the begin of the core phase'),
    heal: () => toItsEnd(nemesis.endAll, 'the heal'),
  };

  function toItsEnd(part: (done: Done) => void, what: string): Error | undefined {
    const results: (Error | undefined)[] = [];
    part((error) => results.push(error));
    world.runUntil(world.cluster.clock.now() + 10_000);
    if (results.length !== 1) throw new Error(`${what} should end once within 10 s, but ended ${results.length} times`);
    return results[0];
  }
}

export interface Played {
  readonly world: TestWorld;
  readonly nemesis: Nemesis;
  readonly failures: readonly string[];
  readonly records: readonly { f: string; id: Json }[];
  report(id: string): FaultReport;
  /** Runs the core phase until the core is up and the stops stand: its error. */
  beginCore(): Error | undefined;
  /** Runs the heal phase to its end: its error. */
  heal(): Error | undefined;
}

export function lead(world: TestWorld, nemesis: Nemesis, node: NodeId, term: number): void {
  nemesis.trace(world.event(node, 'lead', { term }));
}

function planOf(faults: readonly FaultStep[], seed: number): Plan {
  return {
    format: 1,
    build: 'test',
    name: 'test',
    seed,
    world: 'simulated',
    system: { name: 'test', nodes, args: [], variants: {}, config: {} },
    workload: { name: 'kv', keyCount: 1, operationsPerRotation: 1, mix: {} },
    load: { concurrency: 2, ratePerSecond: 0, attemptTimeoutMs: 1, operationTimeoutMs: 1 },
    phases: { readyTimeoutMs: 1, safetyMs: 1, coreMs: 0, convergenceMs: 1, finalReadsMs: 1, stopMs: 1 },
    faults,
    checkers: [],
    limits: { minOkDuringFaults: 0, checkerBudgetMs: 1, checkerMemoryBytes: 1, harnessLagMs: 1 },
  };
}
