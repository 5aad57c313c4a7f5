import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { CampaignSummary, RunSummary } from '../core/index.ts';
import { makeFolder, runCli } from './test-cli.ts';
import { writeSuite } from './test-suites.ts';

const folder = makeFolder();
afterAll(() => folder.remove());

async function run(
  suite: string,
  ...args: string[]
): Promise<{ code: number | null; stderr: string; summary: CampaignSummary; titles: string[] }> {
  const { code, stdout, stderr } = await runCli(folder.path, 'run', suite, '--world', 'simulated', '--reporter', 'json', ...args);
  const summary = JSON.parse(stdout) as CampaignSummary;
  return { code, stderr, summary, titles: titlesOf(summary.runs) };
}

function titlesOf(runs: readonly RunSummary[]): string[] {
  return runs.map(({ plan, seed }) => `${plan} ${seed}`);
}

/** What the program is given, behind its name. */
function asShellReads(command: string): string[] {
  const echo = `npx() { shift; printf '%s\\n' "$@"; }; ${command}`;
  return execFileSync('sh', ['-c', echo], { encoding: 'utf8' }).trimEnd().split('\n');
}

const mixed = () => writeSuite(folder.path, 'mixed', ['{ name: good, seeds: [1, 3..4] }', '{ name: bad, seeds: 7, bug: stale-read }']);

describe('what of a suite is run', () => {
  it('is all of it: seeds with both ends of a range, a matrix by its names', async () => {
    const suite = writeSuite(folder.path, 'matrix', [
      '{ name: m, seeds: 1..2, matrix: { nodes: [1, 3] }, nemesis: none, timeLimit: 500ms }',
    ]);
    const { titles } = await run(suite);
    expect(titles).toEqual(['matrix-m-nodes-1 1', 'matrix-m-nodes-1 2', 'matrix-m-nodes-3 1', 'matrix-m-nodes-3 2']);
  });

  it('is what patterns let through', async () => {
    const suite = mixed();
    const [some, inverted, refused] = await Promise.all([
      run(suite, '--grep', 'good seed [34]'),
      run(suite, '--grep', 'good', '--grep-invert', 'seed 3$'),
      run(suite, '--grep', '('),
    ]);
    expect(some.titles).toEqual(['mixed-good 3', 'mixed-good 4']);
    expect(inverted.titles).toEqual(['mixed-good 1', 'mixed-good 4']);
    expect(refused).toMatchObject({
      code: 254,
      stderr: expect.stringContaining('--grep: expected a regular expression'),
    });
  });

  it('is repeated as asked, and the same plan is the same run', async () => {
    const { summary } = await run(mixed(), '--grep', 'good seed 1', '--repeat', '3');
    expect(summary.runs).toHaveLength(3);
    expect(new Set(summary.runs.map(({ digest }) => digest)).size).toBe(1);
    expect(new Set(summary.runs.map(({ dir }) => dir)).size).toBe(3);
  });

  it('is one run alone by the command that it is told with, as a shell reads it and wherever it ran', async () => {
    const suite = writeSuite(folder.path, 'one', [
      '{ name: m, seeds: [1, 11], matrix: { rate: [0, 50] }, nemesis: none, timeLimit: 500ms }',
      '{ name: m-rate-0.5, seeds: 1, nemesis: none, timeLimit: 500ms }',
    ]);
    const { summary, titles } = await run(suite);
    expect(titles).toHaveLength(5);
    const words = summary.runs.map(({ reproduce }) => asShellReads(reproduce));
    expect(words.flat().filter((word) => word.includes('plan.json'))).toEqual([]);
    expect(words[0]?.slice(-2)).toEqual(['--grep', '^one-m-rate-0 seed 1$']);
    const [, ...first] = words[0] ?? [];
    const again = await runCli(folder.path, 'run', ...first, '--reporter', 'json');
    const [repeated, ...others] = (JSON.parse(again.stdout) as CampaignSummary).runs;
    expect(others).toEqual([]);
    expect(repeated).toMatchObject({ plan: 'one-m-rate-0', seed: 1, digest: summary.runs[0]?.digest });
  });

  it('ends behind the first run that does not pass, and says what was left out', async () => {
    const suite = writeSuite(folder.path, 'bail', ['{ name: bad, seeds: 7..9, bug: stale-read }', '{ name: good, seeds: 1 }']);
    const [one, two] = await Promise.all([run(suite, '--bail'), run(suite, '--bail', '2')]);
    expect([one.code, one.summary.outcome, one.titles]).toEqual([1, 'violation', ['bail-bad 7']]);
    expect(one.stderr).toContain('it ended behind 1 run that did not pass (--bail): 3 runs were not carried out');
    expect(two.titles).toEqual(['bail-bad 7', 'bail-bad 8']);
  });

  it('can be what failed last time, with its seeds, until nothing does', async () => {
    const results = ['--results', 'last'];
    expect((await run(mixed(), '--last-failed', ...results)).code).toBe(254);
    await run(mixed(), ...results);
    const again = await run(mixed(), '--last-failed', ...results);
    expect([again.code, again.titles]).toEqual([1, ['mixed-bad 7']]);
    const fixed = writeSuite(folder.path, 'mixed', ['{ name: good, seeds: [1, 3..4] }', '{ name: bad, seeds: 7 }']);
    expect(await run(fixed, '--last-failed', ...results)).toMatchObject({ code: 0, titles: ['mixed-bad 7'] });
    expect(await run(fixed, '--last-failed', ...results)).toMatchObject({
      code: 254,
      stderr: expect.stringContaining('every run of it passed'),
    });
  });

  it('is refused where what failed last time has no entry any more, and says where the suite is another one', async () => {
    const results = ['--results', 'gone'];
    const entries = (first: string, bug: string) => [`{ name: ${first}, seeds: 1${bug} }`, `{ name: b, seeds: 1${bug} }`];
    await run(writeSuite(folder.path, 'gone', entries('a', ', bug: stale-read')), ...results);
    const renamed = await run(writeSuite(folder.path, 'gone', entries('c', '')), '--last-failed', ...results);
    expect([renamed.code, renamed.stderr.includes('the suite has no entry gone-a any more')]).toEqual([254, true]);
    const fixed = await run(writeSuite(folder.path, 'gone', entries('a', '')), '--last-failed', ...results);
    expect([fixed.code, fixed.stderr.includes('the suite, the options or Faultline changed since')]).toEqual([0, true]);
  });
});

