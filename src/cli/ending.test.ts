/** How the program ends where a module that it loaded does what it likes with the process. In the simulated world, of real programs' modules. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { CampaignSummary } from '../core/index.ts';
import { type CliResult, makeFolder, runCli, startCli } from './test-cli.ts';
import { writeSuite } from './test-suites.ts';

const folder = makeFolder();
afterAll(() => folder.remove());

const built = new URL('../../dist/nodes/raft/system.js', import.meta.url).href;
const bad = '{ name: bad, seeds: 1, bug: stale-read }';
const good = '{ name: good, seeds: 1..2 }';

/** A suite of a system that does this as soon as it is loaded, or behind its first run. */
function suiteOf(name: string, does: string, entries: readonly string[], when: 'loaded' | 'behind' = 'loaded'): string {
  // A simulated run holds the thread, and its nodes have no timers of ours: what is put off in it comes behind it.
  const behind = [
    'let isBegun = false;',
    'const later = setImmediate;',
    `const act = () => { ${does} };`,
    'const simulate = (launch) => { if (!isBegun) later(act); isBegun = true; return raft.simulate(launch); };',
    `export default { ...raft, name: '${name}', simulate };`,
  ];
  const loaded = [does, `export default { ...raft, name: '${name}' };`];
  const lines = [`import { raft } from '${built}';`, ...(when === 'loaded' ? loaded : behind)];
  writeFileSync(join(folder.path, `${name}.mjs`), lines.join('\n'));
  return writeSuite(
    folder.path,
    name,
    entries.map((entry) => entry.replace(' }', `, system: ./${name}.mjs }`)),
  );
}

async function run(suite: string, ...args: string[]): Promise<CliResult & { readonly summary: CampaignSummary }> {
  const result = await runCli(folder.path, 'run', suite, '--world', 'simulated', '--reporter', 'json', ...args);
  return { ...result, summary: JSON.parse(result.stdout) as CampaignSummary };
}

describe('a program that is left before its command came to its end', () => {
  it('is no pass, and says so, where a module calls process.exit', async () => {
    const { code, stderr, summary } = await run(suiteOf('leaves', 'process.exit(0);', [good], 'behind'));
    expect([code, summary.outcome, summary.error?.code]).toEqual([255, 'broken', 'ended-early']);
    expect(stderr).toContain('something in it called process.exit');
  });

  it('keeps a violation that is proven', async () => {
    const { code, summary } = await run(suiteOf('late-leaves', 'process.exit(0);', [bad, good], 'behind'));
    expect([code, summary.outcome]).toEqual([1, 'violation']);
    expect(summary.runs[0]).toMatchObject({ plan: 'late-leaves-bad', outcome: 'violation' });
  });

  it('says that a module waits for what never comes', async () => {
    const { code, stderr, summary } = await run(suiteOf('waits', 'await new Promise(() => {});', [good]));
    expect([code, summary.error?.code]).toEqual([255, 'ended-early']);
    expect(stderr).toContain('never settled');
  });
});

describe('what a module leaves, or prints', () => {
  it('holds no program, whose document is whole: also one longer than a pipe takes at once', async () => {
    const long = Array.from({ length: 60 }, (_, i) => `{ name: e${i}, seeds: 1, timeLimit: 1s }`);
    const { code, summary } = await run(suiteOf('stays', 'setInterval(() => {}, 1000);', long));
    expect([code, summary.runs.length]).toEqual([0, 60]);
  });

  it('throws too late to change what the command came to', async () => {
    const { code, summary } = await run(suiteOf('closes-late', "setTimeout(() => { throw new Error('late'); }, 60_000);", [bad]));
    expect([code, summary.outcome]).toEqual([1, 'violation']);
  });

  it('is on standard error', async () => {
    const { code, stderr, stdout } = await run(suiteOf('prints', "console.log('hello'); process.stdout.write('hallo\\n');", [good]));
    expect([code, stdout.includes('hello'), stdout.includes('hallo')]).toEqual([0, false, false]);
    expect(stderr).toMatch(/hello\nhallo\n/);
    const listed = await runCli(folder.path, 'list', 'systems', '--system', './prints.mjs');
    expect([listed.code, listed.stdout.includes('hello'), listed.stdout.includes('prints')]).toEqual([0, false, true]);
  });
});

describe('what a module throws where nobody catches it', () => {
  it.each([
    ['an error', "throw new Error('pool closed late');", 'pool closed late'],
    ['nothing at all', 'throw null;', 'something threw where nobody catches it: null'],
    ['what cannot be told', 'throw Object.create(null);', 'cannot be written down'],
  ])('is the module’s, breaks a campaign that found nothing, and takes no violation away: %s', async (_, what, words) => {
    const quiet = await run(suiteOf('throws', what, ['{ name: good, seeds: 1..4 }'], 'behind'));
    expect([quiet.code, quiet.summary.outcome, quiet.summary.runs.length]).toEqual([255, 'broken', 4]);
    expect(quiet.summary.error).toEqual({ code: 'uncaught', message: expect.stringContaining(words) as unknown as string });
    expect(quiet.stderr).toContain(words);
    const found = await run(suiteOf('throws', what, [bad, '{ name: good, seeds: 1..3 }'], 'behind'));
    expect([found.code, found.summary.outcome, found.summary.runs.length]).toEqual([1, 'violation', 4]);
  });
});

describe('what nobody caught', () => {
  it('shows no value of --env', async () => {
    const module = suiteOf('tells', "throw new Error('token ' + process.env.SECRET);", [good]);
    const given = ['run', module, '--reporter', 'json', '--env', 'SECRET', '--env=OTHER=other-secret'];
    const { code, stdout, stderr } = await startCli(folder.path, given, { SECRET: 's3cr3t-value' }).ended;
    expect([code, stdout.includes('s3cr3t'), stderr.includes('s3cr3t'), stdout.includes('token ***')]).toEqual([254, false, false, true]);
  });
});

describe('a run that cannot be carried out', () => {
  it('leaves what is proven as it is, and the rest undone', async () => {
    const suite = writeSuite(folder.path, 'kept', [bad, good]);
    mkdirSync(join(folder.path, 'results'), { recursive: true });
    writeFileSync(join(folder.path, 'results', 'kept-good'), '');
    const { code, summary } = await run(suite);
    expect([code, summary.outcome]).toEqual([1, 'violation']);
    expect(summary.runs).toMatchObject([
      { plan: 'kept-bad', outcome: 'violation' },
      { plan: 'kept-good', outcome: 'broken' },
    ]);
    expect(summary.reasons).toEqual([expect.stringContaining('kept-good seed 1 could not be carried out: 1 run was not')]);
  });
});

describe('a program that nobody listens to any more', () => {
  it('goes on to its end, and its exit code says what it came to', async () => {
    const { child, ended } = startCli(folder.path, ['run', '--world', 'simulated', '--bug', 'stale-read', '--seed', '3']);
    child.stdout?.destroy();
    child.stderr?.destroy();
    expect((await ended).code).toBe(1);
  });
});
