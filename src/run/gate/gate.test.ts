import { describe, expect, it } from 'vitest';
import type { GatedEntry, GateLimits, Outcome, RunFigures, RunSummary } from '../../core/index.ts';
import { describeCampaign } from '../../report/index.ts';
import { Gate } from './gate.ts';
import { judgeCampaign } from './judge-campaign.ts';
import { faultReport, goodFigures, runOf, violationOf } from './test-histories.ts';

function judge(entries: readonly GatedEntry[], runs: readonly RunSummary[]) {
  const gate = new Gate(entries);
  const outcomes: Outcome[] = runs.map((run) => gate.add(run).outcome);
  return judgeCampaign(gate, outcomes);
}

const whole = (all: number) => ({ all, here: all });
const limited = (limits: GateLimits, runs: readonly RunSummary[], planned = whole(runs.length)) =>
  judge([{ name: 'kv', planned, limits }], runs);
const withFigures = (seed: number, figures: Partial<RunFigures>) => runOf('kv', seed, { figures: { ...goodFigures, ...figures } });
const limit = (judged: ReturnType<typeof judge>, name: string) => judged.gate?.find((each) => each.limit === name);

describe('the limits of a gate', () => {
  it.each<[string, GateLimits, Partial<RunFigures>, string, string]>([
    [
      'availability-during-faults',
      { availabilityDuringFaults: 0.95 },
      { duringFaults: { answered: 94_999, asked: 100_000 } },
      '94.99 %',
      'at least 95 %',
    ],
    ['p99', { p99Ms: 500 }, { p99Ms: 812 }, '812 ms', 'at most 500 ms'],
    ['recovery', { recoveryMs: 1000 }, { recovery: { ...goodFigures.recovery, longestMs: 1001 } }, '1,001 ms', 'at most 1,000 ms'],
    ['min-ok', { minOk: 1000 }, { okCount: 999 }, '999 operations', 'at least 1,000 operations'],
  ])('%s holds for good runs, and one bad run of three fails it', (name, limits, bad, measured, allowed) => {
    const good = limited(limits, [withFigures(1, {}), withFigures(2, {})]);
    expect(good).toMatchObject({ outcome: 'pass', exitCode: 0 });
    expect(limit(good, name)).toMatchObject({ state: 'met', entry: 'kv', allowed });
    const failed = limited(limits, [withFigures(1, {}), withFigures(2, bad), withFigures(3, {})]);
    expect(failed).toMatchObject({ outcome: 'violation', violated: 'limit', exitCode: 1 });
    expect(limit(failed, name)).toMatchObject({ state: 'failed', measured, allowed, note: 'worst: seed 2' });
    expect(limit(failed, 'no-violation')).toMatchObject({ state: 'met', measured: '0 in 3 runs' });
  });

  it('hold at the limit itself', () => {
    const limits = { availabilityDuringFaults: 0.96, p99Ms: 200, recoveryMs: 300, minOk: 1000 };
    expect(limited(limits, [runOf('kv', 1)]).outcome).toBe('pass');
  });

  it('are inconclusive where there was nothing to measure, never met', () => {
    const nothing = {
      duringFaults: { answered: 0, asked: 0 },
      p99Ms: null,
      recovery: { ...goodFigures.recovery, longestMs: null, count: 0 },
    };
    const judged = limited({ availabilityDuringFaults: 0.5, p99Ms: 1, recoveryMs: 1 }, [withFigures(1, nothing)]);
    expect(judged).toMatchObject({ outcome: 'inconclusive', exitCode: 2 });
    expect(judged.gate?.slice(1).map(({ state }) => state)).toEqual(['unmeasured', 'unmeasured', 'unmeasured']);
  });

  it('know of a recovery that was cut short only that it was too long already', () => {
    const cut = (longestMs: number) => withFigures(1, { recovery: { longestMs: 100, count: 1, cutShort: { longestMs, count: 1 } } });
    expect(limited({ recoveryMs: 500 }, [cut(499)]).outcome).toBe('pass');
    expect(limited({ recoveryMs: 500 }, [cut(501)]).violated).toBe('limit');
  });

  it('are not kept by runs that had nothing to measure, but for a few of many', () => {
    const nothing = withFigures(99, { recovery: { ...goodFigures.recovery, longestMs: null, count: 0 } });
    const among = (good: number) => limited({ recoveryMs: 1000 }, [...Array.from({ length: good }, (_, i) => runOf('kv', i)), nothing]);
    expect(among(1)).toMatchObject({ outcome: 'inconclusive', exitCode: 2 });
    expect(limit(among(1), 'recovery')?.note).toContain('1 of 2 runs had nothing to measure: no faults ended');
    expect([among(18).outcome, among(19).outcome]).toEqual(['inconclusive', 'pass']);
    // What is too long already is no less so.
    expect(limited({ recoveryMs: 200 }, [runOf('kv', 1), nothing]).violated).toBe('limit');
  });

  it('are left to merge by a shard that has no run of the entry', () => {
    const limits = { p99Ms: 1, recoveryMs: 1, minOk: 1, coverage: { rules: 1, faultsInForce: 0.5 } };
    const judged = limited(limits, [], { all: 4, here: 0 });
    expect(judged.gate?.slice(1).map(({ state }) => state)).toEqual(['deferred', 'deferred', 'deferred', 'deferred', 'deferred']);
  });

  it('are not measured of runs that broke or broke off', () => {
    const { figures: _figures, ...broken } = runOf('kv', 1, { outcome: 'broken' });
    const judged = limited({ minOk: 10 }, [broken]);
    expect(judged).toMatchObject({ outcome: 'broken', exitCode: 255 });
    expect(limit(judged, 'min-ok')).toMatchObject({ state: 'unmeasured', note: 'no run came to its end' });
  });

  it('say what was left out because the harness was late', () => {
    const judged = limited({ p99Ms: 500, minOk: 1 }, [withFigures(1, { lag: { ms: 1500, operations: 12 } })]);
    expect(limit(judged, 'p99')?.note).toBe('seed 1; left out: 1.5 s in which the harness was late, with 12 operations');
    expect(limit(judged, 'min-ok')?.note).toBe('seed 1');
  });

  it('never hide a violation, nor are they one', () => {
    expect(limited({ minOk: 5000 }, [violationOf('kv', 1, 'linearizability')])).toMatchObject({ outcome: 'violation', exitCode: 1 });
    expect(limited({ minOk: 5000 }, [runOf('kv', 1, { outcome: 'inconclusive' })])).toMatchObject({
      outcome: 'violation',
      violated: 'limit',
      exitCode: 1,
    });
  });

  it('that are none are not said to hold', () => {
    const judged = limited({}, [runOf('kv', 1)]);
    const words = describeCampaign({ summary: { ...judged, runs: [runOf('kv', 1)] }, reasons: [] });
    expect(words).toBe('Nothing wrong was found in 1 run; the gate sets no limit');
  });

  it('are none where the suite asks for none', () => {
    expect(judge([{ name: 'kv', planned: whole(1) }], [runOf('kv', 1)])).toEqual({ outcome: 'pass', exitCode: 0 });
  });
});

