import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CampaignRecord, campaignFormat } from '../core/index.ts';
import {
  campaignPageOf,
  cleanCampaigns,
  findCampaign,
  freeCampaignPage,
  hasCampaigns,
  listCampaignPages,
  readCampaigns,
  startBehind,
  writeCampaign,
  writeCampaignPage,
} from './index.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'faultline campaigns '));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function record(minute: number, more: Partial<CampaignRecord> = {}): CampaignRecord {
  return {
    format: campaignFormat,
    build: '0.1.0+x',
    kind: 'run',
    suite: 'nightly',
    startedAt: `2026-11-21T06:${minute}:25.123Z`,
    definition: 'def',
    selection: 'abc',
    entries: [],
    plannedCount: more.summary?.runs.length ?? 0,
    left: [],
    summary: { outcome: 'pass', exitCode: 0, runs: [] },
    ...more,
  };
}

describe('campaigns', () => {
  it('are read back newest first, and their runs are found where the results folder is now', () => {
    const root = join(folder, 'results');
    const dir = join(root, 'nightly-kv', '20261121T063725.123Z-7');
    const run = { seed: 7, outcome: 'pass', checkers: {}, ops: { ok: 1, fail: 0, info: 0 }, faults: [], reproduce: '', dir } as const;
    writeCampaign(root, record(37, { summary: { outcome: 'pass', exitCode: 0, runs: [run] } }));
    writeCampaign(root, record(38, { shard: { index: 2, count: 3 } }));
    writeCampaign(root, record(38, { shard: { index: 2, count: 3 } }));
    expect(readdirSync(join(root, 'nightly')).sort()).toEqual([
      '20261121T063725.123Z.campaign.json',
      '20261121T063825.123Z-shard-2-of-3-2.campaign.json',
      '20261121T063825.123Z-shard-2-of-3.campaign.json',
    ]);
    const moved = join(folder, 'elsewhere');
    renameSync(root, moved);
    const read = readCampaigns(moved);
    expect(read.map(({ record: { startedAt } }) => startedAt.slice(14, 16))).toEqual(['38', '38', '37']);
    expect(read[2]?.record.summary.runs[0]?.dir).toBe(join(moved, 'nightly-kv', '20261121T063725.123Z-7'));
  });

  it('begin behind all that lie there, also where the clock went back', () => {
    const at = (minute: number): Date => new Date(record(minute).startedAt);
    expect(startBehind(folder, 'nightly', at(37))).toEqual(at(37));
    writeCampaign(folder, record(38, { shard: { index: 2, count: 3 } }));
    expect(startBehind(folder, 'nightly', at(39))).toEqual(at(39));
    for (const minute of [37, 38]) expect(startBehind(folder, 'nightly', at(minute)).toISOString()).toBe('2026-11-21T06:38:25.124Z');
    expect(startBehind(folder, 'other', at(37))).toEqual(at(37));
  });

  it('are none where there is nothing, and refused where they are something else', () => {
    expect([readCampaigns(join(folder, 'none')), hasCampaigns(folder)]).toEqual([[], false]);
    mkdirSync(join(folder, 'nightly'));
    for (const text of [
      '{',
      '{}',
      '{"format":1}',
      '{"format":2}',
      JSON.stringify({ ...record(37), summary: { runs: [{ outcome: 'fine' }] } }),
      JSON.stringify({ ...record(37), left: undefined }),
      JSON.stringify({ ...record(37), left: [{}] }),
      JSON.stringify({ ...record(37), entries: [{}] }),
    ]) {
      writeFileSync(join(folder, 'nightly', 'x.campaign.json'), text);
      expect(() => readCampaigns(folder)).toThrow(expect.objectContaining({ exitCode: 254 }));
    }
  });

  it('are cleaned away but for the newest, with folders that hold nothing else', () => {
    for (const minute of [37, 38, 39]) writeCampaign(folder, record(minute));
    writeCampaign(folder, record(36, { suite: 'other' }));
    mkdirSync(join(folder, 'nightly', '20261121T063725.123Z-7'));
    cleanCampaigns(folder, 1);
    expect(readCampaigns(folder).map(({ record: { startedAt } }) => startedAt)).toEqual(['2026-11-21T06:39:25.123Z']);
    expect(existsSync(join(folder, 'other'))).toBe(false);
    cleanCampaigns(folder, 0);
    expect(readdirSync(join(folder, 'nightly'))).toEqual(['20261121T063725.123Z-7']);
  });
});

