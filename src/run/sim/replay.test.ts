import { describe, expect, it } from 'vitest';
import type { Plan, RunVerdict } from '../../core/index.ts';
import { resolvePlan } from '../expand.ts';
import { simulateRun } from '../simulated-run.ts';
import { movePlan } from './other-world.ts';
import { replayRun } from './replay.ts';
import { SeedRunner } from './seed-runner.ts';
import { smallEntry } from './test-seeds.ts';

const { plan } = new SeedRunner({ entries: [smallEntry('stale-read')], strategy: 'swarm', fixed: { safetyMs: 1500 }, firstSeed: 1 }).expand(
  {
    position: 0,
    seed: 5,
    entry: 0,
  },
);
const { verdict, events } = record(plan);

function record(of: Plan): { verdict: RunVerdict; events: string[] } {
  const lines: string[] = [];
  const ran = simulateRun({ expansion: resolvePlan(of), reproduce: () => '', onEvent: (line) => lines.push(line) });
  return { verdict: ran.verdict, events: lines };
}

describe('a run that is repeated', () => {
  it('is identical, event by event', () => {
    expect(replayRun({ recorded: { plan, verdict, events }, strict: true })).toMatchObject({
      same: true,
      comparedBy: 'events',
      eventCount: events.length,
      remarks: [],
    });
  });

  it('names the first event of a latency that is one microsecond longer', () => {
    const { simulation } = plan;
    if (simulation === undefined) throw new Error('a drawn plan says how its world behaves');
    const network = { ...simulation.network, clientLatencyMs: simulation.network.clientLatencyMs + 0.001 };
    const changed: Plan = { ...plan, simulation: { ...simulation, network } };
    const { same, difference } = replayRun({ recorded: { plan: changed, verdict, events }, strict: false });
    expect(same).toBe(false);
    expect(difference?.recorded).toBe(events[(difference?.number ?? 0) - 1]);
    expect(difference?.now).not.toBe(difference?.recorded);
  });

  it('names an event whose bytes were recorded differently', () => {
    const at = events.findIndex((line) => / deliver /.test(line));
    const changed = events.map((line, i) => (i === at ? `${line.slice(0, -1)}${line.endsWith('0') ? '1' : '0'}` : line));
    const replay = replayRun({ recorded: { plan, verdict, events: changed }, strict: false });
    expect(replay).toMatchObject({ same: false, difference: { number: at + 1, recorded: changed[at], now: events[at] } });
    expect(replay.remarks.join()).toContain('somebody has changed events.log');
  });

  it('is compared by digest where no events are stored, and as far as it goes where the run was killed', () => {
    expect(replayRun({ recorded: { plan, verdict }, strict: false })).toMatchObject({ same: true, comparedBy: 'digest' });
    expect(replayRun({ recorded: { plan, verdict: { ...verdict, digest: 'x' } }, strict: false }).same).toBe(false);
    const begun = replayRun({ recorded: { plan, events: events.slice(0, 100) }, strict: false });
    expect(begun).toMatchObject({ same: true, comparedBy: 'events', remarks: [expect.stringContaining('did not come to its end')] });
  });

  it('that stands by itself is run twice', () => {
    expect(replayRun({ recorded: { plan }, strict: false })).toMatchObject({ same: true, comparedBy: 'itself' });
  });

  it('of another build is compared by outcome and class of violation, or refused', () => {
    const old: Plan = { ...plan, build: '0.0.1+another' };
    const elsewhere = events.map((line, i) => (i === 10 ? `${line}!` : line));
    const recorded = { plan: old, verdict, events: elsewhere };
    expect(replayRun({ recorded, strict: false })).toMatchObject({
      same: true,
      comparedBy: 'outcome',
      remarks: [expect.stringContaining('0.0.1+another')],
    });
    const passed = { ...recorded, verdict: { ...verdict, outcome: 'pass', results: {} } as const };
    expect(replayRun({ recorded: passed, strict: false }).same).toBe(false);
    expect(() => replayRun({ recorded, strict: true })).toThrow(/--strict/);
  });

  it('must be of the simulated world', () => {
    expect(() => replayRun({ recorded: { plan: { ...plan, world: 'local' }, verdict }, strict: false })).toThrow(/real processes/);
  });
});

describe('a plan that changes worlds', () => {
  it('leaves behind what real processes cannot be given, and what hangs on it', () => {
    const faults: Plan['faults'] = [
      { id: 'a', kind: 'disk-loss', target: 'n1', when: { atMs: 1 } },
      { id: 'b', kind: 'kill', target: '@a', when: { atMs: 2 } },
      { id: 'c', kind: 'kill', target: 'n2', when: { atMs: 2, after: 'b' } },
      { id: 'd', kind: 'kill', target: 'n3', when: { atMs: 2 } },
    ];
    const { plan: moved, left } = movePlan({ ...plan, faults }, 'local');
    expect(moved).toMatchObject({ world: 'local', seed: plan.seed, faults: [faults[3]], phases: { coreMs: 0 } });
    expect(Object.keys(moved)).not.toEqual(expect.arrayContaining(['simulation']));
    const { stops = [], cuts = [] } = plan.core ?? {};
    expect(left.slice(0, 3)).toEqual([
      { id: 'a', kind: 'disk-loss' },
      { id: 'b', kind: 'kill' },
      { id: 'c', kind: 'kill' },
    ]);
    expect(left).toHaveLength(3 + stops.length + cuts.length);
    expect(() => resolvePlan(moved)).not.toThrow();
  });

  it('runs in the simulated world as it stands', () => {
    const { plan: local } = movePlan(plan, 'local');
    const { plan: back, left } = movePlan(local, 'simulated');
    expect(left).toEqual([]);
    expect(record(back).verdict.outcome).not.toBe('broken');
    expect(movePlan(plan, 'simulated').plan).toBe(plan);
  });
});
