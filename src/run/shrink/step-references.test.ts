import { describe, expect, it } from 'vitest';
import type { FaultStep } from '../../core/index.ts';
import { keepSteps } from './step-references.ts';
import { historyOf, nemesis, phase, smallPlan } from './test-plans.ts';
import { timelineOf } from './timeline.ts';

const cutLeader: FaultStep = { id: 'f1', kind: 'partition', shape: 'isolate', target: 'leader', when: { atMs: 2000 }, forMs: 500 };
const timeline = timelineOf(
  historyOf(
    phase('safety', 100),
    nemesis('fault-begin', 2100, { id: 'f1', kind: 'partition', target: ['n3'] }),
    nemesis('fault-begin', 2350.5, { id: 'f2', kind: 'kill', target: ['n2'] }),
    nemesis('fault-end', 2600, { id: 'f1', state: 'in-force' }),
    nemesis('fault-end', 3000, { id: 'f2', state: 'in-force' }),
  ),
);

function without(first: string, second: FaultStep): readonly FaultStep[] {
  const plan = { ...smallPlan, faults: [cutLeader, second] };
  return keepSteps(plan, new Set(plan.faults.map(({ id }) => id).filter((id) => id !== first)), timeline).faults;
}

describe('a step that others refer to is taken away', () => {
  it('and its begin is told as a time', () => {
    const second: FaultStep = { id: 'f2', kind: 'kill', target: 'one', when: { atMs: 250, after: 'f1' } };
    expect(without('f1', second)).toEqual([{ ...second, when: { atMs: 2250 } }]);
  });

  it('and whom it struck is told by name', () => {
    const second: FaultStep = { id: 'f2', kind: 'drop', from: '!@f1', to: '@f1', when: { atMs: 9 } };
    expect(without('f1', second)).toEqual([{ ...second, from: ['n1', 'n2', 'n4', 'n5'], to: ['n3'] }]);
  });

  it('and a trigger that counts from it becomes the time at which it went off', () => {
    const second: FaultStep = {
      id: 'f2',
      kind: 'kill',
      target: 'one',
      when: { event: 'lead', match: { node: '!@f1' } },
      until: { event: 'lead', after: 'f1' },
    };
    expect(without('f1', second)).toEqual([{ ...second, when: { atMs: 2250.5 }, until: { atMs: 2900 } }]);
  });

  it('and what cannot be told without it goes too, with what refers to that', () => {
    const match = { fields: { candidate: '@f1' } };
    const second: FaultStep = { id: 'f2', kind: 'drop', from: 'nodes', to: 'nodes', match, when: { atMs: 9 } };
    const third: FaultStep = { id: 'f3', kind: 'kill', target: 'one', when: { atMs: 5, after: 'f2' } };
    const fourth: FaultStep = { id: 'f4', kind: 'kill', target: '@f3', when: { atMs: 5 } };
    const plan = { ...smallPlan, faults: [cutLeader, second, third, fourth] };
    const kept = keepSteps(plan, new Set(['f2', 'f3', 'f4']), timeline).faults;
    // When f2 began is known, so that f3 stands; f3 itself never began, but f4 may still wait for it.
    expect(kept).toEqual([{ ...third, when: { atMs: 2255.5 } }, fourth]);
  });

  it('and nothing changes where nobody refers to it', () => {
    const second: FaultStep = { id: 'f2', kind: 'kill', target: 'leader', when: { atMs: 9 } };
    expect(without('f1', second)).toEqual([second]);
    expect(without('f2', second)).toEqual([cutLeader]);
  });
});
