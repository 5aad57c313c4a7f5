import { describe, expect, it } from 'vitest';
import { raft } from '../../nodes/raft/system.ts';
import { type FaultStep, type Host, type Plan, planFormat, type SimulatedLaunch, type System } from '../core/index.ts';
import { type Expansion, resolvePlan } from './expand.ts';
import { simulateRun } from './simulated-run.ts';

const entropy = Math.random;

describe('a run in the simulated world', () => {
  it('passes on the right node, and is the same run each time', () => {
    const [one, two] = [play(planOf(1)), play(planOf(1))];
    expect(one.verdict.outcome).toBe('pass');
    expect(one.verdict.ops.ok).toBeGreaterThan(50);
    expect(one.verdict.faults.map(({ state }) => state)).toEqual(['in-force', 'in-force', 'in-force']);
    expect(two.lines).toEqual(one.lines);
    expect(two.verdict.digest).toBe(one.verdict.digest);
    expect(two.eventCount).toBe(one.eventCount);
  });

  it('is told in virtual time, with the real one beside it', () => {
    const { verdict, virtualMs } = play(planOf(1));
    expect(verdict.durationMs).toBe(Math.round(virtualMs));
    expect(verdict.wallMs).toEqual(expect.any(Number));
  });

  it('has a digest of its own for each of 1,000 seeds', () => {
    const digests = new Set<string | undefined>();
    for (let seed = 1; seed <= 1000; seed += 1) {
      const plan = planOf(seed, []);
      digests.add(
        simulateRun({ expansion: resolvePlan({ ...plan, phases: { ...plan.phases, safetyMs: 200 } }), reproduce: () => '' }).verdict.digest,
      );
    }
    expect(digests.size).toBe(1000);
    expect(digests.has(undefined)).toBe(false);
  });

  it('leaves everything before a fault as it was when the fault is removed', () => {
    const whole = play(planOf(3));
    const without = play(planOf(3, faults.slice(0, 2)));
    const begins = whole.lines.findIndex((line) => line.includes('"fault-begin"') && line.includes('"id":"f3"'));
    const atMs = Number(whole.lines[begins]?.split(' ')[0]);
    const upTo = (lines: readonly string[]) => lines.filter((line) => Number(line.split(' ')[0]) < atMs);
    expect(begins).toBeGreaterThan(1000);
    expect(upTo(without.lines)).toEqual(upTo(whole.lines));
    expect(without.lines).not.toEqual(whole.lines);
  });

  it('shows a latency that is one microsecond longer at the first message that takes it', () => {
    const plan = planOf(4);
    const simulation = plan.simulation ?? expect.fail();
    const { network } = simulation;
    const later = play({ ...plan, simulation: { ...simulation, network: { ...network, minLatencyMs: 0.501, meanLatencyMs: 1.501 } } });
    const [was, is] = firstDifference(play(plan).lines, later.lines);
    expect(was?.split(' ')[1]).toBe('deliver');
    expect(Number(is?.split(' ')[0]) - Number(was?.split(' ')[0])).toBeCloseTo(0.001, 6);
  });

  it('shows one flipped byte of one message', () => {
    let sent = 0;
    const flipping = hostWith((launch) => ({
      ...launch,
      ports: {
        ...launch.ports,
        send: (to, bytes, described) => {
          sent += 1;
          const flipped = Uint8Array.from(bytes);
          if (sent === 100) flipped[0] = (flipped[0] ?? 0) ^ 1;
          launch.ports.send(to, flipped, described);
        },
      },
    }));
    const [was, is] = firstDifference(play(planOf(5)).lines, play(planOf(5), flipping).lines);
    expect(was?.split(' ')[1]).toBe('deliver');
    expect(was?.split(' ').slice(0, -1)).toEqual(is?.split(' ').slice(0, -1));
    expect(was?.split(' ').at(-1)).not.toBe(is?.split(' ').at(-1));
  });

  it('shows chance that came in by a door nobody watches', () => {
    const chancy = hostWith((launch) => ({
      ...launch,
      ports: { ...launch.ports, clock: { ...launch.ports.clock, timer: (ms, fire) => launch.ports.clock.timer(ms + entropy(), fire) } },
    }));
    const [one, two] = [play(planOf(6), chancy), play(planOf(6), chancy)];
    expect(one.verdict.digest).not.toBe(two.verdict.digest);
    expect(firstDifference(one.lines, two.lines)[0]).toMatch(/ timer n\d /);
  });

  it('ends a node that uses a clock or chance of the real world', () => {
    const leaking = hostWith((launch) => ({
      ...launch,
      ports: { ...launch.ports, clock: { ...launch.ports.clock, now: () => Date.now() } },
    }));
    const { verdict } = play(planOf(7), leaking);
    expect(verdict.checkers['crashes']).toMatchObject({ verdict: 'invalid' });
    expect(JSON.stringify(verdict.results['crashes'])).toContain('Date was used in the simulated world');
  });
});

const faults: readonly FaultStep[] = [
  { id: 'f1', kind: 'partition', shape: 'isolate', target: 'leader', when: { atMs: 300 }, forMs: 700 },
  { id: 'f2', kind: 'drop', from: 'nodes', to: 'nodes', probability: 0.3, when: { atMs: 800 }, forMs: 500 },
  { id: 'f3', kind: 'power-cut', target: 'all', when: { atMs: 1500 }, forMs: 200 },
];

function planOf(seed: number, steps: readonly FaultStep[] = faults): Plan {
  const nodes = ['n1', 'n2', 'n3'];
  return {
    format: planFormat,
    build: 'test',
    name: 'test',
    seed,
    world: 'simulated',
    system: { name: 'raft', nodes, args: [], variants: {}, config: { heartbeatMs: 20, electionTimeoutMs: [100, 200] } },
    workload: { name: 'kv', keyCount: 3, operationsPerRotation: 50, mix: {} },
    load: { concurrency: 4, ratePerSecond: 100, attemptTimeoutMs: 300, operationTimeoutMs: 1000 },
    phases: { readyTimeoutMs: 5000, safetyMs: 2500, coreMs: 0, convergenceMs: 5000, finalReadsMs: 5000, stopMs: 1000 },
    faults: steps,
    checkers: ['linearizability', 'raft-safety'],
    limits: { minOkDuringFaults: 5, checkerBudgetMs: 30_000, checkerMemoryBytes: 256 * 1024 * 1024, harnessLagMs: 250 },
    simulation: {
      network: { minLatencyMs: 0.5, meanLatencyMs: 1.5, clientLatencyMs: 0.5, lossProbability: 0, duplicateProbability: 0, ordered: true },
      disk: { writeMs: [0.02, 0.1], syncMs: [0.5, 3], tornProbability: 0.5 },
      clocks: {},
    },
  };
}

function play(plan: Plan, change: (expansion: Expansion) => Expansion = (expansion) => expansion) {
  const lines: string[] = [];
  const run = simulateRun({ expansion: change(resolvePlan(plan)), reproduce: () => '', onEvent: (line) => lines.push(line) });
  return { ...run, lines };
}

/** The right node in a world that was changed a little. */
function hostWith(change: (launch: SimulatedLaunch) => SimulatedLaunch): (expansion: Expansion) => Expansion {
  const simulate = (launch: SimulatedLaunch): Host => raft.simulate?.(change(launch)) ?? expect.fail();
  const system: System = { ...raft, simulate };
  return (expansion) => ({ ...expansion, system });
}

function firstDifference(a: readonly string[], b: readonly string[]): readonly [string | undefined, string | undefined] {
  const at = a.findIndex((line, index) => line !== b[index]);
  return [a[at], b[at]];
}
