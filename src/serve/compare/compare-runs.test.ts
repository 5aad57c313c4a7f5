import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { diffPage } from '../html/diff-page.ts';
import { RunIndex } from '../runs/run-index.ts';
import { compareRuns } from './compare-runs.ts';

const root = mkdtempSync(join(tmpdir(), 'faultline-compare-'));
afterAll(() => rmSync(root, { recursive: true }));

const wrong = (key: string, kind?: string, message = 'No order explains it.') => ({
  rule: 'not-linearizable',
  key,
  message,
  ...(kind === undefined ? {} : { evidence: { anomaly: { kind } } }),
});

beforeAll(() => {
  const store = (seed: number, findings: readonly object[]): void => {
    const dir = join(root, 'smoke', `20261121T06370${seed}.000Z-${seed}`);
    mkdirSync(dir, { recursive: true });
    writeFileSync(join(dir, 'plan.json'), '{}');
    const results = { linearizability: { verdict: 'invalid', findings } };
    writeFileSync(join(dir, 'verdict.json'), JSON.stringify({ outcome: 'violation', results }));
  };
  store(1, [wrong('k1', 'stale-read'), wrong('k2', 'stale-read'), wrong('k3')]);
  store(2, [wrong('k1', 'missed-write'), wrong('k4', 'stale-read'), wrong('k1', 'stale-read')]);
});

it('takes two findings for the same one by rule and key, whatever kind was told of them', async () => {
  const index = new RunIndex(root);
  await index.refresh();
  const [after, before] = index.listing.runs;
  if (before === undefined || after === undefined) return expect.fail();
  const comparison = compareRuns(before, after);
  expect(comparison.findings.both.map(({ key }) => key)).toEqual(['k1', 'k1']);
  expect(comparison.findings.before.map(({ key }) => key)).toEqual(['k2', 'k3']);
  expect(comparison.findings.after.map(({ key }) => key)).toEqual(['k4']);
  const page = diffPage(comparison).text;
  expect(page).toContain('Not linearizable: a read of k1 missed an acknowledged write</b> × 2');
  expect(page).toContain('Not linearizable: a stale read of k4');
});
