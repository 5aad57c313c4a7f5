import { describe, expect, it } from 'vitest';
import { withPhases } from './plan-edits.ts';
import { searchFrom, smallPlan } from './test-plans.ts';

const lasting = (safetyMs: number) => withPhases(smallPlan, { safetyMs });

describe('a search', () => {
  it('keeps the last plan that failed', async () => {
    const search = searchFrom(smallPlan, (plan) => plan.phases.safetyMs >= 100);
    expect(await search.attempt(lasting(500))).toBe(true);
    expect(await search.attempt(lasting(50))).toBe(false);
    expect(search.best).toEqual(lasting(500));
    expect(search.trials).toBe(2);
  });

  it('runs no plan twice, and not the one it began with', async () => {
    const search = searchFrom(smallPlan, () => false);
    for (const safetyMs of [smallPlan.phases.safetyMs, 7, 7]) expect(await search.attempt(lasting(safetyMs))).toBe(false);
    expect(search.trials).toBe(1);
  });

  it('ends with its budget', async () => {
    let now = 0;
    const search = searchFrom(smallPlan, () => true, [], { now: () => now, budgetMs: 100 });
    expect(await search.attempt(lasting(9))).toBe(true);
    now = 100;
    expect(search.end).toBe('budget');
    expect(await search.attempt(lasting(8))).toBe(false);
    expect(search.best).toEqual(lasting(9));
  });

  it('ends when it is asked to, which can come between any two trials', async () => {
    let interrupted = false;
    const search = searchFrom(smallPlan, () => true, [], { interrupted: () => interrupted });
    setImmediate(() => {
      interrupted = true;
    });
    let safetyMs = 1000;
    while (await search.attempt(lasting(safetyMs))) safetyMs -= 1;
    expect(search.end).toBe('interrupted');
    expect(search.best.phases.safetyMs).toBe(safetyMs + 1 > 1000 ? smallPlan.phases.safetyMs : safetyMs + 1);
  });

  it('tells of each trial', async () => {
    const told: number[] = [];
    const search = searchFrom(smallPlan, () => true, [], { progress: ({ trials, plan }) => told.push(trials, plan.phases.safetyMs) });
    await search.attemptAny([lasting(5), lasting(4)]);
    expect(told).toEqual([1, 5]);
  });
});