describe('coverage', () => {
  it('is over all runs of the entry', () => {
    const runs = [withFigures(1, { rules: ['a', 'b'] }), withFigures(2, { rules: ['b', 'c'] })];
    expect(limit(limited({ coverage: { rules: 3 } }, runs), 'coverage-rules')).toMatchObject({ state: 'met', measured: '3 rules' });
    expect(limited({ coverage: { rules: 4 } }, runs).violated).toBe('limit');
  });

  it('counts faults in force, without those that were merged', () => {
    const faults = [faultReport('a'), faultReport('b', 'idle'), faultReport('c', 'merged'), faultReport('d')];
    const share = (faultsInForce: number) => limited({ coverage: { faultsInForce } }, [runOf('kv', 1, { faults })]);
    expect(limit(share(0.66), 'coverage-faults')).toMatchObject({ state: 'met', measured: '66.66 % (2 of 3 faults)' });
    expect(share(0.67).violated).toBe('limit');
    expect(limited({ coverage: { faultsInForce: 0.1 } }, [runOf('kv', 1, { faults: [] })]).outcome).toBe('inconclusive');
  });

  it('counts no stop of the core phase, which is in force by itself', () => {
    const faults = [faultReport('a', 'idle'), { ...faultReport('core-n3'), ofCore: true } as const];
    const judged = limited({ coverage: { faultsInForce: 0.5 } }, [runOf('kv', 1, { faults })]);
    expect(limit(judged, 'coverage-faults')).toMatchObject({ state: 'failed', measured: '0 % (0 of 1 fault)' });
    expect(limited({ coverage: { faultsInForce: 0.5 } }, [runOf('kv', 1, { faults: faults.slice(1) })]).outcome).toBe('inconclusive');
  });

  it('is left to merge where other shards hold the rest', () => {
    const judged = limited({ coverage: { rules: 3, faultsInForce: 0.5 } }, [runOf('kv', 1)], { all: 4, here: 1 });
    expect(judged.outcome).toBe('pass');
    expect(judged.gate?.slice(1).map(({ state }) => state)).toEqual(['deferred', 'deferred']);
    const reached = limited({ coverage: { rules: 2 } }, [runOf('kv', 1)], { all: 4, here: 1 });
    expect(limit(reached, 'coverage-rules')?.state).toBe('met');
  });
});

