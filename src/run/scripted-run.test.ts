import { describe, expect, it } from 'vitest';
import type { Plan } from '../core/index.ts';
import { scriptOf } from './script-of.ts';
import { clientEventsIn, phasesOf, runPlan, simulatedPlan } from './test-simulated.ts';

describe('a run from a script', () => {
  const plan: Plan = {
    ...simulatedPlan,
    faults: [
      { id: 'f1', kind: 'kill', target: 'n1', when: { atMs: 500 }, forMs: 700 },
      { id: 'f2', kind: 'partition', shape: 'isolate', target: 'n2', when: { atMs: 1500 }, forMs: 800 },
    ],
  };
  const generated = runPlan(plan);
  const script = scriptOf(generated.history, plan);
  const scripted = { ...plan, load: { ...plan.load, script } };

  it('is the run that the script was taken from', () => {
    expect(script.length).toBeGreaterThan(50);
    expect(generated.verdict.ops.info + generated.verdict.ops.fail).toBeGreaterThan(0);
    const again = runPlan(scripted);
    expect(again.history).toEqual(generated.history);
    expect(scriptOf(again.history, scripted)).toEqual(script);
  });

  it('does what is left of it when operations are taken away', () => {
    const some = script.filter((_, i) => i % 7 === 0);
    const { history, verdict } = runPlan({ ...scripted, load: { ...scripted.load, script: some } });
    expect(verdict.outcome).toBe('pass');
    const invoked = clientEventsIn(history, 'safety').filter(({ type }) => type === 'invoke');
    expect(invoked).toHaveLength(some.length);
  });

  it('has no final reads, and no remark of them, where no time is given for them', () => {
    const { history, verdict } = runPlan({ ...scripted, phases: { ...plan.phases, finalReadsMs: 0 } });
    expect(phasesOf(history)).toEqual(['set-up', 'safety', 'core', 'heal', 'convergence', 'stop'].filter((name) => name !== 'core'));
    expect(verdict.outcome).toBe('pass');
    expect(verdict.note).toBeUndefined();
  });
});
