import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CampaignSummary, Plan, RunSummary } from '../core/index.ts';
import { latestRun, makeFolder, runCli, startCli, until } from './test-cli.ts';

const folder = makeFolder();
afterAll(() => folder.remove());

/** Kinds that real processes cannot be given. */
const impossible = ['clock', 'slow-disk', 'misdirected-write', 'bit-rot', 'disk-loss'];
const small = ['--time-limit', '2', '--nodes', '3', '--reporter', 'json'];

describe('a campaign of the right node', () => {
  it('is one JSON document that does not depend on the number of jobs', async () => {
    const [one, three] = await Promise.all(
      ['1', '3'].map((jobs) => runCli(folder.path, 'sim', '--seeds', '1..8', '--jobs', jobs, ...small)),
    );
    expect([one?.code, three?.code]).not.toContain(1);
    expect(one?.stdout).toMatch(/^\{[^\n]*\}\n$/);
    const [a, b] = [one, three].map((result) => JSON.parse(result?.stdout ?? '') as CampaignSummary);
    // Of so few seeds one that proves nothing is too many, and the document says so.
    expect(Object.keys(a ?? {}).sort()).toEqual(['exitCode', 'outcome', 'rates', 'reasons', 'runs']);
    expect(b?.reasons).toEqual(a?.reasons);
    expect(a?.runs.map(({ seed }) => seed)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(b?.runs).toEqual(a?.runs);
    expect(Object.keys(a?.rates ?? {}).sort()).toEqual(['eventsPerSecond', 'seedsPerSecond', 'simulatedSecondsPerSecond']);
    expect(existsSync(join(folder.path, 'results'))).toBe(false);
  });

  it('ends in good order at Ctrl-C, and says what was run', async () => {
    const { child, ended } = startCli(folder.path, ['sim', '--seeds', '1..1000000', '--jobs', '2', '--reporter', 'json']);
    let said = '';
    child.stderr?.on('data', (bytes) => {
      said += String(bytes);
    });
    await until('the first line of progress', () => said.includes('seeds/s'));
    child.kill('SIGINT');
    const { code, stdout } = await ended;
    const summary = JSON.parse(stdout) as CampaignSummary;
    expect([code, summary.outcome]).toEqual([2, 'inconclusive']);
    expect(summary.runs.length).toBeGreaterThan(0);
  });
});

describe('a campaign of a wrong node', () => {
  let first: RunSummary | undefined;
  beforeAll(async () => {
    const { code, stdout } = await runCli(folder.path, 'sim', '--bug', 'stale-read', '--seeds', '1..50', ...small);
    const summary = JSON.parse(stdout) as CampaignSummary;
    expect([code, summary.outcome]).toEqual([1, 'violation']);
    first = summary.runs.at(-1);
  });

  it('keeps the run that fails, and that alone, and says how to run it again', async () => {
    expect(first).toMatchObject({ outcome: 'violation', dir: expect.stringContaining('bug-stale-read'), digest: expect.any(String) });
    const again = first?.reproduce.replace('npx faultline ', '').split(' ') ?? [];
    const { code, stdout } = await runCli(folder.path, ...again, '--reporter', 'json');
    const [run] = (JSON.parse(stdout) as CampaignSummary).runs;
    expect([code, run?.digest, run?.seed]).toEqual([1, first?.digest, first?.seed]);
    expect(run?.dir).not.toBe(first?.dir);
    const checked = await runCli(folder.path, 'check', first?.dir ?? '', '--reporter', 'json');
    expect([checked.code, (JSON.parse(checked.stdout) as CampaignSummary).runs[0]?.digest]).toEqual([1, first?.digest]);
  });

  it('is replayed: identical, or the first event that differs', async () => {
    const dir = first?.dir ?? '';
    expect(await runCli(folder.path, 'replay', dir)).toMatchObject({ code: 0, stdout: expect.stringMatching(/^identical\n/) });
    const events = readFileSync(join(dir, 'events.log'), 'utf8').split('\n');
    writeFileSync(join(dir, 'events.log'), events.map((line, i) => (i === 41 ? `${line} more` : line)).join('\n'));
    const { code, stdout } = await runCli(folder.path, 'replay', dir);
    expect(code).toBe(1);
    expect(stdout).toContain('the first event that differs is number 42');
    expect(stdout).toContain(`recorded  ${events[41]} more`);
    expect(stdout).toContain(`now       ${events[41]}\n`);
  });

  it('is replayed on real processes, and how often it fails there is told', async () => {
    const { code, stdout } = await runCli(folder.path, 'replay', first?.dir ?? '', '--world', 'local', '--times', '1');
    expect(stdout).toMatch(/^fails [01] of 1 on real processes/);
    const { faults, core } = JSON.parse(readFileSync(join(first?.dir ?? '', 'plan.json'), 'utf8')) as Plan;
    const lost = [
      ...faults.filter(({ kind }) => impossible.includes(kind)).map(({ id }) => id),
      ...(core?.stops ?? []).map(({ node }) => `core-${node}`),
    ];
    for (const id of lost) expect(stdout).toContain(`${id} (`);
    expect([0, 1, 2]).toContain(code);
    const plan = JSON.parse(readFileSync(join(latestRun(folder.path), 'plan.json'), 'utf8')) as object;
    expect(plan).toMatchObject({ world: 'local', seed: first?.seed });
    expect(await runCli(folder.path, 'replay', 'latest')).toMatchObject({ code: 254, stderr: expect.stringContaining('real processes') });
  });
});

describe("a suite of the user's", () => {
  it('is what runs, in the simulated world too', async () => {
    const suite =
      'name: mine\nsystem: raft\nnodes: 4\nworkload: { name: kv, keys: 2 }\nconcurrency: 7\nrate: 50\ntimeLimit: 3s\nnemesis: { faults: [kill], interval: 1s, duration: 500ms }\n';
    writeFileSync(join(folder.path, 'mine.yaml'), suite);
    const { code, stderr } = await runCli(folder.path, 'run', 'mine.yaml', '--world', 'simulated', '--seed', '3');
    expect([0, 2]).toContain(code);
    const plan = JSON.parse(readFileSync(join(latestRun(folder.path), 'plan.json'), 'utf8')) as Plan;
    expect(plan.system.nodes).toHaveLength(4);
    expect(plan).toMatchObject({ load: { concurrency: 7, ratePerSecond: 50 }, workload: { keyCount: 2 }, phases: { safetyMs: 3000 } });
    expect([...new Set(plan.faults.map(({ kind }) => kind))]).toEqual(['kill']);
    const ofCore = (plan.core?.stops.length ?? 0) + (plan.core?.cuts.length ?? 0);
    const counts = `${plan.faults.length} fault${plan.faults.length === 1 ? '' : 's'}${ofCore === 0 ? '' : ` and ${ofCore} of the core phase`}`;
    expect(stderr).toContain(`mine: 4 raft nodes, workload kv, ${counts}, simulated, seed 3`);
  });
});

describe('bad usage', () => {
  it.concurrent.each([
    [['sim', '--seeds', '5..1'], '--seeds'],
    [['sim', '--seeds', 'many'], '1..5000'],
    [['sim', '--jobs', '0'], '--jobs'],
    [['sim', '--time-limit', '0'], 'more than no time'],
    [['shrink', 'no-such-run', '--budget', '0'], '--budget'],
    [['sim', '--explore', 'luck'], 'swarm'],
    [['sim', '--bug', 'no-such-bug'], 'stale-read'],
    [['sim', '--nemesis', 'earthquake'], 'earthquake'],
    [['run', '--explore', 'swarm'], '--world simulated'],
    [['run', '--world', 'elsewhere'], 'simulated'],
    [['replay', 'no-such-run'], 'no-such-run'],
  ])('%j exits 254 and says what is expected', async (args, word) => {
    const { code, stdout, stderr } = await runCli(folder.path, ...args, '--reporter', 'json');
    expect(code).toBe(254);
    expect(stderr).toContain(word);
    expect(JSON.parse(stdout)).toMatchObject({ outcome: 'broken', exitCode: 254, runs: [] });
  });
});
