import { describe, expect, it } from 'vitest';
import { defaultSimulation, type FaultStep, type Plan } from '../../core/index.ts';
import { isSound } from './soundness.ts';
import { smallPlan } from './test-plans.ts';

const seen = { checker: 'linearizability', rule: 'not-linearizable', kind: 'not-linearizable' };
const stuck = { checker: 'liveness', rule: 'core-stuck', kind: 'core-stuck' };
const lose = (id: string, target: string | string[]): FaultStep => ({ id, kind: 'disk-loss', target, when: { atMs: 1 } });
const withNodes = (nodes: string[], ...faults: FaultStep[]): Plan => ({ ...smallPlan, system: { ...smallPlan.system, nodes }, faults });
const five = ['n1', 'n2', 'n3', 'n4', 'n5'];

describe('a smaller plan is sound', () => {
  it('while damaged disks stay a minority', () => {
    const original = withNodes(five, lose('f1', ['n1']), lose('f2', ['n1']), lose('f3', 'one'));
    expect(isSound(original, original, seen)).toBe(true);
    expect(isSound(withNodes(five.slice(0, 3), lose('f1', ['n1']), lose('f2', ['n1'])), original, seen)).toBe(true);
    expect(isSound(withNodes(five.slice(0, 3), lose('f1', ['n1']), lose('f3', 'one')), original, seen)).toBe(false);
    expect(isSound(withNodes(['n1'], lose('f1', ['n1'])), original, seen)).toBe(false);
    expect(isSound(withNodes(['n1']), original, seen)).toBe(true);
  });

  it('or as the plan at hand had it', () => {
    const original = withNodes(five, lose('f1', 'majority'));
    expect(isSound(withNodes(['n1'], lose('f1', 'majority')), original, seen)).toBe(true);
  });

  it('while its world is no slower, where slowness would excuse the failure', () => {
    const fast = { ...defaultSimulation, network: { ...defaultSimulation.network, meanLatencyMs: 0.7 } };
    const original: Plan = { ...smallPlan, simulation: fast };
    expect(isSound(smallPlan, original, stuck)).toBe(false);
    expect(isSound(smallPlan, original, seen)).toBe(true);
    expect(isSound(original, smallPlan, stuck)).toBe(true);
  });
});
