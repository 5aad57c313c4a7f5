import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'porcupine-wasm-conformance-'));
  const jsonl = (...events: readonly (readonly [number, string, string, unknown])[]): string =>
    events.map(([process, type, f, value]) => `${JSON.stringify({ process, type, f, key: 'k', value })}\n`).join('');
  const written: Parameters<typeof jsonl> = [
    [0, 'invoke', 'write', 1],
    [0, 'ok', 'write', 1],
    [1, 'invoke', 'read', null],
  ];
  writeFileSync(join(folder, 'good.jsonl'), jsonl(...written, [1, 'ok', 'read', 1]));
  writeFileSync(join(folder, 'bad.jsonl'), jsonl(...written, [1, 'ok', 'read', 2]));
  writeFileSync(join(folder, 'broken.jsonl'), `${jsonl(...written)}{"process":\n`);
  writeFileSync(
    join(folder, 'empty.txt'),
    '{:process 1, :type :invoke, :f :get, :key "0", :value nil}\n{:process 1, :type :ok, :f :get, :key "0", :value ""}\n',
  );
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function conformance(table: string | undefined): { status: number | null; stdout: string; stderr: string } {
  if (table !== undefined) writeFileSync(join(folder, 'expected.tsv'), table);
  return spawnSync(process.execPath, [join(import.meta.dirname, 'main.mjs'), table === undefined ? join(folder, 'nowhere') : folder], {
    encoding: 'utf8',
  });
}

test('histories that match their table end with 0, a line each', () => {
  const run = conformance('good.jsonl\tregister\tvalid\nbad.jsonl\tcas-register\tinvalid\nempty.txt\tkv\tvalid\n');
  expect(run.stderr).toBe('');
  expect(
    run.stdout
      .split('\n')
      .slice(0, 3)
      .map((line) => line.split(/\s+/).slice(0, 3)),
  ).toEqual([
    ['good.jsonl', 'register', 'valid'],
    ['bad.jsonl', 'cas-register', 'invalid'],
    ['empty.txt', 'kv', 'valid'],
  ]);
  expect(run.stdout).toContain('3 histories, 3 as expected, 0 not');
  expect(run.status).toBe(0);
});

test('a mismatch is shown and ends with 1', () => {
  const run = conformance('good.jsonl\tregister\tinvalid\nbad.jsonl\tregister\tinvalid\n');
  expect(run.stdout).toMatch(/^good\.jsonl .* MISMATCH: expected invalid$/m);
  expect(run.stdout).toContain('2 histories, 1 as expected, 1 not');
  expect(run.status).toBe(1);
});

test.each([
  ['a folder that is not there', undefined, 'cannot read'],
  ['an empty table', '\n', 'expected a line for each history, got none'],
  [
    'a malformed line',
    'good.jsonl\tregister\tvalid\ngood.jsonl register valid\n',
    'expected.tsv:2:1: expected file, model and "valid" or "invalid"',
  ],
  ['an unknown model', 'good.jsonl\tledger\tvalid\n', 'expected.tsv:1:1: expected a model'],
  ['a history that is not there', 'gone.jsonl\tregister\tvalid\n', 'gone.jsonl'],
  ['a malformed history', 'broken.jsonl\tregister\tvalid\n', 'broken.jsonl:4:'],
])('%s ends with 254', (_, table, message) => {
  const run = conformance(table);
  expect(run.stderr).toContain(message);
  expect(run.status).toBe(254);
});
