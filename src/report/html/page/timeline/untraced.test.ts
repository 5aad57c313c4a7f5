import { expect, it } from 'vitest';
import { collectReport } from '../../../data/index.ts';
import { makeRun } from '../../../test-runs/index.ts';
import { isTraced, openRun, readyMs } from '../run.ts';
import { conditionOf } from './hit.ts';

const base = makeRun({ operationCount: 200, outcome: 'pass' });

it('of nodes that tell nothing is known whether they were up, and no role', () => {
  const run = openRun(collectReport({ ...base, trace: [], monotonicStartMs: 0 }));
  const from = readyMs(run);
  if (from === undefined) return expect.fail();
  expect(isTraced(run)).toBe(false);
  expect(conditionOf(run, 0, from + 1)).toBe('up');
  expect(conditionOf(run, 0, from - 1)).toBe('not known to be up yet');
});

it('of nodes that tell what they do the role is known', () => {
  const run = openRun(collectReport(base));
  expect(isTraced(run)).toBe(true);
  expect(conditionOf(run, 0, run.data.endMs - 1)).toMatch(/in term \d/);
});
