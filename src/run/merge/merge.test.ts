import { describe, expect, it } from 'vitest';
import { type CampaignRecord, campaignFormat, type RunSummary } from '../../core/index.ts';
import type { StoredCampaign } from '../../store/index.ts';
import { runOf } from '../gate/test-histories.ts';
import { chooseCampaigns } from './choose.ts';
import { mergeCampaigns } from './merge.ts';
import { outstandingRuns } from './outstanding.ts';

let file = 0;

function stored(minute: number, more: Partial<CampaignRecord> = {}, runs: readonly RunSummary[] = [runOf('kv', minute)]): StoredCampaign {
  file += 1;
  const record: CampaignRecord = {
    format: campaignFormat,
    definition: 'def',
    plannedCount: runs.length + (more.left?.length ?? 0),
    left: [],
    build: '0.1.0+x',
    kind: 'run',
    suite: 'nightly',
    startedAt: `2026-11-21T06:${minute}:00.000Z`,
    selection: 'abc',
    entries: [{ name: 'kv', planned: { all: runs.length, here: runs.length + (more.left?.length ?? 0) } }],
    summary: { outcome: 'pass', exitCode: 0, runs },
    ...more,
  };
  return { record, file: `/r/${file}.campaign.json`, root: '/r' };
}

const passed = (runs: readonly RunSummary[]) => ({ summary: { outcome: 'pass', exitCode: 0, runs } }) as const;

const shard = (minute: number, index: number, count: number, more: Partial<CampaignRecord> = {}) =>
  stored(minute, { shard: { index, count }, entries: [{ name: 'kv', planned: { all: count, here: 1 } }], ...more });

describe('which campaigns count', () => {
  it('the newest of a suite in each results folder, whatever older ones say', () => {
    const old = stored(10, {}, [runOf('kv', 1, { outcome: 'violation' })]);
    const elsewhere = { ...stored(11), root: '/other' };
    const newest = stored(12);
    const chosen = chooseCampaigns([old, newest, elsewhere]);
    expect(chosen.lineages.flat()).toEqual(expect.arrayContaining([newest, elsewhere]));
    expect(chosen.older).toEqual([old]);
  });

  it('the newest of each shard, in order; of other numbers of shards none', () => {
    const again = shard(30, 2, 2);
    const chosen = chooseCampaigns([shard(20, 2, 2), again, shard(21, 1, 2), shard(10, 3, 3), stored(15)]);
    expect(chosen.lineages.flat().map(({ record }) => record.shard?.index)).toEqual([1, 2]);
    expect(chosen.lineages[1]?.[0]).toBe(again);
    expect([chosen.older.length, chosen.missing]).toEqual([3, []]);
  });

  it('suites beside each other, and `sim` beside `run`', () => {
    const all = [stored(10), stored(11, { suite: 'other' }), stored(12, { kind: 'sim' })];
    expect(chooseCampaigns(all).lineages).toHaveLength(3);
  });

  it('never a shard of another build or other runs', () => {
    const mixed = (more: Partial<CampaignRecord>) => () => chooseCampaigns([shard(10, 1, 2), shard(11, 2, 2, more)]);
    expect(mixed({ selection: 'def' })).toThrow('they select different runs');
    expect(mixed({ selection: 'def', build: '0.2.0+y' })).toThrow('(builds 0.2.0+y and 0.1.0+x)');
    expect(mixed({ definition: 'other' })).toThrow('the suite or the options differ');
  });
});

