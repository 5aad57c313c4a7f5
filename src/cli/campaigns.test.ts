import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CampaignRecord, CampaignSummary, RunSummary } from '../core/index.ts';
import { makeFolder, runCli, startCli, until } from './test-cli.ts';
import { writeSuite } from './test-suites.ts';

const folder = makeFolder();
afterAll(() => folder.remove());

async function cli(...args: string[]): Promise<{ code: number | null; stderr: string; summary: CampaignSummary; titles: string[] }> {
  const { code, stdout, stderr } = await runCli(folder.path, ...args, '--reporter', 'json');
  const summary = JSON.parse(stdout) as CampaignSummary;
  return { code, stderr, summary, titles: summary.runs.map(({ plan, seed }) => `${plan} ${seed}`) };
}
const run = (suite: string, results: string, ...args: string[]) => cli('run', suite, '--world', 'simulated', '--results', results, ...args);
const merge = (...folders: string[]) => cli('merge', ...folders);

/** In order of time. */
function recordFiles(results: string, suite: string): string[] {
  const names = readdirSync(join(folder.path, results, suite)).filter((name) => name.endsWith('.campaign.json'));
  return names.sort().map((name) => join(folder.path, results, suite, name));
}

function edited(file: string, change: (record: CampaignRecord) => unknown): void {
  writeFileSync(file, JSON.stringify(change(JSON.parse(readFileSync(file, 'utf8')) as CampaignRecord)));
}

describe('a campaign that ended early', () => {
  const suite = () =>
    writeSuite(folder.path, 'early', [
      '{ name: vacuous, seeds: 7, limits: { minOkDuringFaults: 100000 } }',
      '{ name: good, seeds: 1..3 }',
      '{ name: last, seeds: 4 }',
    ]);

  it('is not judged where it never ran, until --last-failed has run that', async () => {
    const bailed = await run(suite(), 'early', '--bail');
    expect([bailed.code, bailed.titles]).toEqual([2, ['early-vacuous 7']]);
    const merged = await merge('early');
    expect([merged.code, merged.summary.outcome]).toEqual([2, 'inconclusive']);
    expect(merged.stderr).toContain('early left 4 runs out: it ended behind 1 run that did not pass (--bail)');

    // What is run of it behind that takes the place of nothing.
    const again = await run(suite(), 'early', '--last-failed', '--grep', 'good');
    expect([again.code, again.titles]).toEqual([0, ['early-good 1', 'early-good 2', 'early-good 3']]);
    const still = await merge('early');
    expect([still.code, still.summary.runs.length]).toEqual([2, 4]);
    expect(still.stderr).toContain('early left 1 run out');

    // What has passed meanwhile is not run again.
    const rest = await run(suite(), 'early', '--last-failed');
    expect([rest.code, rest.titles]).toEqual([2, ['early-vacuous 7', 'early-last 4']]);
    const whole = await merge('early');
    expect([whole.code, whole.stderr.includes('left'), whole.titles.sort()]).toEqual([
      2,
      false,
      ['early-good 1', 'early-good 2', 'early-good 3', 'early-last 4', 'early-vacuous 7'],
    ]);
  });

  it('by a kill of the harness leaves what was planned', async () => {
    const long = writeSuite(folder.path, 'killed', ['{ name: kv, seeds: 1..500 }']);
    // What went well before says nothing of this one.
    expect((await run(long, 'killed', '--grep', 'seed 1$')).code).toBe(0);
    const { child, ended } = startCli(folder.path, ['run', long, '--world', 'simulated', '--results', 'killed']);
    await until(
      'a campaign that has begun',
      () => recordFiles('killed', 'killed').length === 2 && existsSync(join(folder.path, 'killed', 'killed-kv')),
    );
    child.kill('SIGKILL');
    await ended;
    const merged = await merge('killed');
    expect(merged.code).toBe(2);
    expect(merged.stderr).toMatch(/killed left \d+ runs out: it did not come to its end/);
    const again = await run(long, 'killed', '--last-failed', '--grep', 'seed 500$');
    expect([again.code, again.titles]).toEqual([0, ['killed-kv 500']]);
  });

  it('keeps its violations, whatever passes when it is run again', async () => {
    const entries = (bug: string) => ['{ name: good, seeds: 1 }', `{ name: bad, seeds: 7${bug} }`];
    const broken = writeSuite(folder.path, 'kept', entries(', bug: stale-read'));
    expect((await run(broken, 'kept')).code).toBe(1);
    expect((await run(broken, 'kept', '--grep', 'good')).code).toBe(0);
    expect(await merge('kept')).toMatchObject({ code: 1, summary: { outcome: 'violation', violated: 'property' } });
    // A suite that was changed in between is another one: what passes of it stands for nothing of the first.
    const fixed = writeSuite(folder.path, 'kept', entries(''));
    expect(await run(fixed, 'kept', '--last-failed')).toMatchObject({ code: 0, titles: ['kept-bad 7'] });
    expect(await merge('kept')).toMatchObject({ code: 254, summary: { error: { code: 'merge-mismatch' } } });
    expect((await run(fixed, 'kept')).code).toBe(0);
    expect(await merge('kept')).toMatchObject({ code: 0, titles: ['kept-good 1', 'kept-bad 7'] });
  });

  it('and was continued elsewhere is not judged by what continued it alone', async () => {
    await run(suite(), 'apart', '--bail');
    await run(suite(), 'apart', '--last-failed', '--grep', 'good');
    rmSync(recordFiles('apart', 'early')[0] ?? '');
    const merged = await merge('apart');
    expect([merged.code, merged.summary.outcome]).toEqual([2, 'inconclusive']);
    expect(merged.stderr).toContain('early: the campaign that --last-failed continued is missing');
  });
});

