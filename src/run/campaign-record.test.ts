import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readCampaigns } from '../store/index.ts';
import { type CampaignKeeper, openCampaignRecord } from './campaign-record.ts';
import { runOf } from './gate/test-histories.ts';

let root = '';
let keeper: CampaignKeeper;
const planned = [1, 2, 3].map((seed) => ({ plan: 'kv', seed }));

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'faultline record '));
  const gated = [{ name: 'kv', planned: { all: 3, here: 3 } }];
  keeper = openCampaignRecord(root, { kind: 'run', suite: 's', startedAt: new Date(), definition: 'd', selection: 'e', gated, planned });
});
afterEach(() => rmSync(root, { recursive: true }));

const stored = () => readCampaigns(root)[0]?.record;

describe('the record of a campaign', () => {
  it('says before the first run that nothing of it ran', () => {
    expect(stored()).toMatchObject({
      plannedCount: 3,
      left: planned,
      leftBecause: 'it did not come to its end',
      summary: { outcome: 'inconclusive', runs: [] },
    });
  });

  it('has at once what did not pass, and in the end all', () => {
    keeper.keep([runOf('kv', 1, { outcome: 'violation' })]);
    expect(stored()).toMatchObject({ left: planned.slice(1), summary: { runs: [{ seed: 1, outcome: 'violation' }] } });
    const summary = { outcome: 'violation', exitCode: 1, runs: planned.map(({ seed }) => runOf('kv', seed)) } as const;
    expect(keeper.close(summary, [], undefined)).toBe(summary);
    expect(stored()).toMatchObject({ left: [], summary: { outcome: 'violation' } });
    expect(stored()).not.toHaveProperty('leftBecause');
    expect(readdirSync(join(root, 's'))).toHaveLength(1);
  });

  it('is there again where it was cleaned away meanwhile', () => {
    rmSync(join(root, 's'), { recursive: true });
    keeper.keep([runOf('kv', 1, { outcome: 'broken' })]);
    expect(stored()?.summary.runs).toHaveLength(1);
  });

  it('that cannot be written makes a campaign broken, and hides no violation', () => {
    rmSync(join(root, 's'), { recursive: true });
    writeFileSync(join(root, 's'), 'a file where a folder must be');
    expect(() => keeper.keep([runOf('kv', 1, { outcome: 'violation' })])).not.toThrow();
    const runs = [runOf('kv', 1)];
    expect(keeper.close({ outcome: 'violation', exitCode: 1, runs }, [], undefined)).toMatchObject({ outcome: 'violation', exitCode: 1 });
    expect(keeper.close({ outcome: 'pass', exitCode: 0, runs }, [], undefined)).toMatchObject({
      outcome: 'broken',
      exitCode: 255,
      error: { code: 'results-unwritable' },
    });
  });
});
