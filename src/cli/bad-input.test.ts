import { readdirSync, readFileSync, realpathSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { latestRun, makeFolder, runCli } from './test-cli.ts';

const folder = makeFolder();
afterAll(() => folder.remove());

const tiny = ['--nodes', '1', '--nemesis', 'none', '--time-limit', '500ms'];
const runs = join(folder.path, 'results', 'smoke');
let earlier: ReturnType<typeof filesBelow>;

// An earlier run in the same results folder, which nothing here may touch.
beforeAll(async () => {
  expect((await runCli(folder.path, 'run', ...tiny)).code).toBe(0);
  earlier = filesBelow(runs);
  expect(earlier.size).toBeGreaterThan(5);
});

function filesBelow(top: string): Map<string, string> {
  const files = readdirSync(top, { recursive: true, encoding: 'utf8' }).filter((name) => statSync(join(top, name)).isFile());
  return new Map(files.map((name) => [name, readFileSync(join(top, name), 'utf8')]));
}

function file(name: string, text: string): string {
  writeFileSync(join(folder.path, name), text);
  return name;
}

const good = 'name: x\nsystem: raft\nnodes: 3\nworkload: kv\n';

describe('bad input', () => {
  it.each([
    ['a wrong key', `${good}concurency: 5\n`, 5, 'concurrency'],
    ['a wrong type', `${good}concurrency: many\n`, 5, 'concurrency'],
    ['an unknown fault', `${good}nemesis:\n  faults: [kil]\n`, 6, 'kill'],
    ['broken YAML', `${good}nemesis: [\n`, undefined, ''],
  ])('a suite with %s exits 254 and points at the place', async (_, text, line, word) => {
    const suite = file('suite.yaml', text);
    const { code, stdout, stderr } = await runCli(folder.path, 'run', suite, '--reporter', 'json');
    expect(code).toBe(254);
    const document = JSON.parse(stdout) as { error: { at: string; message: string } };
    expect(document).toMatchObject({ outcome: 'broken', exitCode: 254, runs: [] });
    expect(document.error.at).toMatch(line === undefined ? /suite\.yaml:\d+:\d+$/ : new RegExp(`suite\\.yaml:${line}:\\d+$`));
    expect(document.error.message + stderr).toContain(word);
  });

  it.concurrent.each([
    [['run', '--no-such-option']],
    [['frobnicate']],
    [['run', '--nodes', 'three']],
    [['run', '--bug', 'no-such-bug']],
    [['run', '--plan', 'no-such-plan']],
    [['run', 'no-such-suite.yaml']],
    [['run', '--seed', '-1']],
    [['run', '--reporter', 'xml']],
    [['run', '--nemesis', 'earthquake']],
    [['check', 'no-such-folder']],
    [['clean', '--keep', 'some']],
  ])('%j exits 254', async (args) => {
    const { code, stderr } = await runCli(folder.path, ...args);
    expect(code).toBe(254);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  it('a plan of an unknown format is refused, and pointed at', async () => {
    const { code, stdout } = await runCli(folder.path, 'run', file('plan.json', '{\n  "format": 99\n}\n'), '--reporter', 'json');
    expect(code).toBe(254);
    expect(JSON.parse(stdout)).toMatchObject({ exitCode: 254, runs: [], error: { code: 'plan-unknown-format', at: 'plan.json:2:13' } });
  });

  it('that commander finds is told in the JSON document too', async () => {
    const { code, stdout } = await runCli(folder.path, 'run', '--no-such-option', '--reporter', 'json');
    expect(code).toBe(254);
    expect(JSON.parse(stdout)).toMatchObject({ outcome: 'broken', exitCode: 254, runs: [], error: { code: 'bad-usage' } });
  });

  it('leaves earlier runs and the results folder as they were', () => {
    expect(filesBelow(runs)).toEqual(earlier);
    expect(readdirSync(join(folder.path, 'results')).sort()).toEqual(['latest', 'smoke']);
  });
});

describe('what is not the system’s fault', () => {
  it.each([
    ['results folder', ['--results', 'taken'], 'taken'],
    ["folder of the plan's runs", [join(folder.path, 'blocked.yaml')], join('results', 'blocked')],
  ])('a %s with a file in its place exits 255 and says so', async (_, args, place) => {
    file('taken', '');
    file(join('results', 'blocked'), '');
    file('blocked.yaml', good.replace('name: x', 'name: blocked'));
    const { code, stdout, stderr } = await runCli(folder.path, 'run', ...args, ...tiny, '--reporter', 'json');
    expect([code, stderr]).toEqual([255, expect.stringContaining(join(folder.path, place))]);
    expect(JSON.parse(stdout)).toMatchObject({ outcome: 'broken', exitCode: 255, runs: [], error: { code: 'results-unwritable' } });
  });

  it('a node that cannot start exits 255, says so, and names its log', async () => {
    const { code, stdout, stderr } = await runCli(folder.path, 'run', ...tiny, '--node-arg=--no-such-flag', '--reporter', 'json');
    expect(code).toBe(255);
    const log = join(latestRun(folder.path), 'logs', 'n1.log');
    expect(readFileSync(log, 'utf8')).toContain('--no-such-flag');
    expect(JSON.parse(stdout)).toMatchObject({
      outcome: 'broken',
      exitCode: 255,
      runs: [{ outcome: 'broken' }],
      error: { code: 'node-not-ready', message: expect.stringContaining(`Its log is ${realpathSync(log)}.`) },
    });
    // The node's last words are lines of their own.
    expect(stderr).toMatch(/^\s+Unknown option '--no-such-flag'$/m);
    const again = await runCli(folder.path, 'check', latestRun(folder.path), '--reporter', 'json');
    expect([again.code, JSON.parse(again.stdout)]).toMatchObject([255, { outcome: 'broken', error: { code: 'node-not-ready' } }]);
  });

  it('leaves the earlier run as it was', () => {
    const now = filesBelow(runs);
    expect(new Map([...now].filter(([name]) => earlier.has(name)))).toEqual(earlier);
  });
});