describe('what they come to together', () => {
  it('is inconclusive where a shard left runs out, or is not there', () => {
    const empty = { left: [{ plan: 'kv', seed: 7 }], leftBecause: 'it was interrupted', plannedCount: 1, ...passed([]) };
    const left = mergeCampaigns(chooseCampaigns([shard(10, 1, 2), shard(11, 2, 2, empty)]));
    expect([left.summary.outcome, left.reasons]).toEqual(['inconclusive', ['nightly: shard 2/2 left 1 run out: it was interrupted']]);
    const missing = mergeCampaigns(chooseCampaigns([shard(10, 1, 2)]));
    expect([missing.summary.exitCode, missing.reasons]).toEqual([2, ['nightly: shard 2/2 is missing: its runs are not judged']]);
  });

  it('is inconclusive where there is no run at all', () => {
    const none = stored(10, { entries: [] }, []);
    const { summary, reasons } = mergeCampaigns(chooseCampaigns([none]));
    expect([summary.outcome, reasons]).toEqual(['inconclusive', ['no run is in it: nothing is judged']]);
  });

  it('is refused where an entry is expected to fail in one campaign and not in another', () => {
    const control = stored(11, { suite: 'controls', entries: [{ name: 'kv', planned: { all: 1, here: 1 }, expect: {} }] });
    const real = stored(10, {}, [runOf('kv', 1, { outcome: 'violation', checkers: { linearizability: { verdict: 'invalid' } } })]);
    for (const both of [
      [control, real],
      [real, control],
    ])
      expect(() => mergeCampaigns(chooseCampaigns(both))).toThrow(expect.objectContaining({ code: 'merge-mismatch', exitCode: 254 }));
    const limited = (minute: number, p99Ms: number) => ({
      ...stored(minute, { entries: [{ name: 'kv', planned: { all: 1, here: 1 }, limits: { p99Ms } }] }),
      root: `/r${minute}`,
    });
    expect(() => mergeCampaigns(chooseCampaigns([limited(10, 5), limited(11, 5000)]))).toThrow('"kv"');
    expect(() => mergeCampaigns(chooseCampaigns([limited(10, 5), limited(11, 5)]))).not.toThrow();
    const figures = { world: 'local', runs: 1, p99Ms: 5, recoveryMs: null, okCount: 1, availabilityDuringFaults: null };
    const ratios = { p99: 1.5, recovery: 2, ok: 0.8, availabilityDuringFaults: 0.95, named: [] };
    const compared = (minute: number, p99Ms: number) => {
      const entry = { name: 'kv', planned: { all: 2, here: 1 }, limits: { baseline: { file: `/${minute}/b.json`, ...ratios } } };
      return shard(minute, minute - 9, 2, { entries: [{ ...entry, baseline: { ...figures, p99Ms } }] });
    };
    expect(() => mergeCampaigns(chooseCampaigns([compared(10, 5), compared(11, 5)]))).not.toThrow();
    // What each shard compares with is not what the whole would.
    expect(() => mergeCampaigns(chooseCampaigns([compared(10, 5), compared(11, 5000)]))).toThrow('"kv"');
  });

  it('is broken where one harness was, though its runs look well', () => {
    const error = { code: 'not-deterministic', message: 'Seed 7 was run twice and came out differently.' };
    const broken = stored(10, { summary: { outcome: 'broken', exitCode: 255, runs: [runOf('kv', 1)], error } });
    expect(mergeCampaigns(chooseCampaigns([broken])).summary).toMatchObject({ outcome: 'broken', exitCode: 255, error });
  });

  it('counts vacuous seeds of `sim` over the whole', () => {
    const vacuous = runOf('kv', 99, { outcome: 'inconclusive', vacuous: true, checkers: { vacuity: { verdict: 'unknown' } } });
    const seeds = (count: number) => Array.from({ length: count }, (_, i) => runOf('kv', i));
    const judge = (good: number) => {
      const entries = [{ name: 'kv', planned: { all: good + 1, here: good + 1 } }];
      return mergeCampaigns(chooseCampaigns([stored(10, { kind: 'sim', entries }, [...seeds(good), vacuous])])).summary.outcome;
    };
    expect([judge(19), judge(18)]).toEqual(['pass', 'inconclusive']);
  });

  it('takes an expectation that a shard met for no more than what it says', () => {
    const entries = [{ name: 'kv', planned: { all: 1, here: 1 } }];
    const told = runOf('kv', 1, { outcome: 'violation', expected: true });
    expect(mergeCampaigns(chooseCampaigns([stored(10, { entries }, [told])])).summary.outcome).toBe('violation');
  });
});

