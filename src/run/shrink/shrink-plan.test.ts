import { describe, expect, it } from 'vitest';
import type { FaultStep, Plan, ScriptedOperation } from '../../core/index.ts';
import type { SearchOptions, Trial } from './search.ts';
import { shrinkPlan } from './shrink-plan.ts';
import { aFinding, put, smallPlan } from './test-plans.ts';

const kill = (id: string, atMs: number): FaultStep => ({ id, kind: 'kill', target: ['n4'], when: { atMs }, forMs: 400 });
const script: readonly ScriptedOperation[] = Array.from({ length: 300 }, (_, i) => put(i % 10, i * 30 + 0.123, i, `k${i % 7}`));
const { script: _script, ...drawnLoad } = smallPlan.load;
const drawn: Plan = {
  ...smallPlan,
  load: drawnLoad,
  phases: { ...smallPlan.phases, finalReadsMs: 100, coreMs: 100 },
  core: { stops: [{ node: 'n1', how: 'dead' }], cuts: [] },
  faults: [1, 2, 3, 4, 5].map((i) => kill(`f${i}`, i * 1500)),
};

/** Needs f3, and the writes 40 and 203 around it by two clients, on three nodes. */
function fails({ load, faults, system }: Plan): boolean {
  const fault = faults.find(({ id }) => id === 'f3');
  const atMs = fault !== undefined && 'atMs' in fault.when ? fault.when.atMs : undefined;
  const operations = load.script ?? script;
  const before = operations.find(({ value }) => value === 40);
  const after = operations.find(({ value }) => value === 203);
  if (atMs === undefined || before === undefined || after === undefined || system.nodes.length < 3) return false;
  return before.atMs < atMs && atMs < after.atMs && before.client !== after.client;
}

function shrink(options: Partial<SearchOptions> = {}) {
  const oracle = (plan: Plan): Trial => ({ finding: fails(plan) ? aFinding : undefined, history: [] });
  const trial = { finding: aFinding, history: [] };
  return shrinkPlan({
    plan: drawn,
    trial,
    oracle,
    scriptOf: () => script,
    budgetMs: 1000,
    now: () => 0,
    interrupted: () => false,
    ...options,
  });
}

describe('shrinking a plan', () => {
  it('leaves what the failure needs and nothing else', async () => {
    const { plan, end } = await shrink();
    expect(end).toBe('minimal');
    expect(fails(plan)).toBe(true);
    expect(plan.faults.map(({ id }) => id)).toEqual(['f3']);
    expect(plan.load.script?.map(({ value }) => value)).toEqual([40, 203]);
    expect(new Set(plan.load.script?.map(({ key }) => key)).size).toBe(1);
    expect(plan.load.concurrency).toBe(2);
    expect(plan.system.nodes).toHaveLength(3);
    expect(plan.system.nodes).toContain('n4');
    expect(plan.core).toBeUndefined();
    expect(plan.phases.finalReadsMs).toBe(0);
  });

  it('comes to the same each time', async () => {
    expect(await shrink()).toEqual(await shrink());
  });

  it('keeps the smallest so far when its budget is spent', async () => {
    let trials = 0;
    const { plan, end } = await shrink({ budgetMs: 25, now: () => trials, progress: (state) => (trials = state.trials) });
    expect(end).toBe('budget');
    expect(trials).toBe(25);
    expect(fails(plan)).toBe(true);
    expect(plan.load.script?.length).toBeLessThan(300);
  });

  it('keeps the smallest so far when somebody interrupts it', async () => {
    let interrupted = false;
    const progress: SearchOptions['progress'] = ({ trials }) => {
      interrupted = trials === 10;
    };
    const { plan, end, trials } = await shrink({ interrupted: () => interrupted, progress });
    expect({ end, trials }).toEqual({ end: 'interrupted', trials: 10 });
    expect(fails(plan)).toBe(true);
  });
});
