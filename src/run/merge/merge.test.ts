import { describe, expect, it } from 'vitest';
import { type CampaignRecord, campaignFormat, type RunSummary } from '../../core/index.ts';
import type { StoredCampaign } from '../../store/index.ts';
import { runOf } from '../gate/test-histories.ts';
import { chooseCampaigns } from './choose.ts';
import { mergeCampaigns } from './merge.ts';

let file = 0;

function stored(minute: number, more: Partial<CampaignRecord> = {}, runs: readonly RunSummary[] = [runOf('kv', minute)]): StoredCampaign {
  file += 1;
  const record: CampaignRecord = {
    format: campaignFormat,
    build: '0.1.0+x',
    kind: 'run',
    suite: 'nightly',
    startedAt: `2026-11-21T06:${minute}:00.000Z`,
    selection: 'abc',
    entries: [{ name: 'kv', planned: { all: 1, here: 1 } }],
    summary: { outcome: 'pass', exitCode: 0, runs },
    ...more,
  };
  return { record, file: `/r/${file}.campaign.json`, root: '/r' };
}

const shard = (minute: number, index: number, count: number, more: Partial<CampaignRecord> = {}) =>
  stored(minute, { shard: { index, count }, entries: [{ name: 'kv', planned: { all: count, here: 1 } }], ...more });

describe('which campaigns count', () => {
  it('the newest of a suite in each results folder, whatever older ones say', () => {
    const old = stored(10, {}, [runOf('kv', 1, { outcome: 'violation' })]);
    const elsewhere = { ...stored(11), root: '/other' };
    const newest = stored(12);
    const chosen = chooseCampaigns([old, newest, elsewhere]);
    expect(chosen.campaigns).toEqual(expect.arrayContaining([newest, elsewhere]));
    expect(chosen.older).toEqual([old]);
  });

  it('the newest of each shard, in order; of other numbers of shards none', () => {
    const again = shard(30, 2, 2);
    const chosen = chooseCampaigns([shard(20, 2, 2), again, shard(21, 1, 2), shard(10, 3, 3), stored(15)]);
    expect(chosen.campaigns.map(({ record }) => record.shard?.index)).toEqual([1, 2]);
    expect(chosen.campaigns[1]).toBe(again);
    expect([chosen.older.length, chosen.missing]).toEqual([3, []]);
  });

  it('suites beside each other, and `sim` beside `run`', () => {
    const all = [stored(10), stored(11, { suite: 'other' }), stored(12, { kind: 'sim' })];
    expect(chooseCampaigns(all).campaigns).toHaveLength(3);
  });

  it('never a shard of another build or other runs', () => {
    const mixed = (more: Partial<CampaignRecord>) => () => chooseCampaigns([shard(10, 1, 2), shard(11, 2, 2, more)]);
    expect(mixed({ selection: 'def' })).toThrow('they select different runs');
    expect(mixed({ selection: 'def', build: '0.2.0+y' })).toThrow('they are of builds 0.1.0+x and 0.2.0+y');
  });
});

describe('what they come to together', () => {
  it('is inconclusive where a shard left runs out, or is not there', () => {
    const empty = { summary: { outcome: 'pass', exitCode: 0, runs: [] } } as const;
    const left = mergeCampaigns(chooseCampaigns([shard(10, 1, 2), shard(11, 2, 2, empty)]));
    expect([left.summary.outcome, left.reasons]).toEqual(['inconclusive', ['nightly: shard 2/2 left 1 run out']]);
    const missing = mergeCampaigns(chooseCampaigns([shard(10, 1, 2)]));
    expect([missing.summary.exitCode, missing.reasons]).toEqual([2, ['nightly: shard 2/2 is missing: its runs are not judged']]);
  });

  it('is inconclusive where there is no run at all', () => {
    const none = stored(10, { entries: [], summary: { outcome: 'pass', exitCode: 0, runs: [] } });
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
