import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runsPage } from '../html/runs-page.ts';
import { parseQuery, search, standingOf } from './query.ts';
import { RunIndex } from './run-index.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'faultline-index-'));
});

afterEach(() => rmSync(root, { recursive: true }));

function store(number: number, verdict: string | undefined, plan = 'smoke'): string {
  const dir = join(root, plan, `20261121T0637${String(number).padStart(2, '0')}.000Z-${number}`);
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, 'plan.json'), '{}');
  if (verdict !== undefined) writeFileSync(join(dir, 'verdict.json'), JSON.stringify({ outcome: verdict }));
  return dir;
}

/** As if nothing had changed in it for a while. */
function settle(dir: string): void {
  const longAgo = new Date(Date.now() - 60_000);
  utimesSync(dir, longAgo, longAgo);
}

async function read(index: RunIndex) {
  await index.refresh();
  return index.listing.runs.map(({ seed, outcome }) => `${seed} ${outcome ?? 'none'}`);
}

describe('the runs that are there', () => {
  it('are listed newest first, and looked up by name alone', async () => {
    for (const number of [3, 1, 2]) store(number, 'pass');
    const index = new RunIndex(root);
    expect(await read(index)).toEqual(['3 pass', '2 pass', '1 pass']);
    expect(index.find('smoke', '20261121T063702.000Z-2')?.seed).toBe(2);
    for (const [plan, name] of [
      ['smoke', '..'],
      ['..', 'smoke'],
      ['__proto__', 'x'],
      ['', ''],
      ['smoke', '20261121T063702.000Z-2/'],
    ] as const)
      expect(index.find(plan, name)).toBeUndefined();
  });

  it('are read once more only when their folder has changed', async () => {
    const [kept, changed] = [store(1, 'pass'), store(2, undefined)];
    settle(kept);
    settle(changed);
    const index = new RunIndex(root);
    expect(await read(index)).toEqual(['2 none', '1 pass']);
    // A file that is written over in place changes no folder: nothing of ours does that.
    writeFileSync(join(kept, 'verdict.json'), '{"outcome":"broken"}');
    writeFileSync(join(changed, 'verdict.json'), '{"outcome":"violation"}');
    store(3, 'pass', 'other');
    await expect.poll(() => read(index), { timeout: 10_000 }).toEqual(['3 pass', '2 violation', '1 pass']);
    rmSync(join(root, 'smoke'), { recursive: true });
    await expect.poll(() => read(index), { timeout: 10_000 }).toEqual(['3 pass']);
  });

  it('say why they could not be judged, and which violation the suite expects', async () => {
    const write = (number: number, outcome: string, more: object): void =>
      writeFileSync(join(store(number, undefined), 'verdict.json'), JSON.stringify({ outcome, results: {}, faults: [], ...more }));
    write(1, 'broken', { reason: 'n1 did not become ready\nIts log is n1.log' });
    write(2, 'inconclusive', { results: { vacuity: { verdict: 'unknown', reason: 'only 8 operations\nsucceeded', findings: [] } } });
    write(3, 'violation', { expected: true, results: { mine: { verdict: 'invalid', reason: 'found', findings: [] } } });
    write(4, 'pass', { expected: true });
    const index = new RunIndex(root);
    await index.refresh();
    expect(index.listing.runs.map((run) => [standingOf(run), run.headline])).toEqual([
      ['pass', 'The verdict is not whole'],
      ['expected', 'mine found a violation'],
      ['inconclusive', 'Vacuity: only 8 operations succeeded.'],
      ['broken', 'n1 did not become ready'],
    ]);
    const page = runsPage(root, index.listing, parseQuery(new URLSearchParams('outcome=expected'))).text;
    expect(page).toContain('violation, expected');
    expect(search(index.listing.runs, 'outcome:violation')).toHaveLength(1);
  });

  it('are no more than the limit, and the page says how many are left out', async () => {
    for (let number = 1; number <= 5; number += 1) store(number, 'pass');
    const index = new RunIndex(root, 3);
    expect(await read(index)).toEqual(['5 pass', '4 pass', '3 pass']);
    expect(index.listing.omitted).toBe(2);
    const page = runsPage(root, index.listing, parseQuery(new URLSearchParams())).text;
    expect(page).toContain('Only the newest 3 runs are shown; 2 older runs are left out.');
  });

  it('can be shown before all of them are read', () => {
    const listing = { runs: [], unread: 12_000, omitted: 0 };
    expect(runsPage(root, listing, parseQuery(new URLSearchParams())).text).toContain('0 runs are read, 12,000 are not yet');
  });
});
