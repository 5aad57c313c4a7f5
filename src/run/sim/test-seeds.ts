import type { FaultReport, FaultState, Outcome, RunSummary } from '../../core/index.ts';
import type { SuiteEntry } from '../../suite/index.ts';
import type { Pool, PoolOptions } from './pool.ts';
import type { SeedResult } from './seed-result.ts';
import { SeedRunner, type SimJob } from './seed-runner.ts';

/** What a seed came to, made up. */
export function seedOf(seed: number, outcome: Outcome, more: Partial<SeedResult> & { faults?: readonly FaultReport[] } = {}): SeedResult {
  const { faults = [], ...rest } = more;
  const run: RunSummary = {
    seed,
    outcome,
    digest: `digest-${seed}`,
    checkers: { linearizability: { verdict: 'valid' } },
    ops: { ok: 1, fail: 0, info: 0 },
    faults,
    reproduce: '',
  };
  return { position: seed - 1, run, vacuous: false, eventCount: 10, virtualMs: 1000, ...rest };
}

export function faultOf(kind: FaultReport['kind'], state: FaultState): FaultReport {
  return { id: `${kind}-${state}`, kind, target: ['n1'], state };
}

/** A small entry for real runs: quick, and with faults. */
export function smallEntry(bug?: string): SuiteEntry {
  const nodes = ['n1', 'n2', 'n3'];
  return {
    name: 'small',
    system: {
      name: 'raft',
      nodes,
      args: [],
      variants: bug === undefined ? {} : Object.fromEntries(nodes.map((node) => [node, bug])),
      config: {},
    },
    workload: { name: 'kv' },
    load: {},
    phases: {},
    nemesis: { kind: 'random', flavours: ['kill', 'partition-leader'], intervalMs: 1000, durationMs: 500 },
    limits: {},
    repeat: 1,
  };
}

/** Runs a campaign's jobs in this thread, several under way at once and the later ones ending first: nothing may depend on who is faster. */
export function openBackwardsPool(options: PoolOptions): Pool {
  const runner = new SeedRunner(options.subject);
  let limit = Number.MAX_SAFE_INTEGER;
  return {
    async run() {
      for (let jobs = takeAll(options); jobs.length > 0; jobs = takeAll(options)) {
        for (const job of jobs.reverse()) {
          await new Promise((resolve) => setImmediate(resolve));
          if (job.position < limit) options.ended(runner.run(job));
        }
      }
    },
    wake: () => {},
    limit(position) {
      limit = Math.min(limit, position);
    },
    close: () => Promise.resolve(),
  };
}

function takeAll(options: PoolOptions): SimJob[] {
  return Array.from({ length: options.jobs }, () => options.take(1)).flat();
}
