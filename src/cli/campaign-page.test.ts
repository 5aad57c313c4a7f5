import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CampaignPage } from '../report/index.ts';
import { makeFolder, runCli, startCli } from './test-cli.ts';
import { writeSuite } from './test-suites.ts';

const folder = makeFolder();
afterAll(() => folder.remove());
const under = (...parts: string[]): string => join(folder.path, ...parts);

/** What the page of a campaign holds, read out of it as a browser does. */
function readPage(file: string): CampaignPage {
  const [, packed = ''] = /<template id="data">([^<]*)<\/template>/.exec(readFileSync(under(file), 'utf8')) ?? [];
  return JSON.parse(gunzipSync(Buffer.from(packed, 'base64')).toString()) as CampaignPage;
}

/** Runs whose link leads to a file. */
function linkedRuns(file: string): string[] {
  return readPage(file).rows.flatMap(({ entry, seed, link }) =>
    link !== undefined && existsSync(join(dirname(under(file)), decodeURIComponent(link))) ? [`${entry} ${seed}`] : [],
  );
}

function pageNamed(text: string): string {
  return /^ {2}all runs {4}(\S+\.html)$/m.exec(text)?.[1] ?? expect.fail(`no page is named in:\n${text}`);
}

describe('the page of several runs', () => {
  let page = '';
  beforeAll(async () => {
    const entries = [
      '{ name: good, seeds: 1..2, matrix: { nodes: [3, 5] } }',
      '{ name: known, seeds: 7, bug: stale-read, expect: violation }',
      '{ name: bad, seeds: 7, bug: stale-read }',
    ];
    const suite = writeSuite(folder.path, 'several', entries, ['gate: { minOk: 1 }']);
    const { code, stdout } = await runCli(folder.path, 'run', suite, '--world', 'simulated');
    expect(code).toBe(1);
    page = pageNamed(stdout);
  });

  it('lies beside the file of the campaign, and the last lines name it', () => {
    expect(page).toMatch(/^results\/several\/\d{8}T\d{6}\.\d{3}Z\.campaign\.html$/);
    expect(existsSync(under(page.replace(/html$/, 'json')))).toBe(true);
  });

  it('tells the worst thing found in the words of that run, and links every run to its own page', () => {
    const { headline, missing, runCount, controls, grids, counts, gate } = readPage(page);
    expect(headline).toMatch(/^Not linearizable: .* of k\d.*, in several-bad seed 7$/);
    expect([missing, runCount]).toEqual([[], 6]);
    expect(counts).toMatchObject({ violation: 1, expected: 1, pass: 4 });
    expect(controls).toMatchObject([{ entry: 'several-known', found: 1, state: 'met' }]);
    expect(grids.map(({ name, columnKey, columns }) => [name, columnKey, columns])).toEqual([['several-good', 'nodes', ['3', '5']]]);
    expect(gate.map(({ limit }) => limit)).toContain('min-ok');
    expect(linkedRuns(page)).toHaveLength(6);
  });

  it('is built anew by `report`, from its file or by its name, as it was', async () => {
    const before = readFileSync(under(page), 'utf8');
    rmSync(under(page));
    for (const name of [page, page.replace(/html$/, 'json')]) {
      const { code, stdout } = await runCli(folder.path, 'report', name);
      expect([code, relative(folder.path, stdout.trim())]).toEqual([0, page]);
      expect(readFileSync(under(page), 'utf8')).toBe(before);
    }
    const refused = await runCli(folder.path, 'report', page, '--export', 'csv');
    expect([refused.code, refused.stderr]).toEqual([254, expect.stringContaining('name the folders of the runs')]);
    expect((await runCli(folder.path, 'report', 'results/several/none.campaign.json')).code).toBe(254);
  });

  it('is what `merge --out` and `--reporter html` write, with links from where they lie', async () => {
    const merged = await runCli(folder.path, 'merge', 'results', '--out', 'deep/merged', '--reporter', 'text,html=flat.html');
    expect([merged.code, pageNamed(merged.stdout)]).toEqual([1, 'deep/merged/index.html']);
    for (const file of ['deep/merged/index.html', 'flat.html']) {
      expect(linkedRuns(file)).toHaveLength(6);
      expect(readPage(file).headline).toBe(readPage(page).headline);
    }
    expect((await runCli(folder.path, 'merge', 'results', '--reporter', 'html')).code).toBe(254);
    expect((await runCli(folder.path, 'merge', 'results', '--open')).code).toBe(254);
  });

  it('goes with its campaign when that is cleaned away', async () => {
    await runCli(folder.path, 'clean', '--keep', '0');
    expect(existsSync(under(page))).toBe(false);
  });
});

