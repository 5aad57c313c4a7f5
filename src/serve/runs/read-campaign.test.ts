import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { campaignsPage } from '../html/campaigns-page.ts';
import { readCampaign } from './read-campaign.ts';

const name = '20261121T063725.123Z.campaign.html';
let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'faultline-campaigns-'));
  mkdirSync(join(root, 'nightly'));
});

afterEach(() => rmSync(root, { recursive: true }));

function leave(text: string) {
  writeFileSync(join(root, 'nightly', name.replace('.html', '.json')), text);
  return readCampaign(root, { suite: 'nightly', name });
}

const run = { plan: 'kv', seed: 3, outcome: 'broken', headline: 'It failed', explanation: 'n1 is not ready\nSee n1.log', checkers: {} };

it('the list of campaigns says what came of each, of how many runs, and that it is a part', () => {
  const summary = { outcome: 'broken', exitCode: 2, part: '--grep <kv>', runs: [run] };
  leave(JSON.stringify({ plannedCount: 4, left: [{ plan: 'kv', seed: 4 }], summary }));
  const page = campaignsPage(root, [{ suite: 'nightly', name }], (each) => readCampaign(root, each)).text;
  expect(page).toContain('broken</span>');
  expect(page).toContain('>--grep &#60;kv&#62;</span>');
  expect(page).toContain('<td class="number">1 of 4</td>');
  expect(page).toMatch(/kv seed 3: n1 is not ready<\/td>/);
});

it('a file that is not whole is told as far as it goes', () => {
  expect(readCampaign(root, { suite: 'nightly', name })).toEqual({});
  for (const text of ['{"summary":', '[]', '{"summary":5}']) expect(leave(text)).toEqual({});
  expect(leave('{"left":[],"plannedCount":1,"summary":{"outcome":"pass","runs":[{}]}}')).toMatchObject({ outcome: 'pass', runCount: 1 });
  expect(leave('{"summary":{"outcome":"constructor","runs":[null]}}')).toEqual({ runCount: 1 });
});