describe('shards', () => {
  const sharded = () =>
    writeSuite(
      folder.path,
      'sharded',
      ['{ name: good, seeds: 1..3 }', '{ name: control, seeds: 7..8, bug: stale-read, expect: violation }'],
      ['gate: { minOk: 5, coverage: { rules: 3, faultsInForce: 1% } }'],
    );
  const shard = (i: number, n: number, results = `shard-${i}`) => run(sharded(), '--shard', `${i}/${n}`, '--results', results);
  const merge = async (...args: string[]) => {
    const { code, stdout, stderr } = await runCli(folder.path, 'merge', ...args, '--reporter', 'json');
    const summary = JSON.parse(stdout) as CampaignSummary;
    return { code, stderr, summary, titles: titlesOf(summary.runs) };
  };

  it('are parts of the whole, and are judged as one', async () => {
    const parts = await Promise.all([shard(1, 3), shard(2, 3), shard(3, 3)]);
    expect(parts.map(({ code }) => code)).toEqual([0, 0, 0]);
    expect(parts.map(({ summary }) => summary.shard)).toEqual(['1/3', '2/3', '3/3']);
    expect(parts.map(({ titles }) => titles)).toEqual([
      ['sharded-good 1', 'sharded-control 7'],
      ['sharded-good 2', 'sharded-control 8'],
      ['sharded-good 3'],
    ]);
    // What one part cannot know is left to the whole.
    expect(parts[2]?.summary.gate?.filter(({ state }) => state === 'deferred').map(({ limit }) => limit)).toEqual([
      'coverage-faults',
      'expected-violation',
    ]);
    const { code, summary } = await merge('shard-1', 'shard-2', 'shard-3');
    expect([code, summary.outcome, summary.runs.length]).toEqual([0, 'pass', 5]);
    expect(summary.gate?.every(({ state }) => state === 'met')).toBe(true);
    expect(summary.gate).toContainEqual(expect.objectContaining({ limit: 'expected-violation', measured: 'found in 2 of 2 runs' }));
    for (const { dir } of summary.runs) expect(readdirSync(dir ?? '')).toContain('report.html');
  });

  it('are found where CI puts them, each in a folder of its own, moved or not', async () => {
    mkdirSync(join(folder.path, 'artifacts'));
    for (const i of [1, 2, 3])
      cpSync(join(folder.path, `shard-${i}`), join(folder.path, 'artifacts', `results-${i}`), { recursive: true, verbatimSymlinks: true });
    const { code, summary } = await merge('artifacts');
    expect([code, summary.runs.length]).toEqual([0, 5]);
    expect(summary.runs[0]?.dir).toContain(join('artifacts', 'results-1'));
    // A campaign of the folder that holds them hides none of them.
    await run(mixed(), '--results', 'artifacts', '--grep', 'good seed 1');
    expect((await merge('artifacts')).titles).toHaveLength(6);
  });

  it('of which one is missing are inconclusive', async () => {
    const { code, summary, stderr } = await merge('shard-1', 'shard-3');
    expect([code, summary.outcome]).toEqual([2, 'inconclusive']);
    expect(stderr).toContain('sharded: shard 2/3 is missing: its runs are not judged');
    expect(summary.reasons).toEqual(['sharded: shard 2/3 is missing: its runs are not judged']);
  });

  it('of which one found a violation, or no control, say so over the whole', async () => {
    const names = readdirSync(join(folder.path, 'shard-2', 'sharded'));
    const file = join(folder.path, 'shard-2', 'sharded', names.find((name) => name.endsWith('.campaign.json')) ?? '');
    const text = readFileSync(file, 'utf8');
    const record = JSON.parse(text) as { summary: { runs: RunSummary[] } };
    const changed = (change: (run: RunSummary) => RunSummary) =>
      writeFileSync(file, JSON.stringify({ ...record, summary: { ...record.summary, runs: record.summary.runs.map(change) } }));
    try {
      changed((run) => (run.plan === 'sharded-good' ? { ...run, outcome: 'violation' } : run));
      expect(await merge('shard-1', 'shard-2', 'shard-3')).toMatchObject({ code: 1, summary: { outcome: 'violation' } });
      writeFileSync(file, '{ "format": 99 }');
      expect(await merge('shard-1', 'shard-2', 'shard-3')).toMatchObject({
        code: 254,
        summary: { error: { code: 'campaign-unknown-format' } },
      });
    } finally {
      writeFileSync(file, text);
    }
  });

  it('of two campaigns are refused', async () => {
    await run(writeSuite(folder.path, 'sharded', ['{ name: good, seeds: 1..3, rate: 100 }']), '--shard', '2/3', '--results', 'strange');
    const { code, summary } = await merge('shard-1', 'strange', 'shard-3');
    expect([code, summary.error?.code]).toEqual([254, 'merge-mismatch']);
  });

  it('without runs, or with seeds that would differ, are refused', async () => {
    const drawn = writeSuite(folder.path, 'drawn', ['{ name: kv }']);
    const [last, zeroth, unseeded, nothing] = await Promise.all([
      run(mixed(), '--shard', '5/5'),
      run(mixed(), '--shard', '0/5'),
      run(drawn, '--shard', '1/2'),
      merge('nowhere'),
    ]);
    expect(last).toMatchObject({ code: 254, stderr: expect.stringContaining('there are only 4 runs') });
    expect(zeroth).toMatchObject({ code: 254 });
    expect(unseeded).toMatchObject({ code: 254, stderr: expect.stringContaining('drawn-kv says no seeds') });
    expect(nothing).toMatchObject({ code: 254, summary: { error: { code: 'nothing-to-merge' } } });
  });

  it('of `sim` are merged too', async () => {
    const sim = (i: number) =>
      runCli(folder.path, 'sim', sharded(), '--seeds', '1..4', '--shard', `${i}/2`, '--results', `sim-${i}`, '--jobs', '1');
    const [one, two] = await Promise.all([sim(1), sim(2)]);
    const { code, summary } = await merge('sim-1', 'sim-2');
    expect([one.code, two.code]).not.toContain(1);
    expect([0, 2]).toContain(code);
    expect(titlesOf(summary.runs).sort()).toEqual(
      [1, 2, 3, 4].flatMap((seed) => [`sharded-control ${seed}`, `sharded-good ${seed}`]).sort(),
    );
    rmSync(join(folder.path, 'sim-2'), { recursive: true });
    expect((await merge('sim-1')).code).toBe(2);
  });
});

