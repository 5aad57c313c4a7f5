import { describe, expect, it } from 'vitest';
import type { FaultStep, Operation, Plan, System } from '../core/index.ts';
import { holdMs } from './core-phase.ts';
import { clientEventsIn, phasesOf, runPlan, simulatedPlan } from './test-simulated.ts';

const withCore = (stops: NonNullable<Plan['core']>['stops'], more: Partial<Plan> = {}): Plan => ({
  ...simulatedPlan,
  core: { stops, cuts: [] },
  ...more,
});
const fiveNodes = { ...simulatedPlan.system, nodes: ['n1', 'n2', 'n3', 'n4', 'n5'] };
const allPhases = ['set-up', 'safety', 'core', 'heal', 'convergence', 'final-reads', 'stop'];

/** From shortly before the core phase (the set-up takes some time too) or so much later, operations like these are never taken on. */
function refusing(system: System, refused: (operation: Operation) => boolean, laterMs = 0): System {
  const from = simulatedPlan.phases.safetyMs + laterMs;
  return {
    ...system,
    client(context) {
      const client = system.client(context);
      return {
        ...client,
        attempt(node, operation, identity, done) {
          if (context.clock.now() < from || !refused(operation)) return client.attempt(node, operation, identity, done);
          context.clock.timer(1, () => done({ type: 'error', error: 'temporarily-unavailable' }));
        },
      };
    },
  };
}

describe('the core phase', () => {
  it.each([
    ['nobody left out', withCore([])],
    ['one dead', withCore([{ node: 'n1', how: 'dead' }])],
    ['one cut off', withCore([{ node: 'n3', how: 'cut-off' }])],
    [
      'one dead, one cut off',
      withCore(
        [
          { node: 'n1', how: 'dead' },
          { node: 'n4', how: 'cut-off' },
        ],
        { system: fiveNodes },
      ),
    ],
    ['a single node', withCore([], { system: { ...simulatedPlan.system, nodes: ['n1'] } })],
  ])('with %s is served by what is left, and the healed cluster comes together', (_, plan) => {
    const { verdict, history } = runPlan(plan);
    expect(verdict.outcome).toBe('pass');
    expect(verdict.note).toBeUndefined();
    expect(phasesOf(history)).toEqual(allPhases);
    expect(verdict.results['liveness']?.data).toMatchObject({ state: 'converged', core: 'served' });
    // What proves it is in the history, so that it is judged like everything else: a write and a read, twice.
    const readOnly = clientEventsIn(history, 'core').flatMap(({ type, f }) => (type === 'ok' ? [f === 'get'] : []));
    expect(readOnly).toEqual([false, true, false, true]);
  });

  it('holds the core for three of the longest election time-outs before it asks again, and its stops for as long', () => {
    const { verdict, history } = runPlan(withCore([{ node: 'n1', how: 'cut-off' }]));
    const events = clientEventsIn(history, 'core');
    const gapsMs = events.map(({ time }, i) => (time - (events[i - 1]?.time ?? time)) / 1e6);
    expect(gapsMs.filter((ms) => ms >= 900)).toHaveLength(1);
    const { beganAtMs = 0, endedAtMs = 0, ofCore } = verdict.faults.find(({ id }) => id === 'core-n1') ?? {};
    expect(ofCore).toBe(true);
    expect(endedAtMs - beganAtMs).toBeGreaterThanOrEqual(900);
    const values = events.filter(({ type, value }) => type === 'invoke' && value !== null).map(({ value }) => JSON.stringify(value));
    expect(new Set(values).size).toBe(2);
  });

  it('takes a second for the longest election time-out where the settings tell none', () => {
    expect(holdMs(simulatedPlan)).toBe(900);
    expect(holdMs({ ...simulatedPlan, system: { ...simulatedPlan.system, config: {} } })).toBe(3000);
  });

  it('follows upon faults that still hold when it begins, and asks no stopped node', () => {
    const faults: FaultStep[] = [
      { id: 'f1', kind: 'power-cut', target: 'all', when: { atMs: 2800 } },
      { id: 'f2', kind: 'partition', shape: 'halves', target: 'minority', when: { atMs: 2500 } },
    ];
    const { verdict, history } = runPlan(withCore([{ node: 'n2', how: 'dead' }], { faults }));
    expect(verdict.outcome).toBe('pass');
    for (const event of clientEventsIn(history, 'core').filter(({ type }) => type === 'ok'))
      expect(event).not.toMatchObject({ node: 'n2' });
  });

  it('is served though links inside it are cut one way, where a majority keeps all of its own', () => {
    const cuts = [
      { from: 'n4', to: 'n1' },
      { from: 'n4', to: 'n2' },
      { from: 'n4', to: 'n3' },
    ];
    const plan = withCore([], { system: fiveNodes, core: { stops: [{ node: 'n5', how: 'dead' }], cuts } });
    expect(runPlan(plan).verdict).toMatchObject({ outcome: 'pass' });
  });

  it('does not come without a core, or without time for it', () => {
    const without = allPhases.filter((name) => name !== 'core');
    expect(phasesOf(runPlan(simulatedPlan).history)).toEqual(without);
    const noTime = withCore([{ node: 'n1', how: 'dead' }], { phases: { ...simulatedPlan.phases, coreMs: 0 } });
    expect(phasesOf(runPlan(noTime).history)).toEqual(without);
  });
});