describe('--open', () => {
  it('opens the page over several runs, the report of a single one, and says so where there is none', async () => {
    const bin = under('bin');
    mkdirSync(bin, { recursive: true });
    for (const opener of ['xdg-open', 'open'])
      writeFileSync(join(bin, opener), `#!/bin/sh\nprintf '%s\\n' "$1" >> '${under('opened')}'\n`, { mode: 0o755 });
    const open = (...args: string[]) =>
      startCli(folder.path, [...args, '--open', '--results', 'open'], { PATH: `${bin}:${process.env['PATH'] ?? ''}` }).ended;
    const [two, one] = [
      writeSuite(folder.path, 'two', ['{ name: good, seeds: 1..2 }']),
      writeSuite(folder.path, 'one', ['{ name: good, seeds: 1 }']),
    ];
    expect((await open('run', two, '--world', 'simulated')).code).toBe(0);
    expect((await open('run', one, '--world', 'simulated')).code).toBe(0);
    const [first = '', second = '', ...more] = readFileSync(under('opened'), 'utf8').trim().split('\n');
    expect(first).toMatch(/^open\/two\/\S+\.campaign\.html$/);
    expect(second).toMatch(/open\/one-good\/\S+\/report\.html$/);
    expect(more).toEqual([]);
    expect((await open('sim', '--seeds', '1..2', '--time-limit', '2')).stderr).toContain('there is no page to open');
  });
});

describe('what was not run', () => {
  it('is said on the page: runs behind --bail, and shards that are not there', async () => {
    const suite = writeSuite(folder.path, 'bailed', ['{ name: bad, seeds: 7..12, bug: stale-read }']);
    const { stdout } = await runCli(folder.path, 'run', suite, '--world', 'simulated', '--bail', '--results', 'bailed');
    expect(readPage(pageNamed(stdout)).missing).toEqual([
      'it ended behind 1 run that did not pass (--bail): 5 runs were not carried out',
      'bailed-bad: 1 of 6 runs ran',
    ]);
    const good = writeSuite(folder.path, 'cut', ['{ name: good, seeds: 1..4 }']);
    const part = await runCli(folder.path, 'run', good, '--world', 'simulated', '--shard', '1/2', '--results', 'part');
    expect(readPage(pageNamed(part.stdout))).toMatchObject({ shard: '1/2', missing: [], runCount: 2 });
    await runCli(folder.path, 'merge', 'part', '--out', 'whole');
    expect(readPage('whole/index.html').missing).toEqual([
      'cut: shard 2/2 is missing: its runs are not judged',
      'cut-good: 2 of 4 runs ran',
    ]);
  });
});

describe('no page', () => {
  it('is made of one run, which has its own', async () => {
    const suite = writeSuite(folder.path, 'single', ['{ name: good, seeds: 1 }']);
    const { stdout } = await runCli(folder.path, 'run', suite, '--world', 'simulated', '--results', 'single');
    expect(stdout).not.toContain('all runs');
    expect(readdirSync(under('single', 'single')).filter((name) => name.endsWith('.html'))).toEqual([]);
  });
});

describe('the page of a campaign of many seeds', () => {
  it('is there where a run was kept, lists them all, and its command names it', async () => {
    const args = ['sim', '--bug', 'stale-read', '--seeds', '1..6', '--keep-going', '--results', 'sim'];
    const { code, stdout } = await runCli(folder.path, ...args);
    expect(code).toBe(1);
    const { rows, groups, coverage, headline, missing } = readPage(pageNamed(stdout));
    expect(rows.map(({ seed }) => seed).sort()).toEqual([1, 2, 3, 4, 5, 6]);
    expect(groups.reduce((sum, { count }) => sum + count, 0)).toBe(rows.filter(({ state }) => state !== 'pass').length);
    expect(coverage.faults.length).toBeGreaterThan(2);
    expect(coverage.rules.find(({ name }) => name === 'election-safety')).toEqual({ name: 'election-safety', runs: 6 });
    expect(missing).toEqual([]);
    expect(stdout).toMatch(/^VIOLATION {2}Seed \d: Not linearizable: /m);
    expect(headline).toMatch(/^Not linearizable: /);
    // It left no file that a later merge would take for the newest campaign.
    expect((await runCli(folder.path, 'merge', 'sim')).code).toBe(254);
  });

  it('is not there where everything passed', async () => {
    expect((await runCli(folder.path, 'sim', '--seeds', '1..4', '--time-limit', '2', '--results', 'fine')).stdout).not.toContain(
      'all runs',
    );
    expect(existsSync(under('fine'))).toBe(false);
  });
});
