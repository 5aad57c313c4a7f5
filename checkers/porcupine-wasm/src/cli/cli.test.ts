import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'porcupine-wasm-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const written = '{"process":0,"type":"invoke","f":"put","key":"x","value":1}\n{"process":0,"type":"ok","f":"put","key":"x","value":1}\n';
const read = (seen: string) =>
  `{"process":1,"type":"invoke","f":"get","key":"x"}\n{"process":1,"type":"ok","f":"get","key":"x","value":${seen}}\n`;
const failed = (error: string) => `{:type :fail, :f :cas, :value [0 1], :process 0${error}}\n`;
const files: Readonly<Record<string, string | Uint8Array>> = {
  'valid.jsonl': written + read('1'),
  'stale.jsonl': written + read('1') + read('null'),
  'torn.jsonl': (written + read('null')).slice(0, -3),
  'malformed.jsonl': `${written}{"process":1,\n`,
  'unasked.jsonl': read('1').split('\n').slice(1).join('\n'),
  'bad-operation.jsonl': '\n{"process":1,"type":"invoke","f":"enqueue","key":"x"}\n',
  'numbers-as-texts.jsonl': read('1').replaceAll('"process":1', '"process":"1"'),
  'nemesis-only.jsonl': '{"process":"nemesis","type":"info","f":"kill"}\n',
  'latin1.jsonl': new Uint8Array([...new TextEncoder().encode('{"process":0,"type":"invoke","f":"put","key":"'), 0xe9, 0x22, 0x7d, 0x0a]),
  'cas-failed.edn': `{:type :invoke, :f :cas, :value [0 1], :process 0}\n${failed('')}`,
  'cas-failed-otherwise.edn': `{:type :invoke, :f :cas, :value [0 1], :process 0}\n${failed(', :error :node-down')}`,
  'porcupine.txt': '{:process 0, :type :invoke, :f :get, :key "0", :value nil}\n{:process 0, :type :ok, :f :get, :key "0", :value ""}\n',
};
for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);

const main = join(import.meta.dirname, '../../dist/cli/main.js');

function run(...args: string[]): { code: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], { cwd: folder, encoding: 'utf8' });
  return { code: status, stdout, stderr };
}

function json(...args: string[]): unknown {
  return JSON.parse(run(...args, '--reporter', 'json').stdout);
}

test('several files have one document; the worst decides', () => {
  const { code, stdout } = run('valid.jsonl', 'stale.jsonl', '--model', 'kv', '--reporter', 'json');
  expect(code).toBe(1);
  const common = { model: 'kv', ms: expect.any(Number) };
  expect(JSON.parse(stdout)).toEqual({
    outcome: 'violation',
    exitCode: 1,
    histories: [
      { ...common, file: 'valid.jsonl', verdict: 'valid', operations: 2, partitions: [{ key: 'x', verdict: 'valid' }] },
      {
        ...common,
        file: 'stale.jsonl',
        verdict: 'invalid',
        operations: 3,
        partitions: [{ key: 'x', verdict: 'invalid' }],
        explanations: [
          expect.objectContaining({
            key: 'x',
            event: 5,
            line: 6,
            operation: expect.objectContaining({ invoke: 4, complete: 5, text: 'get saw null' }),
            order: [expect.objectContaining({ text: 'put 1', state: 1 }), expect.objectContaining({ text: 'get saw 1', state: 1 })],
            text: expect.arrayContaining([
              'When process 1 is answered the state can only be 1, left by put 1 by process 0 (line 1 to line 2).',
            ]),
          }),
        ],
        explanationsOmitted: 0,
      },
    ],
  });
});

test('people are told in lines of the file', () => {
  const { code, stdout } = run('stale.jsonl', '--model', 'kv');
  expect(code).toBe(1);
  expect(stdout).toMatch(
    /^invalid {2}stale\.jsonl {2}3 operations, [\d.]+ ms\n {9}Key "x" is not linearizable: before line 6 there is an order/,
  );
});

test('the minimum is told on request', () => {
  expect(json('stale.jsonl', '--model', 'kv', '--minimize')).toMatchObject({
    histories: [{ minimum: { key: 'x', complete: true, originalOperations: 3, operations: [{ invoke: 0 }, { invoke: 4 }] } }],
  });
  expect(run('stale.jsonl', '--model', 'kv', '--minimize').stdout).toContain(
    [
      'operations are enough to prove it, for key "x" (nothing more was found to leave out):',
      '  put 1 by process 0 (line 1 to line 2)',
      '  get saw null by process 1 (line 5 to line 6)',
      'When process 1 is answered, these allow no state but 1.',
    ].join('\n         '),
  );
  expect(json('valid.jsonl', '--model', 'kv', '--minimize')).toMatchObject({ histories: [{ verdict: 'valid' }] });
});

test('a torn last line is dropped with a warning', () => {
  const { code, stderr } = run('torn.jsonl', '--model', 'kv');
  expect([code, stderr]).toEqual([0, expect.stringContaining('porcupine-wasm: torn.jsonl: line 4 has no newline at its end')]);
});

