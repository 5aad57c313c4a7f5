import { describe, expect, it } from 'vitest';
import type { Plan, RunVerdict } from '../../core/index.ts';
import { simulateRun } from '../simulated-run.ts';
import { createCoverage } from './coverage.ts';
import { createExplorer, type ExploreStrategy } from './explorer.ts';
import { testEntry } from './test-entry.ts';

interface Ran {
  readonly plan: Plan;
  readonly verdict: RunVerdict;
}

function campaign(strategy: ExploreStrategy, count: number, variants: Record<string, string> = {}): Ran[] {
  const entry = { ...testEntry, system: { ...testEntry.system, variants } };
  const explorer = createExplorer({ entry, strategy, firstSeed: 1 });
  return Array.from({ length: count }, (_, i) => {
    const expansion = explorer.plan(i + 1);
    const coverage = createCoverage(expansion.plan.system.nodes);
    const { verdict } = simulateRun({ expansion, reproduce: () => '', onTrace: (item) => coverage.trace(item) });
    explorer.learn(i + 1, coverage.hashes());
    return { plan: expansion.plan, verdict };
  });
}

const strategies: readonly ExploreStrategy[] = ['swarm', 'pct', 'guided'];

describe.each(strategies)('plans of %s, carried out', (strategy) => {
  const ran = campaign(strategy, 40);

  it('find nothing wrong with the reference node, and seldom prove nothing', () => {
    for (const { plan, verdict } of ran) {
      const { vacuity: _, ...others } = verdict.checkers;
      for (const [name, result] of Object.entries(others)) expect({ seed: plan.seed, name, ...result }).toMatchObject({ verdict: 'valid' });
    }
    expect(ran.filter(({ verdict }) => verdict.outcome !== 'pass').length).toBeLessThanOrEqual(6);
  });

  it('go the same way again', () => {
    const again = campaign(strategy, 12);
    expect(again.map(({ verdict }) => verdict.digest)).toEqual(ran.slice(0, 12).map(({ verdict }) => verdict.digest));
  });
});

describe('pct plans of small batches', () => {
  // Their links once were so slow against the clients' time-outs that retries filled the log faster than it was committed.
  it.each([10_329, 11_291, 11_493])('let the reference node work off its log in time: seed %i', (seed) => {
    const expansion = createExplorer({ entry: testEntry, strategy: 'pct', firstSeed: seed }).plan(seed);
    expect(expansion.plan.system.config['maxBatchEntries']).toBe(1);
    expect(simulateRun({ expansion, reproduce: () => '' }).verdict.outcome).not.toBe('violation');
  });
});

describe('a planted bug', () => {
  it('is found by swarm plans that know nothing of it', () => {
    const variants = Object.fromEntries(testEntry.system.nodes.map((node) => [node, 'retry-applied-twice']));
    expect(campaign('swarm', 25, variants).some(({ verdict }) => verdict.outcome === 'violation')).toBe(true);
  });
});
