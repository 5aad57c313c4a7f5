import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { RunSummary } from '../core/index.ts';
import { resolvePlan } from './expand.ts';
import { Gate } from './gate/index.ts';
import { simulateRun } from './simulated-run.ts';
import { simulatedPlan } from './test-simulated.ts';

it('a run keeps in its own verdict that the suite expects its violation, and nothing where it does not', () => {
  const root = mkdtempSync(join(tmpdir(), 'faultline-expected-'));
  const stored = (isExpected: (run: RunSummary) => boolean) => {
    const { verdict } = simulateRun({ expansion: resolvePlan(simulatedPlan), root, reproduce: () => 'again', isExpected });
    return JSON.parse(readFileSync(join(verdict.dir ?? expect.fail(), 'verdict.json'), 'utf8')) as RunSummary;
  };
  try {
    expect(stored(({ plan, outcome }) => plan === 'simulated' && outcome === 'pass')).toMatchObject({ expected: true });
    expect(stored(() => false)).not.toHaveProperty('expected');
  } finally {
    rmSync(root, { recursive: true });
  }
});

it('only a violation of an entry that asks for one is expected', () => {
  const gate = new Gate([{ name: 'control', planned: { all: 2, here: 2 }, expect: {} }]);
  const checkers = { linearizability: { verdict: 'invalid' } } as const;
  const run = { seed: 1, outcome: 'violation', checkers, ops: { ok: 1, fail: 0, info: 0 }, faults: [], reproduce: '' } as const;
  expect(gate.isExpected({ ...run, plan: 'control' })).toBe(true);
  expect(gate.isExpected({ ...run, plan: 'control', outcome: 'pass', checkers: {} })).toBe(false);
  expect(gate.isExpected({ ...run, plan: 'kv' })).toBe(false);
});