describe('a baseline', () => {
  const plain = ['{ name: kv, seeds: 1..2 }', '{ name: control, seeds: 7, bug: stale-read, expect: violation }'];
  const compared = (baseline: string) => writeSuite(folder.path, 'base', plain, [`gate: { baseline: ${baseline} }`]);

  it('is written from what passed, and compared with', async () => {
    await run(writeSuite(folder.path, 'base', plain), '--results', 'base');
    expect(await runCli(folder.path, 'baseline', 'base.json', 'base')).toMatchObject({
      code: 0,
      stdout: 'base.json: 1 entry from 2 runs; 1 run that is no pass is left out\n',
    });
    // What was run of it with other options before is no part of how things are now.
    await run(writeSuite(folder.path, 'base', plain), '--results', 'ways', '--time-limit', '2s');
    await run(writeSuite(folder.path, 'base', plain), '--results', 'ways', '--time-limit', '3s');
    expect((await runCli(folder.path, 'baseline', 'ways.json', 'ways')).stdout).toMatch(/^ways.json: 1 entry from [12] runs?; /);
    const same = await run(compared('base.json'), '--results', 'base');
    expect([same.code, same.summary.outcome]).toEqual([0, 'pass']);
    const stored = JSON.parse(readFileSync(join(folder.path, 'base.json'), 'utf8')) as { entries: Record<string, { p99Ms: number }> };
    expect(same.summary.gate).toContainEqual(
      expect.objectContaining({ limit: 'baseline-p99', state: 'met', measuredValue: stored.entries['base-kv']?.p99Ms }),
    );
  });

  it('that is better fails the gate, and says by how much', async () => {
    const stored = JSON.parse(readFileSync(join(folder.path, 'base.json'), 'utf8')) as { entries: Record<string, object> };
    const entries = { 'base-kv': { ...stored.entries['base-kv'], p99Ms: 0.01 } };
    writeFileSync(join(folder.path, 'better.json'), JSON.stringify({ ...stored, entries }));
    const { code, summary, stderr } = await run(compared('{ file: better.json, p99: 3 }'), '--results', 'base');
    expect([code, summary.outcome, summary.violated]).toEqual([1, 'violation', 'limit']);
    expect(stderr).toMatch(
      /p99 latency against the baseline of base-kv: .* \(\d+\.\d\d times\) measured, at most 3 times the stored 0\.01 ms allowed/,
    );
  });

  it('that cannot be compared with is refused before anything runs', async () => {
    const refused = async (text: string) => {
      writeFileSync(join(folder.path, 'odd.json'), text);
      return (await run(compared('odd.json'), '--results', 'odd')).summary.error?.code;
    };
    const stored = readFileSync(join(folder.path, 'base.json'), 'utf8');
    expect(await refused('{}')).toBe('bad-baseline');
    expect(await refused('nonsense')).toBe('bad-baseline');
    expect(await refused(stored.replace('"base-kv"', '"other"'))).toBe('baseline-incomplete');
    expect(await refused(stored.replace('simulated', 'local'))).toBe('baseline-world');
    expect(readdirSync(folder.path)).not.toContain('odd');
    expect((await runCli(folder.path, 'baseline', 'none.json', 'nowhere')).code).toBe(254);
  });
});
