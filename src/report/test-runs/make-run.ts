import { type Outcome, type Plan, planFormat } from '../../core/index.ts';
import type { ReportSource } from '../data/index.ts';
import { historyOf } from './make-history.ts';
import { traceOf } from './make-trace.ts';
import { verdictOf } from './make-verdict.ts';
import { clients, faultsOf, nodes, type Struck, startMonotonicMs } from './world.ts';

export interface TestRun {
  readonly operationCount: number;
  readonly outcome: Outcome;
  /** Stands for keys, values and messages. */
  readonly hostile?: string;
}

/** The same run for the same wish, whenever it is asked for. */
export function makeRun({ operationCount, outcome, hostile }: TestRun): ReportSource {
  const lengthMs = Math.max(2000, (operationCount / 200) * 1000);
  const struck = faultsOf(lengthMs);
  const { history, stale } = historyOf(operationCount, lengthMs, struck, hostile);
  const plan = planOf(lengthMs, struck);
  const trace = traceOf(lengthMs);
  const verdict = verdictOf(plan, history, trace, struck, { outcome, lengthMs, stale, ...(hostile === undefined ? {} : { hostile }) });
  return { plan, verdict, history, trace, monotonicStartMs: startMonotonicMs, logTails: { n3: ['listening', hostile ?? 'leads term 1'] } };
}

function planOf(lengthMs: number, struck: readonly Struck[]): Plan {
  return {
    format: planFormat,
    build: '0.1.0+c0ffee',
    name: 'smoke',
    seed: 7,
    world: 'local',
    system: { name: 'raft', nodes, args: [], variants: { n2: 'stale-read' }, config: { heartbeatMs: 100 } },
    workload: { name: 'kv', keyCount: 8, operationsPerRotation: 100, mix: {} },
    load: { concurrency: clients, ratePerSecond: 200, attemptTimeoutMs: 500, operationTimeoutMs: 2000 },
    phases: { readyTimeoutMs: 10_000, safetyMs: lengthMs * 0.88, coreMs: 0, convergenceMs: 5000, finalReadsMs: 3000, stopMs: 3000 },
    faults: struck.map(({ step }) => step),
    checkers: ['linearizability', 'raft-safety', 'statistics', 'performance'],
    limits: { minOkDuringFaults: 10, checkerBudgetMs: 30_000, checkerMemoryBytes: 1 << 28, harnessLagMs: 100 },
  };
}
