import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { longFileBytes } from '../../checkers/index.ts';
import { makeFolder, runCli } from './test-cli.ts';

const folder = makeFolder();
afterAll(() => folder.remove());

const operations = 2_000;

/** Clients of two keys in turn, each writing a value of its own and reading it. `more` makes the lines as long as they shall be. */
function history(more: string, seenLast: number): string {
  const lines: string[] = [];
  for (let i = 0; i < operations; i += 1) {
    const [f, value] = i % 2 === 0 ? ['put', i] : ['get', i === operations - 1 ? seenLast : i - 1];
    for (const type of ['invoke', 'ok']) {
      const shown = f === 'get' && type === 'invoke' ? null : value;
      lines.push(JSON.stringify({ index: lines.length, time: i, process: i % 5, type, f, key: `k${(i >> 1) % 2}`, value: shown, more }));
    }
  }
  return `${lines.join('\n')}\n`;
}

const open = (time: number) => `{"index":4000,"time":${time},"process":9,"type":"invoke","f":"put","key":"k0","value":-1}\n`;

const staleRead = [
  { index: 4000, time: operations, process: 9, type: 'invoke', f: 'get', key: 'k0', value: null },
  { index: 4001, time: operations, process: 9, type: 'ok', f: 'get', key: 'k0', value: 0 },
]
  .map((event) => JSON.stringify(event))
  .join('\n');

const unnumbered = (text: string) => text.replaceAll(/"index":\d+,/g, '');
const nemesis = '{"index":0,"time":0,"process":"nemesis","type":"info","f":"phase","value":{"name":"é"}}\n';
const behindNemesis = (text: string) =>
  nemesis + text.replaceAll(/"index":(\d+),/g, (_, index) => `"index":${Number(index) + 10},"node":"n1",`);

/** The same events in few bytes and in many: these are judged as columns, if that is possible. */
describe.each([
  ['what has an order', operations - 2, '', 0],
  ['a stale read', operations - 6, '', 1],
  ['a stale read among events without numbers', operations - 6, '', 1, unnumbered],
  ['a stale read behind a nemesis, and numbers that do not begin at 0', operations - 6, '', 1, behindNemesis],
  ['an operation that is open', operations - 2, open(operations), 0],
  ['a torn last line', operations - 2, open(operations).trim().slice(0, -1), 0],
  ['a stale read that the last line has, without its newline', operations - 2, staleRead, 1],
  ['a line that is no JSON', operations - 2, '{"process":\n', 254],
  ['time that goes back', operations - 2, open(0), 254],
] as const)('%s', (_, seenLast, end, exitCode, edit: (text: string) => string = (text) => text) => {
  it('is judged in a long file as in a short one, and told so to people and to programs', async () => {
    const texts = [history('', seenLast) + end, history('m'.repeat(2_500), seenLast) + end].map(edit);
    expect(texts.map((text) => text.length > longFileBytes)).toEqual([false, true]);
    const [short, long] = await Promise.all(
      texts.map(async (text, i) => {
        const own = join(folder.path, `of-${i}`);
        mkdirSync(own, { recursive: true });
        writeFileSync(join(own, 'history.jsonl'), text);
        const { code, stdout, stderr } = await runCli(own, 'check', 'history.jsonl', '--model', 'kv', '--reporter', 'text,json=told.json');
        const document = readFileSync(join(own, 'told.json'), 'utf8');
        return [code, ...[stdout, document].map((told) => told.replace(/"ms":\s*[\d.]+|[\d.]+ ms/, 'MS')), stderr];
      }),
    );
    expect(short).toEqual([
      exitCode,
      expect.any(String),
      expect.stringMatching(new RegExp(`"exitCode":\\s*${exitCode}\\b`)),
      expect.any(String),
    ]);
    expect(long).toEqual(short);
  });
});
