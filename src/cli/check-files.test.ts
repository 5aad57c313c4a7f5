import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { makeFolder, runCli } from './test-cli.ts';

const folder = makeFolder();
afterAll(() => folder.remove());

const written = [
  '{"index":0,"time":1,"process":0,"type":"invoke","f":"put","key":"x","value":1}',
  '{"index":1,"time":2,"process":0,"type":"ok","f":"put","key":"x","value":1}',
  '{"index":2,"time":3,"process":1,"type":"invoke","f":"get","key":"x","value":null}',
];
const saw = (value: number | null) => `{"index":3,"time":4,"process":1,"type":"ok","f":"get","key":"x","value":${value}}`;
/** The same two lines of an event log, further on. */
const later = (line: string) => line.replace(/"index":(\d)/, (_, index) => `"index":${Number(index) + 2}`).replace(/"time":\d/, '"time":9');
const files: Readonly<Record<string, string>> = {
  'valid.jsonl': `${written.join('\n')}\n${saw(1)}\n`,
  'stale.jsonl': `${written.join('\n')}\n${saw(null)}\n`,
  'noisy.jsonl': `${written.join('\n')}\n${saw(1)}\n${[written[2] ?? '', saw(null)].map(later).join('\n')}\n`,
  'failed.edn': `{:type :invoke, :f :cas, :value [0 1], :process 0}\n{:type :fail, :f :cas, :value [0 1], :process 0, :error :down}\n`,
  'torn.jsonl': `${written.join('\n')}\n${saw(null)}`.slice(0, -5),
  'unended.jsonl': `${written.join('\n')}\n${saw(null)}`,
  'empty.jsonl': '{"index":0,"time":1,"process":"nemesis","type":"info","f":"kill","value":null}\n',
  'nothing.jsonl': '',
  'malformed.jsonl': `${written.slice(0, 2).join('\n')}\n{"index":2,"time":3,"process":1,\n${saw(1)}\n`,
  'unasked.jsonl': `${written.slice(0, 2).join('\n')}\n${saw(1)}\n`,
};
for (const [name, text] of Object.entries(files)) writeFileSync(join(folder.path, name), text);

const check = (...args: string[]) => runCli(folder.path, 'check', ...args, '--model', 'kv', '--reporter', 'json');