describe('a core that does not serve', () => {
  const stuck = (plan: Plan, refused?: (operation: Operation) => boolean, laterMs?: number) => {
    const { verdict } = runPlan(plan, (expansion) => ({
      ...expansion,
      system: refused === undefined ? expansion.system : refusing(expansion.system, refused, laterMs),
    }));
    const { verdict: liveness, findings } = verdict.results['liveness'] ?? { verdict: 'none', findings: [] };
    return { outcome: verdict.outcome, liveness, finding: findings[0] };
  };

  it('is a finding that says that it waited for an election, and what each node says', () => {
    const { outcome, liveness, finding } = stuck(
      withCore([{ node: 'n3', how: 'dead' }], {
        system: { ...simulatedPlan.system, config: { heartbeatMs: 50, electionTimeoutMs: [3000, 3500] } },
        phases: { ...simulatedPlan.phases, coreMs: 1000, convergenceMs: 10_000 },
        faults: [{ id: 'f1', kind: 'power-cut', target: 'all', when: { atMs: 2900 } }],
      }),
    );
    expect([outcome, liveness]).toEqual(['violation', 'invalid']);
    expect(finding).toMatchObject({ rule: 'core-stuck', evidence: { waitedFor: 'election' } });
    expect(finding?.message).toMatch(
      /^The core \(n1, n2; n3 dead\) did not serve within 1\.0 s of virtual time: there is no leader\. n1 follows nobody in term \d+, applied \d+ of \d+; n2 follows/,
    );
    expect(finding?.message).not.toMatch(/[{}"]/);
    expect(finding?.evidence?.['states']).toEqual([expect.stringMatching(/^n1: \{"node"/), expect.stringMatching(/^n2: \{"node"/)]);
  });

  it('is one that says that it waited for a commit', () => {
    const { liveness, finding } = stuck(withCore([{ node: 'n1', how: 'cut-off' }]), ({ readOnly }) => !readOnly);
    expect([liveness, finding?.rule, finding?.evidence?.['waitedFor']]).toEqual(['invalid', 'core-stuck', 'commit']);
    expect(finding?.message).toMatch(/: no write was answered ok \(the last, at n\d, ended with (temporarily-unavailable|timeout)\)\./);
  });

  it('is one that says that it waited for an answer', () => {
    const { liveness, finding } = stuck(withCore([]), ({ readOnly }) => readOnly);
    expect([liveness, finding?.rule, finding?.evidence?.['waitedFor']]).toEqual(['invalid', 'core-stuck', 'answer']);
  });

  it('after it had served is one too, and says for how long it was left alone', () => {
    // Later than the first probes, and earlier than the second ones.
    const { liveness, finding } = stuck(withCore([{ node: 'n1', how: 'dead' }]), () => true, 1000);
    expect([liveness, finding?.rule, finding?.evidence?.['waitedFor']]).toEqual(['invalid', 'core-stuck', 'commit']);
    expect(finding?.message).toContain('served at first, was left alone for 0.9 s, and did not serve again within 5.0 s of virtual time');
  });
});

describe('lost disks', () => {
  const loss = (node: string, atMs: number): FaultStep => ({ id: `loss-${node}`, kind: 'disk-loss', target: node, when: { atMs } });

  it('of a majority make the run unavailable as expected: a pass that says so', () => {
    const plan = withCore([{ node: 'n3', how: 'dead' }], {
      faults: [loss('n1', 1500), loss('n2', 1600)],
      limits: { ...simulatedPlan.limits, minOkDuringFaults: 50 },
    });
    const { verdict, history } = runPlan(plan);
    expect(verdict.outcome).toBe('pass');
    expect(verdict.note).toContain('unavailable as expected: n1 can never start again');
    expect(verdict.results['liveness']).toMatchObject({ verdict: 'valid', data: { state: 'unavailable' } });
    expect(verdict.results['crashes']).toMatchObject({ verdict: 'valid' });
    expect(phasesOf(history)).toEqual(['set-up', 'safety', 'core', 'heal', 'stop']);
  });

  it('of a minority excuse nothing, and ask nothing of the lost', () => {
    const { verdict, history } = runPlan(withCore([{ node: 'n1', how: 'dead' }], { faults: [loss('n1', 1500)] }));
    expect(verdict.outcome).toBe('pass');
    expect(verdict.note).toBeUndefined();
    expect(phasesOf(history)).toEqual(allPhases);
    expect(clientEventsIn(history, 'final-reads').some((event) => 'node' in event && event.node === 'n1')).toBe(false);
  });

  it('that take the core its majority skip the core phase alone', () => {
    const { verdict, history } = runPlan(withCore([{ node: 'n2', how: 'dead' }], { faults: [loss('n1', 1500)] }));
    expect(verdict.outcome).toBe('pass');
    expect(verdict.note).toContain('unavailable as expected in the core phase: n1 can never start again');
    expect(verdict.results['liveness']?.data).toMatchObject({ state: 'converged', core: 'unavailable' });
    expect(phasesOf(history)).toEqual(allPhases);
  });

  it('by a byte that rotted count alike, and no death is a crash then', () => {
    const rot = (node: string): FaultStep => ({ id: `rot-${node}`, kind: 'bit-rot', target: node, when: { atMs: 1500 }, forMs: 200 });
    const { verdict } = runPlan(withCore([], { faults: [rot('n1'), rot('n2')] }));
    expect(verdict.note).toMatch(/unavailable as expected: n1 .*damaged/);
    expect(verdict.results['crashes']).toMatchObject({ verdict: 'valid' });
    expect(verdict.outcome).toBe('pass');
  });
});