describe('an expected violation', () => {
  const control = (planned = whole(2), checkers?: readonly string[]): GatedEntry => ({
    name: 'control',
    planned,
    expect: checkers === undefined ? {} : { checkers },
  });

  it('is none where nodes only died, unless that is what is named', () => {
    const died = violationOf('control', 1, 'crashes');
    expect(new Gate([control(whole(1))]).add(died).outcome).toBe('violation');
    expect(new Gate([control(whole(1), ['crashes'])]).add(died).outcome).toBe('pass');
    const both = { ...died, checkers: { ...died.checkers, linearizability: { verdict: 'invalid' } } } as const;
    expect(new Gate([control(whole(1))]).add(both).outcome).toBe('pass');
    // A stored violation that nobody saw is somebody's edit.
    expect(new Gate([control(whole(1), ['linearizability'])]).add({ ...died, checkers: {} }).outcome).toBe('violation');
  });

  it('is a pass with a note where one run finds it', () => {
    const gate = new Gate([control()]);
    const runs = [runOf('control', 1), violationOf('control', 2, 'linearizability')].map((run) => gate.add(run));
    expect(runs.map(({ outcome, run }) => [outcome, run.outcome, run.expected])).toEqual([
      ['pass', 'pass', undefined],
      ['pass', 'violation', true],
    ]);
    const judged = judgeCampaign(
      gate,
      runs.map(({ outcome }) => outcome),
    );
    expect(judged).toMatchObject({ outcome: 'pass', exitCode: 0 });
    expect(limit(judged, 'expected-violation')).toMatchObject({
      state: 'met',
      measured: 'found in 1 of 2 runs',
      note: 'seed 2, by linearizability',
    });
    expect(limit(judged, 'no-violation')?.state).toBe('met');
  });

  it('fails the gate where none does, also if that was not proven', () => {
    for (const outcome of ['pass', 'inconclusive'] as const) {
      const judged = judge([control()], [runOf('control', 1, { outcome }), runOf('control', 2)]);
      expect(judged).toMatchObject({ outcome: 'violation', violated: 'limit', exitCode: 1 });
      expect(limit(judged, 'expected-violation')).toMatchObject({ state: 'failed', measured: 'found in 0 of 2 runs' });
    }
  });

  it('hides no violation of another entry, or that another checker sees', () => {
    const other = judge(
      [control(whole(1)), { name: 'kv', planned: whole(1) }],
      [violationOf('control', 1, 'x'), violationOf('kv', 1, 'x')],
    );
    expect(other).toMatchObject({ outcome: 'violation', exitCode: 1 });
    expect(limit(other, 'no-violation')).toMatchObject({ state: 'failed', measured: '1 in 2 runs', note: 'kv seed 1' });
    const entry = control(whole(1), ['linearizability']);
    expect(judge([entry], [violationOf('control', 1, 'linearizability')]).outcome).toBe('pass');
    expect(judge([entry], [violationOf('control', 1, 'linearizability', 'crashes')]).outcome).toBe('violation');
    expect(judge([entry], [violationOf('control', 1, 'crashes')]).outcome).toBe('violation');
  });

  it('is not missing before all runs were there', () => {
    expect(limit(judge([control()], [runOf('control', 1)]), 'expected-violation')?.state).toBe('unmeasured');
    expect(limit(judge([control({ all: 3, here: 1 })], [runOf('control', 1)]), 'expected-violation')?.state).toBe('deferred');
  });

  it('does not make a broken run a good one', () => {
    expect(judge([control()], [runOf('control', 1, { outcome: 'broken' }), violationOf('control', 2, 'x')]).outcome).toBe('broken');
  });

  it('has no limits: how fast a wrong system is says nothing', () => {
    const judged = judge([{ ...control(whole(1)), limits: { minOk: 1_000_000 } }], [violationOf('control', 1, 'x')]);
    expect(judged.outcome).toBe('pass');
    expect(limit(judged, 'min-ok')).toBeUndefined();
  });
});

