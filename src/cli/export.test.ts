import { existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { latestRun, makeFolder, runCli } from './test-cli.ts';

const folder = makeFolder();
afterAll(() => folder.remove());

let first = '';
beforeAll(async () => {
  // With a bug, so that there is something to come to the same verdict on.
  await runCli(folder.path, 'run', '--world', 'simulated', '--bug', 'stale-read', '--seed', '3');
  first = readFileSync(join(latestRun(folder.path), 'verdict.json'), 'utf8');
  await runCli(folder.path, 'run', '--world', 'simulated', '--seed', '4');
});

const report = (...args: string[]) => runCli(folder.path, 'report', ...args);
/** The folder of the only run of that name; beside it stands the record of its campaign. */
const run = (name: string) => {
  const entries = readdirSync(join(folder.path, 'results', name), { withFileTypes: true });
  return join(folder.path, 'results', name, entries.find((entry) => entry.isDirectory())?.name ?? '');
};

describe('report --export', () => {
  it('writes the history so that check comes to the same verdict', async () => {
    expect(first).toContain('"outcome":"violation"');
    for (const plan of ['bug-stale-read', 'smoke']) {
      const { code, stdout } = await report(plan, '--export', 'jepsen-edn');
      expect([code, stdout]).toEqual([0, `${join(run(plan), 'history.edn')}\n`]);
      const judged = async (file: string) => {
        const result = await runCli(folder.path, 'check', join(run(plan), file), '--model', 'kv', '--reporter', 'json');
        const [history] = (JSON.parse(result.stdout) as { histories: { verdict: string; operations: number; partitions: object }[] })
          .histories;
        return [result.code, history?.verdict, history?.operations, history?.partitions];
      };
      const [edn, jsonl] = await Promise.all([judged('history.edn'), judged('history.jsonl')]);
      expect(edn).toEqual(jsonl);
    }
  });

  it('writes each format where it is told to', async () => {
    for (const [format, begins] of [
      ['chrome-trace', '{"displayTimeUnit":"ms"'],
      ['shiviz', '(?<atMs>'],
      ['csv', 'invoke_index,'],
      ['jepsen-edn', '; smoke/'],
    ] as const) {
      const [{ code, stdout }, { stdout: piped }] = await Promise.all([
        report('smoke', '--export', format, '--output', `out.${format}`),
        report('smoke', '--export', format, '--output', '-'),
      ]);
      expect([code, stdout]).toEqual([0, `${join(folder.path, `out.${format}`)}\n`]);
      expect(readFileSync(join(folder.path, `out.${format}`), 'utf8')).toMatch(new RegExp(`^${begins.replace(/[(?{]/g, '\\$&')}`));
      expect(piped).toBe(readFileSync(join(folder.path, `out.${format}`), 'utf8'));
    }
  });

  it('writes several runs to a folder, a file each', async () => {
    const { code, stdout } = await report('smoke', 'bug-stale-read', '--export', 'csv', '--output', 'all');
    expect(code).toBe(0);
    const files = readdirSync(join(folder.path, 'all'));
    expect(files.length).toBe(2);
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => line.slice(join(folder.path, 'all/').length))
        .sort(),
    ).toEqual(files.sort());
  });

  it('cuts a stretch out', async () => {
    const count = async (...args: string[]) =>
      (await report('smoke', '--export', 'shiviz', '--output', '-', ...args)).stdout.split('\n').length;
    expect(await count('--from', '1s', '--to', '1.2s')).toBeLessThan(await count('--from', '1s'));
    expect(await count('--from', '100s')).toBe(3);
  });

  it.each([
    ['a stretch of a history', ['smoke', '--export', 'jepsen-edn', '--from', '1s'], 'a history with holes'],
    ['a stretch that is none', ['smoke', '--export', 'csv', '--from', '2s', '--to', '1s'], '--from before --to'],
    ['an unknown format', ['smoke', '--export', 'pdf'], 'Allowed choices are'],
    ['several runs on standard output', ['smoke', 'bug-stale-read', '--export', 'csv', '--output', '-'], 'takes one run'],
    ['several runs in one file', ['smoke', 'bug-stale-read', '--export', 'csv', '--output', 'taken.txt'], 'which is a file'],
    ['the same run twice', ['smoke', 'smoke', '--export', 'csv', '--output', 'twice'], 'the same one twice'],
    ['a place for a report', ['smoke', '--output', 'x.html'], 'belongs to --export'],
    ['an export in a browser', ['smoke', '--export', 'csv', '--open'], '--open opens reports'],
  ])('refuses %s', async (_, args, message) => {
    writeFileSync(join(folder.path, 'taken.txt'), 'mine');
    const { code, stderr } = await report(...args);
    expect([code, stderr]).toEqual([254, expect.stringContaining(message)]);
    expect(readFileSync(join(folder.path, 'taken.txt'), 'utf8')).toBe('mine');
    expect(existsSync(join(folder.path, 'twice'))).toBe(false);
  });

  it('leaves no half of a file where it cannot write', async () => {
    const { code, stderr } = await report('smoke', '--export', 'csv', '--output', join(folder.path, 'no', 'such', 'folder', 'x.csv'));
    expect([code, stderr]).toEqual([255, expect.stringContaining('cannot write')]);
    expect(readdirSync(folder.path).filter((name) => name.startsWith('.'))).toEqual([]);
  });
});

describe('report --open', () => {
  it('hands the report to the browser as one argument, whatever is in its name', async () => {
    const bin = makeFolder();
    const said = join(bin.path, 'said');
    writeFileSync(join(bin.path, 'xdg-open'), `#!/bin/sh\nprintf '%s|' "$#" "$1" >> '${said}'\n`, { mode: 0o755 });
    const { PATH } = process.env;
    process.env['PATH'] = `${bin.path}:${PATH}`;
    const { code } = await report('smoke', '--open').finally(() => {
      process.env['PATH'] = PATH;
    });
    expect([code, readFileSync(said, 'utf8')]).toEqual([0, `1|${join(run('smoke'), 'report.html')}|`]);
    bin.remove();
  });

  it('says where the report is if no browser can be opened, and is content', async () => {
    const { PATH } = process.env;
    const bin = makeFolder();
    symlinkSync('/bin/false', join(bin.path, 'xdg-open'));
    for (const [path, why] of [
      [bin.path, 'xdg-open ended with 1'],
      [join(bin.path, 'none'), 'there is no xdg-open'],
    ] as const) {
      process.env['PATH'] = path;
      const { code, stderr } = await report('smoke', '--open').finally(() => {
        process.env['PATH'] = PATH;
      });
      expect([code, stderr]).toEqual([
        0,
        expect.stringContaining(`no browser could be opened (${why}); open ${join(run('smoke'), 'report.html')} yourself`),
      ]);
    }
    bin.remove();
  });
});
