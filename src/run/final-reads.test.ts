import { describe, expect, it } from 'vitest';
import { type Host, isClientEvent, type NodeId, type Plan, type SimulatedLaunch, type System } from '../core/index.ts';
import { clientEventsIn, runPlan, simulatedPlan } from './test-simulated.ts';

const killed = (target: NodeId): Plan => ({
  ...simulatedPlan,
  faults: [{ id: 'f1', kind: 'kill', target, when: { atMs: 1000 }, forMs: 500 }],
});

/** From its second start on, a node of this system takes part in everything, tells its status, and leaves every client's request lying. */
function silentOnceRestarted(system: System): System {
  const { simulate } = system;
  if (simulate === undefined) throw new Error('expected a system that can be simulated');
  return {
    ...system,
    simulate(launch: SimulatedLaunch) {
      const host = simulate(launch);
      return launch.boot >= 2 ? statusOnly(host) : host;
    },
  };
}

function statusOnly(host: Host): Host {
  return {
    start: (ready) => host.start(ready),
    message: (from, bytes) => host.message(from, bytes),
    request: (request, respond) => host.request(request, request.path === '/status' ? respond : () => undefined),
    cancelled: (id) => host.cancelled(id),
    drain: () => host.drain(),
    stop: () => host.stop(),
    status: () => host.status(),
    get statistics() {
      return host.statistics;
    },
  };
}

function livenessOfRun(plan: Plan, change: (system: System) => System = (system) => system) {
  const { verdict, history } = runPlan(plan, (expansion) => ({ ...expansion, system: change(expansion.system) }));
  const { verdict: liveness, findings } = verdict.results['liveness'] ?? expect.fail();
  return { outcome: verdict.outcome, liveness, findings, note: verdict.note ?? '', finalReads: clientEventsIn(history, 'final-reads') };
}

describe('a node that answers no client once every fault has ended', () => {
  it('is a finding that names it, and how its final reads ended', () => {
    const { outcome, findings, finalReads, note } = livenessOfRun(killed('n2'), silentOnceRestarted);
    expect(outcome).toBe('violation');
    const tried = finalReads.filter((event) => isClientEvent(event) && event.type === 'invoke' && event.node === 'n2').length;
    expect(tried).toBeGreaterThan(1);
    expect(note).toContain('final reads were left out');
    expect(findings).toEqual([
      {
        rule: 'no-answer',
        message: `n2 was up and held the same as the others after every fault had ended, but none of its ${tried} final reads was answered: timeout (${tried}).`,
        evidence: { node: 'n2', reads: tried, errors: ['timeout'] },
      },
    ]);
  });

  it('is found though all of them are like that', () => {
    const { findings } = livenessOfRun(killed('all'), silentOnceRestarted);
    expect(findings.map(({ rule, evidence }) => [rule, evidence?.['node']])).toEqual([
      ['no-answer', 'n1'],
      ['no-answer', 'n2'],
      ['no-answer', 'n3'],
    ]);
  });

  it('is not convicted by one read alone', () => {
    const oneKey: Plan = { ...killed('n2'), workload: { ...simulatedPlan.workload, keyCount: 1, operationsPerRotation: 10_000 } };
    expect(livenessOfRun(oneKey, silentOnceRestarted).findings).toEqual([]);
  });

  it('is not asked for without final reads', () => {
    const plan: Plan = { ...killed('n2'), phases: { ...simulatedPlan.phases, finalReadsMs: 0 } };
    expect(livenessOfRun(plan, silentOnceRestarted)).toMatchObject({ liveness: 'valid', finalReads: [] });
  });

  it('is none of a system that is right, whatever the seed', () => {
    const targets: readonly NodeId[] = ['n1', 'n2', 'leader', 'all'];
    for (let seed = 1; seed <= 12; seed += 1) {
      const plan: Plan = { ...killed(targets[seed % targets.length] ?? 'n1'), seed };
      expect([seed, livenessOfRun(plan).outcome]).toEqual([seed, 'pass']);
    }
  });
});
