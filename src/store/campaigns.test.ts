import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CampaignRecord, campaignFormat } from '../core/index.ts';
import { cleanCampaigns, hasCampaigns, readCampaigns, writeCampaign } from './index.ts';

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
