import { describe, expect, it } from 'vitest';
import type { FaultStep, Plan, System } from '../core/index.ts';
import { phasesOf, runPlan, simulatedPlan } from './test-simulated.ts';

const kill = (node: string, atMs: number): FaultStep => ({ id: `kill-${node}`, kind: 'kill', target: [node], when: { atMs }, forMs: 300 });
const killed: Plan = { ...simulatedPlan, faults: [kill('n2', 500)], core: { stops: [], cuts: [] } };

/** A system whose nodes hang in these boots, and never say that they are ready. */
function hanging(system: System, hangs: (node: string, boot: number) => boolean): System {
  return {
    ...system,
    simulate(launch) {
      const host = system.simulate?.(launch);
      if (host === undefined) throw new Error('the system of this test can be simulated');
      if (hangs(launch.node, launch.boot)) host.start = () => {};
      return host;
    },
  };
}

const run = (plan: Plan, hangs: (node: string, boot: number) => boolean) =>
  runPlan(plan, (expansion) => ({ ...expansion, system: hanging(expansion.system, hangs) }));

describe('a node that was killed and is not ready again', () => {
  it('is what the system did wrong, and the others are still asked', () => {
    const { verdict, history } = run(killed, (node, boot) => node === 'n2' && boot > 1);
    expect([verdict.outcome, verdict.note]).toEqual(['violation', undefined]);
    const liveness = verdict.results['liveness'];
    expect(liveness?.findings.map(({ rule }) => rule)).toEqual(['did-not-come-back']);
    expect(liveness?.reason).toMatch(
      /^n2 was killed at \d\.\d s \(fault kill-n2\), was started again at \d+\.\d s, when every fault had ended, and did not become ready within 5\.0 s of virtual time\.$/,
    );
    expect(verdict.results['crashes']?.verdict).toBe('valid');
    expect(phasesOf(history).slice(-4)).toEqual(['heal', 'convergence', 'final-reads', 'stop']);
  });

  it('is left without an answer where none is left to ask', () => {
    const faults = ['n1', 'n2', 'n3'].map((node) => kill(node, 500));
    const { verdict } = run({ ...killed, faults }, (_, boot) => boot > 1);
    expect(verdict.outcome).toBe('violation');
    expect(verdict.results['liveness']?.findings.map(({ rule }) => rule)).toEqual(Array.from(faults, () => 'did-not-come-back'));
  });

  it('is tried again when every fault has ended: it may have waited for what one took away', () => {
    const { verdict } = run(killed, (node, boot) => node === 'n2' && boot === 2);
    expect(verdict.outcome).toBe('pass');
    expect(verdict.note).toMatch(/^slow: n2, started again at \d\.\d s, was not ready within 5\.0 s/);
  });

  it('says nothing of the system when it was never ready at all', () => {
    const { verdict } = run(killed, (node) => node === 'n2');
    expect([verdict.outcome, verdict.code]).toEqual(['broken', 'node-not-ready']);
  });
});
