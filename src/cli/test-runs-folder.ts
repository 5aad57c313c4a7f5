import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface StoredRun {
  readonly plan?: string;
  readonly name?: string;
  /** Written as they are: a text need not be JSON. undefined: no such file. */
  readonly planText?: string | undefined;
  readonly verdictText?: string | undefined;
  readonly files?: Readonly<Record<string, string>>;
}

/** Puts the folder of a run there, whole or not, as the test wants it; answers its path. */
export function storeRun(results: string, { plan = 'smoke', name = '20261121T063725.123Z-7', ...run }: StoredRun = {}): string {
  const dir = join(results, plan, name);
  mkdirSync(join(dir, 'trace'), { recursive: true });
  const files = {
    'plan.json': 'planText' in run ? run.planText : planText(plan),
    'verdict.json': 'verdictText' in run ? run.verdictText : verdictText(),
    ...run.files,
  };
  for (const [file, text] of Object.entries(files)) if (text !== undefined) writeFileSync(join(dir, file), text);
  return dir;
}

export function planText(name: string, more: object = {}): string {
  return JSON.stringify({
    ...{ format: 1, name, seed: 7, world: 'local', faults: [], load: { concurrency: 10, ratePerSecond: 200 } },
    ...{ system: { name: 'raft', nodes: ['n1', 'n2', 'n3'], variants: {} }, workload: { name: 'kv' }, phases: { safetyMs: 20_000 } },
    ...more,
  });
}

export function verdictText(more: object = {}): string {
  const data = { latency: { get: { count: 500, p50Ms: 1, p95Ms: 2, p99Ms: 5, maxMs: 9 } } };
  return JSON.stringify({
    ...{ format: 1, outcome: 'pass', seed: 7, durationMs: 20_000, ops: { ok: 900, fail: 90, info: 9 }, faults: [], checkers: {} },
    ...{ results: { performance: { verdict: 'valid', findings: [], data } }, reproduce: 'npx faultline run --seed 7' },
    ...more,
  });
}

/** A verdict with one finding on a key. */
export function violationText(key: string, message = `Key ${key} is not linearizable.`): string {
  const findings = [{ rule: 'not-linearizable', key, message }];
  return verdictText({ outcome: 'violation', results: { linearizability: { verdict: 'invalid', reason: '1 of 2 keys', findings } } });
}