describe('judging bare histories', () => {
  it('passes one that has an order', async () => {
    const { code, stdout, stderr } = await check('valid.jsonl');
    expect([code, stderr]).toEqual([0, '']);
    const partitions = [{ key: 'x', verdict: 'valid' }];
    const history = { file: 'valid.jsonl', model: 'kv', verdict: 'valid', operations: 2, ms: expect.any(Number), partitions };
    expect(JSON.parse(stdout)).toEqual({ outcome: 'pass', exitCode: 0, histories: [history] });
  });

  it('lets the worst of several decide, and names each', async () => {
    const { code, stdout } = await check('valid.jsonl', 'stale.jsonl');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      outcome: 'violation',
      exitCode: 1,
      histories: [
        { file: 'valid.jsonl', verdict: 'valid' },
        { file: 'stale.jsonl', verdict: 'invalid', partitions: [{ key: 'x', verdict: 'invalid' }] },
      ],
    });
  });

  it('tells people which read is wrong', async () => {
    const { code, stdout } = await runCli(folder.path, 'check', 'stale.jsonl', '--model', 'kv');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^invalid {2}stale\.jsonl {2}2 operations/);
    expect(stdout).toContain('Key "x" is not linearizable.');
  });

  it('leaves out a torn last line and says so: nobody knows what it would have said', async () => {
    const { code, stdout, stderr } = await check('torn.jsonl');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ outcome: 'pass', histories: [{ verdict: 'valid', operations: 2 }] });
    expect(stderr).toMatch(/^faultline: torn\.jsonl: line 4 has no newline at its end/);
  });

  it('takes a last line that is whole but for its newline', async () => {
    const { code, stdout, stderr } = await check('unended.jsonl');
    expect([code, stderr]).toEqual([1, '']);
    expect(JSON.parse(stdout)).toMatchObject({ outcome: 'violation', histories: [{ verdict: 'invalid', operations: 2 }] });
  });

  it('says of a file without an operation that nothing was checked', async () => {
    for (const file of ['empty.jsonl', 'nothing.jsonl']) {
      const { code, stdout, stderr } = await check(file);
      expect([code, stderr]).toEqual([2, `faultline: ${file}: no client invokes an operation in it, so there was nothing to check\n`]);
      const history = { file, verdict: 'unknown', operations: 0, reason: 'no operations: nothing was judged' };
      expect(JSON.parse(stdout)).toMatchObject({ outcome: 'inconclusive', exitCode: 2, histories: [history] });
    }
    expect((await check('empty.jsonl', 'stale.jsonl')).code).toBe(1);
    const { stdout } = await runCli(folder.path, 'check', 'empty.jsonl', '--model', 'kv');
    expect(stdout).toMatch(/^unknown {2}empty\.jsonl {2}0 operations.*\n +no operations: nothing was judged/);
  });

  it('makes an invalid one as small as it can on request, and names what is left by its events', async () => {
    const { stdout } = await check('noisy.jsonl', 'valid.jsonl', '--minimize');
    const [noisy, valid] = (JSON.parse(stdout) as { readonly histories: readonly Record<string, unknown>[] }).histories;
    expect(noisy?.['minimum']).toMatchObject({
      key: 'x',
      complete: true,
      originalOperations: 3,
      operations: [
        { invoke: 0, complete: 1 },
        { invoke: 4, complete: 5 },
      ],
    });
    expect(valid).not.toHaveProperty('minimum');
    const { stdout: text } = await runCli(folder.path, 'check', 'noisy.jsonl', '--model', 'kv', '--minimize');
    expect(text).toContain('2 of 3 operations are enough to prove it');
  });

  it('reads a failed cas of another tool as it is told to', async () => {
    const verdict = async (...more: string[]) => JSON.parse((await check('failed.edn', '--init', '0', ...more)).stdout) as unknown;
    expect(await verdict()).toMatchObject({ outcome: 'pass' });
    expect(await verdict('--failed-cas', 'observe')).toMatchObject({ outcome: 'violation' });
    expect(await verdict('--failed-cas', 'ignore', '--format', 'jepsen-edn')).toMatchObject({ outcome: 'pass' });
  });

  it('is inconclusive when the memory is too small', async () => {
    expect(JSON.parse((await check('valid.jsonl', '--memory', '1k')).stdout)).toMatchObject({ outcome: 'inconclusive', exitCode: 2 });
  });

  it('is inconclusive when the budget is spent', async () => {
    const { code, stdout } = await check('valid.jsonl', '--budget', '0');
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ outcome: 'inconclusive', exitCode: 2, histories: [{ verdict: 'unknown' }] });
  });

  it.each([
    ['a line that is no JSON', 'malformed.jsonl', /^malformed\.jsonl:3:\d+$/],
    ['an answer that nobody asked for', 'unasked.jsonl', /^unasked\.jsonl:3/],
    ['a file that is not there', 'none.jsonl', /^none\.jsonl$/],
  ])('refuses %s and points at it', async (_, file, place) => {
    const { code, stdout, stderr } = await check('valid.jsonl', file);
    expect(code).toBe(254);
    const document = JSON.parse(stdout) as { readonly error: { readonly message: string; readonly at: string } };
    const error = { code: expect.any(String), message: expect.any(String), at: expect.stringMatching(place) };
    expect(document).toEqual({ outcome: 'broken', exitCode: 254, runs: [], error });
    expect(stderr).toContain(`faultline: ${document.error.at}: ${document.error.message}\n`);
  });

  it.each([
    ['no model', ['valid.jsonl'], 'model-missing'],
    ['a folder that holds no run', ['.'], 'not-a-run'],
    ['an unknown format', ['valid.jsonl', '--model', 'kv', '--format', 'xml'], 'unknown-format'],
    ['an unknown reading of failed cas', ['valid.jsonl', '--model', 'kv', '--failed-cas', 'maybe'], 'bad-failed-cas'],
    ['memory that is no size', ['valid.jsonl', '--model', 'kv', '--memory', 'much'], 'bad-size'],
    ['an initial state that the model cannot have', ['valid.jsonl', '--model', 'set', '--init', '5'], 'bad-init'],
    ['files and folders at once', ['.', 'valid.jsonl', '--model', 'kv'], 'mixed-inputs'],
  ])('refuses %s', async (_, args, error) => {
    const { code, stdout } = await runCli(folder.path, 'check', ...args, '--reporter', 'json');
    expect([code, JSON.parse(stdout)]).toMatchObject([254, { exitCode: 254, runs: [], error: { code: error } }]);
  });
});