describe('a shard that ended early', () => {
  const suite = () =>
    writeSuite(folder.path, 'parts', ['{ name: bad, seeds: 7, limits: { minOkDuringFaults: 100000 } }', '{ name: good, seeds: 1..4 }']);
  const shard = (index: number, ...args: string[]) => run(suite(), `parts-${index}`, '--shard', `${index}/2`, ...args);

  it('runs all of what it left, and only with its own number', async () => {
    expect((await shard(1, '--bail')).titles).toEqual(['parts-bad 7']);
    expect((await shard(2)).code).toBe(0);
    expect((await merge('parts-1', 'parts-2')).stderr).toContain('parts: shard 1/2 left 2 runs out');
    expect((await run(suite(), 'parts-1', '--last-failed')).stderr).toContain('give the same --shard');
    expect((await shard(1, '--last-failed')).titles).toEqual(['parts-bad 7', 'parts-good 2', 'parts-good 4']);
    const merged = await merge('parts-1', 'parts-2');
    expect([merged.code, merged.summary.runs.length, merged.stderr.includes('left')]).toEqual([2, 5, false]);
  });
});

describe('a campaign that is not as it was written', () => {
  let file = '';
  let dir = '';
  const altered = async (change: (record: CampaignRecord) => unknown) => {
    const text = readFileSync(file, 'utf8');
    try {
      edited(file, change);
      return await merge('honest');
    } finally {
      writeFileSync(file, text);
    }
  };
  const changed = (record: CampaignRecord, runs: readonly RunSummary[]) => ({ ...record, summary: { ...record.summary, runs } });

  beforeAll(async () => {
    const suite = writeSuite(folder.path, 'honest', ['{ name: bad, seeds: 7, bug: stale-read }', '{ name: good, seeds: 1..2 }']);
    const { summary } = await run(suite, 'honest');
    dir = summary.runs[0]?.dir ?? '';
    file = recordFiles('honest', 'honest')[0] ?? '';
  });

  it('with a run less, one twice, or one told twice is refused', async () => {
    const refused = { code: 254, summary: { error: { code: 'campaign-altered' } } };
    expect(await altered((record) => changed(record, record.summary.runs.slice(1)))).toMatchObject(refused);
    expect(await altered((record) => changed(record, [...record.summary.runs, ...record.summary.runs]))).toMatchObject(refused);
    // The bad run's place is taken by a good one: the counts of its entry tell.
    expect(
      await altered((record) =>
        changed(
          record,
          record.summary.runs.map((each, i) => record.summary.runs[i === 0 ? 1 : i] ?? each),
        ),
      ),
    ).toMatchObject(refused);
    const twice = (record: CampaignRecord) =>
      changed(
        record,
        record.summary.runs.map((each, i) => record.summary.runs[i === 1 ? 2 : i] ?? each),
      );
    expect(await altered(twice)).toMatchObject(refused);
  });

  it('is judged by the worse of what it says and what the run itself does', async () => {
    const green = (each: RunSummary) => ({ ...each, outcome: 'pass' as const, checkers: {} });
    const merged = await altered((record) => changed(record, record.summary.runs.map(green)));
    expect([merged.code, merged.summary.outcome]).toEqual([1, 'violation']);
    expect(merged.summary.runs[0]?.headline).toContain('Not linearizable');
    expect(merged.stderr).toContain('differ in outcome, checkers: one of them is not as it was written');
    // Whatever else a gate is judged by: where the two disagree, nobody knows.
    const faster = await altered((record) =>
      changed(
        record,
        record.summary.runs.map((each) => (each.seed === 7 ? each : { ...each, figures: { ...each.figures, p99Ms: 1 } as never })),
      ),
    );
    expect(faster.stderr).toContain('differ in figures');
    const verdict = readFileSync(join(dir, 'verdict.json'), 'utf8');
    writeFileSync(join(dir, 'verdict.json'), verdict.replace('"violation"', '"pass"'));
    expect(await merge('honest')).toMatchObject({ code: 1, summary: { outcome: 'violation' } });
    writeFileSync(join(dir, 'verdict.json'), verdict);
  });

  it('without a limit, or an expectation, by which it has judged itself is no pass', async () => {
    const asked = ['{ name: control, seeds: 7, bug: stale-read, expect: violation }', '{ name: fast, seeds: 1, gate: { minOk: 1 } }'];
    expect((await run(writeSuite(folder.path, 'asked', asked), 'asked')).code).toBe(0);
    const [file = ''] = recordFiles('asked', 'asked');
    const text = readFileSync(file, 'utf8');
    const mergedWith = async (change: (entry: CampaignRecord['entries'][number]) => unknown) => {
      edited(file, (record) => ({ ...record, entries: record.entries.map(change) }));
      const merged = await merge('asked');
      writeFileSync(file, text);
      return [merged.code, merged.summary.error?.code ?? merged.summary.reasons?.join().replace(/^.*differ in /, '')];
    };
    const end = ': it is not as it was written';
    const all = 'what is expected of asked-control seed 7, and in the limit no-violation of all (met)';
    expect((await merge('asked')).code).toBe(0);
    expect(await mergedWith(({ limits: _limits, ...entry }) => entry)).toEqual([2, `the limit min-ok of asked-fast (met)${end}`]);
    expect(await mergedWith(({ expect: _expect, ...entry }) => entry)).toEqual([1, `${all}${end}`]);
    expect(await mergedWith((entry) => ({ ...entry, expect: {} }))).toEqual([1, expect.stringContaining('of asked-fast')]);
    expect(await mergedWith((entry) => ({ ...entry, expect: [] }))).toEqual([254, 'campaign-unknown-format']);
  });

  it('counts once where it was handed in twice, and is refused where the two differ', async () => {
    cpSync(join(folder.path, 'honest'), join(folder.path, 'copy'), { recursive: true, verbatimSymlinks: true });
    expect((await merge('honest', 'copy')).summary.runs).toHaveLength(3);
    edited(file.replace(join(folder.path, 'honest'), join(folder.path, 'copy')), (record) =>
      changed(
        record,
        record.summary.runs.map((each) => ({ ...each, note: 'x' })),
      ),
    );
    expect(await merge('honest', 'copy')).toMatchObject({ code: 254, summary: { error: { code: 'campaign-altered' } } });
  });
});
