import { describe, expect, it } from 'vitest';
import type { RunVerdict } from '../core/index.ts';
import { directedEntry, expandEntry, resolvePlan } from './expand.ts';
import { overrideEntry } from './overrides.ts';
import { simulateRun } from './simulated-run.ts';

/** The directed plan of that name in the simulated world, with or without its bug. */
function simulate(name: string, bugs: readonly string[], seed: number): RunVerdict {
  const { plan } = expandEntry(overrideEntry(directedEntry('raft', name, name), { bugs, nodeArgs: [] }), seed);
  return simulateRun({ expansion: resolvePlan({ ...plan, world: 'simulated' }), reproduce: () => '' }).verdict;
}

describe('the directed plan of vote-not-persisted', () => {
  it('makes two leaders of one term where the bug is, and none where it is not', () => {
    const seeds = [1, 2, 3, 4, 5, 6, 7, 8];
    const told = seeds.map((seed) => simulate('vote-not-persisted', ['vote-not-persisted'], seed).results['raft-safety']?.findings ?? []);
    const withTwo = told.filter((findings) => findings.some(({ evidence }) => Array.isArray(evidence?.['leaders'])));
    expect(withTwo.length).toBeGreaterThanOrEqual(2);
    expect(seeds.map((seed) => simulate('vote-not-persisted', [], seed).outcome)).toEqual(seeds.map(() => 'pass'));
  });
});