describe('campaigns that continue each other', () => {
  const entries = (all: number, here: number) => [{ name: 'kv', planned: { all, here } }];
  const begun = (runs: readonly RunSummary[], more: Partial<CampaignRecord> = {}) =>
    stored(10, { entries: entries(3, runs.length + (more.left?.length ?? 0)), ...more }, runs);
  const continued = (minute: number, runs: readonly RunSummary[], more: Partial<CampaignRecord> = {}) =>
    stored(minute, { continues: true, entries: entries(3, runs.length), ...more }, runs);
  const judge = (...campaigns: StoredCampaign[]) => mergeCampaigns(chooseCampaigns(campaigns));
  const seeds = (merged: ReturnType<typeof judge>) => merged.summary.runs.map(({ seed }) => seed);

  it('stand together, back to the newest that was whole', () => {
    const old = stored(10, { startedAt: '2026-11-21T05:10:00.000Z' }, [runOf('kv', 9, { outcome: 'violation' })]);
    const chosen = chooseCampaigns([old, begun([runOf('kv', 1)]), continued(12, [runOf('kv', 2)])]);
    expect(chosen.lineages.map((lineage) => lineage.map(({ record }) => record.startedAt.slice(14, 16)))).toEqual([['10', '12']]);
    expect(chosen.older).toEqual([old]);
  });

  it('fill what was left out, and what could not be judged', () => {
    const base = begun([runOf('kv', 1), runOf('kv', 2, { outcome: 'inconclusive' })], {
      left: [{ plan: 'kv', seed: 3 }],
      leftBecause: 'x',
    });
    const one = judge(base, continued(11, [runOf('kv', 3)]));
    expect([one.summary.outcome, seeds(one), one.reasons]).toEqual(['inconclusive', [1, 2, 3], []]);
    const both = judge(base, continued(11, [runOf('kv', 3)]), continued(12, [runOf('kv', 2)]));
    expect([both.summary.outcome, seeds(both)]).toEqual(['pass', [1, 3, 2]]);
  });

  it('take no violation back, and no pass', () => {
    const bad = judge(begun([runOf('kv', 1), runOf('kv', 2, { outcome: 'violation' })]), continued(11, [runOf('kv', 2)]));
    expect([bad.summary.outcome, seeds(bad)]).toEqual(['violation', [1, 2, 2]]);
    const worse = judge(begun([runOf('kv', 1)]), continued(11, [runOf('kv', 1, { outcome: 'broken' })]));
    expect([worse.summary.outcome, seeds(worse)]).toEqual(['broken', [1, 1]]);
  });

  it('are broken no more where the run that broke was judged later', () => {
    const error = { code: 'guard-failed', message: 'The guard did not stand ready.' };
    const broken = runOf('kv', 2, { outcome: 'broken' });
    const base = begun([runOf('kv', 1), broken], { summary: { outcome: 'broken', exitCode: 255, runs: [runOf('kv', 1), broken], error } });
    expect(judge(base).summary).toMatchObject({ outcome: 'broken', error });
    const { summary } = judge(base, continued(11, [runOf('kv', 2)]));
    expect([summary.outcome, summary.error]).toEqual(['pass', undefined]);
  });

  it('are refused where the suite changed in between, and one that was of other builds', () => {
    expect(() => judge(begun([runOf('kv', 1)]), continued(11, [runOf('kv', 1)], { definition: 'new' }))).toThrow(
      'the suite, the options or',
    );
    const other = { ...stored(12, { suite: 'other', build: '0.2.0+y' }), root: '/other' };
    expect(() => judge(begun([runOf('kv', 1)]), other)).toThrow('they are of different builds');
  });

  it('keep beside them the parts that were run behind, the newest of each', () => {
    const part = (minute: number, options: string, seed: number) => stored(minute, { part: options }, [runOf('kv', seed)]);
    const whole = begun([runOf('kv', 1, { outcome: 'violation' })]);
    const merged = judge(whole, part(11, '--grep a', 2), part(12, '--grep a', 3), part(13, '--grep b', 4));
    expect([merged.summary.outcome, seeds(merged), merged.summary.part]).toEqual(['violation', [1, 3, 4], undefined]);
    const parts = judge(part(11, '--grep a', 2), part(13, '--grep b', 4));
    expect([parts.summary.outcome, parts.summary.part]).toEqual(['pass', '--grep a; --grep b']);
  });

  it('never pass with a limit that waits for runs which are not there', () => {
    const few = [{ name: 'kv', planned: { all: 5, here: 1 }, limits: { coverage: { faultsInForce: 0.5 } } }];
    const merged = judge(stored(10, { entries: few, shard: { index: 1, count: 1 } }));
    expect([merged.summary.outcome, merged.summary.exitCode]).toEqual(['inconclusive', 2]);
    expect(merged.reasons[0]).toContain('not all of its runs are here');
  });
});

describe('what is outstanding', () => {
  it('is what did not pass the last time, and what never ran', () => {
    const first = stored(10, { left: [{ plan: 'kv', seed: 4 }] }, [
      runOf('kv', 1, { outcome: 'violation' }),
      runOf('kv', 2, { outcome: 'broken' }),
      runOf('kv', 3, { outcome: 'violation', expected: true }),
    ]);
    expect(outstandingRuns([first]).map(({ seed }) => seed)).toEqual([1, 2, 4]);
    const second = stored(11, { continues: true, left: [{ plan: 'kv', seed: 2 }] }, [runOf('kv', 1), runOf('kv', 4)]);
    expect(outstandingRuns([second, first]).map(({ seed }) => seed)).toEqual([2]);
  });

  it('is a seed of which one run of several failed, and every run of an entry whose limit does not hold', () => {
    const twice = stored(10, {}, [runOf('kv', 1, { outcome: 'violation' }), runOf('kv', 1), runOf('kv', 2)]);
    expect(outstandingRuns([twice])).toEqual([{ plan: 'kv', seed: 1 }]);
    for (const state of ['failed', 'unmeasured'] as const) {
      const gate = [{ limit: 'p99', entry: 'kv', state, measured: 'x', allowed: 'y' }] as const;
      const short = stored(10, { summary: { outcome: 'violation', exitCode: 1, runs: [runOf('kv', 1), runOf('other', 1)], gate } });
      expect(outstandingRuns([short])).toEqual([{ plan: 'kv', seed: 1 }]);
    }
  });
});
