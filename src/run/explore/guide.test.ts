import { describe, expect, it } from 'vitest';
import { draw32, type Plan } from '../../core/index.ts';
import { createExplorer } from './explorer.ts';
import { testEntry } from './test-entry.ts';
import { expectSound } from './test-plan-rules.ts';

/** Reaches something new now and then, as a run would: a function of the plan alone. */
function madeUpCoverage(plan: Plan): Uint32Array {
  const { faults } = plan;
  return Uint32Array.from(faults, ({ kind }, i) => draw32(0, kind, faults[i + 1]?.kind ?? 'none', plan.system.nodes.length));
}

function campaign(firstSeed: number, count: number): Plan[] {
  const explorer = createExplorer({ entry: testEntry, strategy: 'guided', firstSeed });
  return Array.from({ length: count }, (_, i) => {
    const { plan } = explorer.plan(firstSeed + i);
    explorer.learn(firstSeed + i, madeUpCoverage(plan));
    return plan;
  });
}

describe('a guided campaign', () => {
  const plans = campaign(1, 1500);

  it('tries sound plans only', () => {
    for (const plan of plans) expectSound(plan);
  });

  it('goes the same way again', () => {
    expect(campaign(1, 300)).toEqual(plans.slice(0, 300));
    expect(campaign(2, 20)).not.toEqual(plans.slice(1, 21));
  });

  it('changes plans that it kept, in more than their seed, and goes on drawing fresh ones', () => {
    const drawn = createExplorer({ entry: testEntry, strategy: 'swarm', firstSeed: 1 });
    const fresh = plans.filter((plan, i) => JSON.stringify(plan) === JSON.stringify(drawn.plan(i + 1).plan));
    expect(fresh.length).toBeGreaterThan(plans.length / 10);
    expect(fresh.length).toBeLessThan(plans.length / 2);
    const mutants = plans.filter((plan) => !fresh.includes(plan));
    expect(new Set(mutants.map(({ faults }) => JSON.stringify(faults))).size).toBeGreaterThan(mutants.length / 3);
    expect(new Set(mutants.map(({ seed }) => seed)).size).toBeGreaterThan(10);
  });

  it("changes nothing that a user's suite states", () => {
    const entry = {
      ...testEntry,
      load: { concurrency: 2 },
      nemesis: { kind: 'random', flavours: ['kill-leader'], intervalMs: 2000, durationMs: 500 },
    } as const;
    const explorer = createExplorer({ entry, strategy: 'guided', firstSeed: 1, fixed: { suiteStands: true } });
    const changed = Array.from({ length: 300 }, (_, i) => {
      const { plan } = explorer.plan(i + 1);
      explorer.learn(i + 1, Uint32Array.of(draw32(1, i)));
      return plan;
    });
    for (const { system, load, faults } of changed) {
      expect([system.nodes.length, load.concurrency]).toEqual([5, 2]);
      for (const { kind, ...step } of faults) expect([kind, 'target' in step && step.target]).toEqual(['kill', 'leader']);
    }
    expect(new Set(changed.map(({ faults }) => JSON.stringify(faults))).size).toBeGreaterThan(150);
  });

  it('takes no lesson for a seed that it never planned', () => {
    const explorer = createExplorer({ entry: testEntry, strategy: 'guided', firstSeed: 1 });
    explorer.learn(99, Uint32Array.of(1, 2, 3));
    expect(explorer.plan(1).plan).toEqual(plans[0]);
  });
});