test('a file without an operation is told to be one', () => {
  const { code, stderr } = run('nemesis-only.jsonl', '--model', 'kv');
  expect([code, stderr]).toEqual([
    0,
    'porcupine-wasm: nemesis-only.jsonl: no client invokes an operation in it, so there was nothing to check\n',
  ]);
});

test('what cannot be used is said in plain words', () => {
  expect(run('none.jsonl', '--model', 'kv').stderr).toMatch(/: there is no such file\n$/);
  expect(run('.', '--model', 'kv').stderr).toMatch(/: this is a folder\n$/);
  expect(run('valid.jsonl', '--modle', 'kv').stderr).toBe("porcupine-wasm: Unknown option '--modle'; --help shows the options\n");
});

test('a spent budget is inconclusive, and ends minimizing too', () => {
  expect(json('stale.jsonl', '--model', 'kv', '--budget', '0', '--minimize')).toMatchObject({
    outcome: 'inconclusive',
    exitCode: 2,
    histories: [{ verdict: 'unknown', partitions: [{ reason: expect.stringContaining('time budget of 0 ms') }] }],
  });
  expect(json('valid.jsonl', '--model', 'kv', '--memory', '1k')).toMatchObject({ exitCode: 2 });
});

test.each([
  ['cas-failed.edn', '0', [], 'invalid'],
  ['cas-failed.edn', '5', [], 'valid'],
  ['cas-failed.edn', '0', ['--failed-cas', 'ignore'], 'valid'],
  ['cas-failed-otherwise.edn', '0', [], 'valid'],
  ['cas-failed-otherwise.edn', '0', ['--failed-cas', 'observe'], 'invalid'],
])('%s with the register at %s and %j is %s', (file, init, more, verdict) => {
  expect(json(file, '--model', 'cas-register', '--init', init, ...more)).toMatchObject({ histories: [{ verdict }] });
});

test('what a format says of the beginning holds unless the command line says otherwise', () => {
  expect(json('porcupine.txt', '--model', 'kv')).toMatchObject({ outcome: 'pass' });
  expect(json('porcupine.txt', '--model', 'kv', '--init', 'null')).toMatchObject({ outcome: 'violation' });
  expect(json('porcupine.txt', '--model', 'kv', '--format', 'jepsen-edn')).toMatchObject({ outcome: 'violation' });
});

test.each([
  ['a line that is no JSON', ['malformed.jsonl'], 'malformed-json', /^malformed\.jsonl:3:\d+$/],
  ['an answer that nobody asked for', ['unasked.jsonl'], 'completion-without-invoke', /^unasked\.jsonl:1:2$/],
  ['an operation that the model has not', ['bad-operation.jsonl'], 'bad-operation', /^bad-operation\.jsonl:2$/],
  ['a process that is a number as a text', ['numbers-as-texts.jsonl'], 'bad-field', /^numbers-as-texts\.jsonl:1:2$/],
  ['text that is not UTF-8', ['latin1.jsonl'], 'unreadable', /^latin1\.jsonl$/],
  ['a file that is not there', ['none.jsonl'], 'unreadable', /^none\.jsonl$/],
  ['a folder', ['.'], 'unreadable', /^\.$/],
  ['no file', [], 'file-missing', undefined],
  ['an unknown format', ['valid.jsonl', '--format', 'xml'], 'bad-option', undefined],
  ['a budget that is none', ['valid.jsonl', '--budget', 'soon'], 'bad-duration', undefined],
  ['memory that is none', ['valid.jsonl', '--memory', '5g'], 'bad-size', undefined],
  ['an initial state that is no JSON', ['valid.jsonl', '--init', '{'], 'bad-init', undefined],
  ['an option that is none', ['valid.jsonl', '--frobnicate'], 'bad-usage', undefined],
])('%s is refused with 254', (_, args, code, at) => {
  const { code: exitCode, stdout, stderr } = run(...args, '--model', 'kv', '--reporter', 'json');
  const error = { code, message: expect.any(String), ...(at === undefined ? {} : { at: expect.stringMatching(at) }) };
  expect([exitCode, JSON.parse(stdout)]).toEqual([254, { outcome: 'broken', exitCode: 254, histories: [], error }]);
  expect(stderr).toMatch(/^porcupine-wasm: .+\n$/);
});

test('an initial state that the model cannot have is refused, and so is no model', () => {
  expect(json('valid.jsonl', '--model', 'set', '--init', '5')).toMatchObject({ exitCode: 254, error: { code: 'bad-init' } });
  expect(json('valid.jsonl')).toMatchObject({ exitCode: 254, error: { code: 'model-missing' } });
  expect(json('valid.jsonl', '--model', 'toString')).toMatchObject({ exitCode: 254, error: { code: 'unknown-model' } });
});

test('--help names every option', () => {
  const { code, stdout } = run('--help');
  expect(code).toBe(0);
  for (const option of ['--model', '--init', '--format', '--failed-cas', '--budget', '--memory', '--minimize', '--reporter']) {
    expect(stdout).toContain(option);
  }
});