describe('a baseline', () => {
  const stored = { world: 'local', runs: 5, p99Ms: 100, recoveryMs: 200, okCount: 1000, availabilityDuringFaults: 0.96 };
  const ratios = { file: 'b.json', p99: 1.5, recovery: 2, ok: 0.8, availabilityDuringFaults: 0.95, named: [] };
  const compare = (runs: readonly RunSummary[], baseline: GatedEntry['baseline'] = stored, planned = whole(runs.length)) =>
    judge([{ name: 'kv', planned, limits: { baseline: ratios }, ...(baseline === undefined ? {} : { baseline }) }], runs);

  it('is compared with the median, by ratio', () => {
    const judged = compare([withFigures(1, { p99Ms: 100 }), withFigures(2, { p99Ms: 150 }), withFigures(3, { p99Ms: 9000 })]);
    expect(judged.outcome).toBe('pass');
    expect(limit(judged, 'baseline-p99')).toMatchObject({
      measured: '150 ms (1.50 times)',
      allowed: 'at most 1.5 times the stored 100 ms',
    });
    const slower = compare([withFigures(1, { p99Ms: 151 })]);
    expect(limit(slower, 'baseline-p99')).toMatchObject({ state: 'failed', measuredValue: 151, allowedValue: 150 });
    expect(slower.violated).toBe('limit');
    expect(limit(compare([withFigures(1, { okCount: 799, p99Ms: 1 })]), 'baseline-ok')?.state).toBe('failed');
  });

  it('that lacks a figure, or is met by none, proves nothing', () => {
    expect(limit(compare([withFigures(1, { p99Ms: 10 })], { ...stored, recoveryMs: null }), 'baseline-recovery')?.state).toBe('unmeasured');
    expect(limit(compare([withFigures(1, { p99Ms: null })]), 'baseline-p99')?.state).toBe('unmeasured');
    const none = { p99Ms: 100, recovery: { ...goodFigures.recovery, longestMs: null } };
    const neither = compare([withFigures(1, none)], { ...stored, recoveryMs: null });
    expect([limit(neither, 'baseline-recovery'), neither.outcome]).toEqual([undefined, 'pass']);
    // Unless that is what the suite asks for.
    const limits = { baseline: { ...ratios, named: ['recovery' as const] } };
    const named = judge([{ name: 'kv', planned: whole(1), limits, baseline: { ...stored, recoveryMs: null } }], [withFigures(1, none)]);
    expect([limit(named, 'baseline-recovery')?.state, named.outcome]).toEqual(['unmeasured', 'inconclusive']);
    // Nothing can be less than nothing.
    expect(limit(compare([withFigures(1, { okCount: 0 })], { ...stored, okCount: 0 }), 'baseline-ok')?.state).toBe('unmeasured');
    expect(judge([{ name: 'kv', planned: whole(1), limits: { baseline: ratios } }], [withFigures(1, {})]).outcome).toBe('inconclusive');
  });

  it('is left to merge where other shards hold the rest', () => {
    expect(limit(compare([runOf('kv', 1)], stored, { all: 2, here: 1 }), 'baseline-ok')?.state).toBe('deferred');
  });
});
