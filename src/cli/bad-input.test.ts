import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { makeFolder, runCli } from './test-cli.ts';

const folder = makeFolder();
afterAll(() => folder.remove());
// An earlier run, which nothing here may touch.
mkdirSync(join(folder.path, 'results', 'smoke', 'kept'), { recursive: true });
writeFileSync(join(folder.path, 'results', 'smoke', 'kept', 'plan.json'), '{}');

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

  it.each([
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

  it('a plan of an unknown format is refused', async () => {
    const { code, stderr } = await runCli(folder.path, 'run', file('plan.json', '{"format": 99}'));
    expect([code, stderr]).toEqual([254, expect.stringContaining('plan.json')]);
  });

  it.each([
    ['a malformed line', '{"index":0,"time":0,"process":0,"type":"invoke","f":"get","key":"k","value":null}\nnonsense\n', /h\.jsonl:2/],
    [
      'a completion without its invocation',
      '{"index":0,"time":0,"process":0,"type":"ok","f":"get","key":"k","value":null}\n',
      /h\.jsonl:1/,
    ],
  ])('a history with %s exits 254 and points at it', async (_, text, place) => {
    const { code, stderr } = await runCli(folder.path, 'check', file('h.jsonl', text), '--model', 'kv');
    expect([code, stderr]).toEqual([254, expect.stringMatching(place)]);
  });
});

describe('what is not the system’s fault', () => {
  it('a results folder that cannot be written exits 255 and says so', async () => {
    file('taken', '');
    const { code, stderr } = await runCli(folder.path, 'run', '--results', 'taken', '--nodes', '1', '--nemesis', 'none');
    expect([code, stderr]).toEqual([255, expect.stringContaining('taken')]);
  });

  it('a node that cannot start exits 255, says so, and names its log', async () => {
    const { code, stdout } = await runCli(
      folder.path,
      'run',
      '--nodes',
      '1',
      '--nemesis',
      'none',
      '--node-arg=--no-such-flag',
      '--results',
      'other',
      '--reporter',
      'json',
    );
    expect(code).toBe(255);
    expect(JSON.parse(stdout)).toMatchObject({ outcome: 'broken', exitCode: 255 });
    const text = await runCli(folder.path, 'run', '--nodes', '1', '--nemesis', 'none', '--node-arg=--no-such-flag', '--results', 'other');
    expect(text.stdout).toMatch(/n1\.log/);
    expect(text.stdout).toMatch(/no-such-flag/);
  });

  it('an earlier run is as it was', () => {
    expect(readdirSync(join(folder.path, 'results', 'smoke'))).toEqual(['kept']);
  });
});

describe('judging bare histories', () => {
  const line = (index: number, process: number, type: string, f: string, value: unknown) =>
    JSON.stringify({ index, time: index, process, type, f, key: 'k', value });

  it.each([
    [
      'a valid one',
      [line(0, 0, 'invoke', 'put', 1), line(1, 0, 'ok', 'put', 1), line(2, 1, 'invoke', 'get', null), line(3, 1, 'ok', 'get', 1)].join(
        '\n',
      ),
      0,
      'valid',
    ],
    [
      'one with a stale read',
      [line(0, 0, 'invoke', 'put', 1), line(1, 0, 'ok', 'put', 1), line(2, 1, 'invoke', 'get', null), line(3, 1, 'ok', 'get', null)].join(
        '\n',
      ),
      1,
      'invalid',
    ],
  ])('%s', async (_, text, code, verdict) => {
    const result = await runCli(folder.path, 'check', file('history.jsonl', `${text}\n`), '--model', 'kv', '--reporter', 'json');
    expect(result.code).toBe(code);
    expect(JSON.parse(result.stdout)).toMatchObject({
      histories: [{ file: 'history.jsonl', model: 'kv', verdict, partitions: [{ key: 'k', verdict }] }],
    });
  });
});