describe('pages of campaigns', () => {
  it('lie beside their files, are listed newest first, and go with them', () => {
    const file = writeCampaign(folder, record(37));
    writeCampaignPage(campaignPageOf(file), '<p>old</p>');
    const alone = freeCampaignPage(folder, { suite: 'other', startedAt: record(38).startedAt });
    writeCampaignPage(alone, '<p>alone</p>');
    expect(listCampaignPages(folder)).toEqual([
      { suite: 'other', name: '20261121T063825.123Z.campaign.html' },
      { suite: 'nightly', name: '20261121T063725.123Z.campaign.html' },
    ]);
    cleanCampaigns(folder, 1);
    expect(listCampaignPages(folder).map(({ suite }) => suite)).toEqual(['other']);
    expect(existsSync(join(folder, 'nightly'))).toBe(false);
  });

  it('take no name that a page has already', () => {
    const first = freeCampaignPage(folder, record(37));
    writeCampaignPage(first, '');
    expect(freeCampaignPage(folder, record(37))).not.toBe(first);
    expect(campaignPageOf(writeCampaign(folder, record(37)))).not.toBe(first);
  });

  it('name their campaign, as its file does', () => {
    const file = writeCampaign(folder, record(37, { leftBecause: 'it was interrupted' }));
    for (const reference of [file, campaignPageOf(file)])
      expect(findCampaign(reference)).toMatchObject({ file, root: folder, record: { leftBecause: 'it was interrupted' } });
    expect(findCampaign('latest')).toBeUndefined();
    expect(() => findCampaign(join(folder, 'none.campaign.html'))).toThrow(expect.objectContaining({ exitCode: 254 }));
  });

  it('are made of nothing that is no campaign: each part is looked at before it is believed', () => {
    mkdirSync(join(folder, 'nightly'), { recursive: true });
    const file = join(folder, 'nightly', 'x.campaign.json');
    const run = { seed: 7, outcome: 'pass', checkers: {}, ops: { ok: 1, fail: 0, info: 0 }, faults: [], reproduce: '' };
    const entry = { name: 'kv', planned: { all: 1, here: 1 }, place: { of: 'kv', values: [{ key: 'nodes', value: '3' }] } };
    const whole = { ...record(37), entries: [entry], summary: { outcome: 'pass', exitCode: 0, runs: [run] } };
    const read = (value: object): unknown => {
      writeFileSync(file, JSON.stringify(value));
      return findCampaign(file);
    };
    expect(read(whole)).toBeDefined();
    const ofRun = (wrong: object) => ({ ...whole, summary: { ...whole.summary, runs: [{ ...run, ...wrong }] } });
    for (const wrong of [
      ...[{ dir: 3 }, { headline: {} }, { leading: 'x' }, { leading: { rule: 3, checker: 'x' } }, { reproduce: undefined }].map(ofRun),
      ...[{ checkers: { a: null } }, { ops: {} }, { faults: [null] }, { figures: { rules: 3 } }, { durationMs: 'long' }].map(ofRun),
      ...[
        { startedAt: 'today' },
        { left: [3] },
        { plannedCount: undefined },
        { leftBecause: 3 },
        { entries: [{ name: 'kv' }] },
        { shard: {} },
      ].map((part) => ({ ...whole, ...part })),
      ...[{ expect: [] }, { expect: { checkers: 3 } }, { limits: [] }, { limits: { p99Ms: '1' } }, { limits: { coverage: 3 } }].map(
        (part) => ({
          ...whole,
          entries: [{ ...entry, ...part }],
        }),
      ),
      { ...whole, entries: [{ ...entry, place: { of: 'kv', values: [null] } }] },
      ...[{ outcome: 'fine' }, { gate: [{}] }, { error: 'x' }, { reasons: [3] }].map((part) => ({
        ...whole,
        summary: { ...whole.summary, ...part },
      })),
    ])
      expect(() => read(wrong), JSON.stringify(wrong)).toThrow(expect.objectContaining({ exitCode: 254 }));
  });
});
