import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { longFileBytes } from '../long-file/index.ts';
import { randomFrom } from '../testing/random-history.ts';
import { uniqueHistory } from '../testing/unique-history.ts';

const folder = mkdtempSync(join(tmpdir(), 'porcupine-wasm-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const main = join(import.meta.dirname, '../../dist/cli/main.js');

/** What every line also says, so that few lines make a long file. */
const padding = 'p'.repeat(1_500);

function lines(mix: readonly string[], lies: number): string[] {
  const history = uniqueHistory(randomFrom(7), { operations: 3_000, processes: 5, mix, unknown: 0.01, repeated: 0, lies });
  return history.map((event, index) => JSON.stringify({ index, time: index, ...event, padding }));
}

const plain = lines(['read', 'write'], 0);
const stale = lines(['read', 'write'], 3);
const swaps = lines(['read', 'write', 'cas'], 0);
const whole = `${plain.join('\n')}\n`;
const last = { process: 900, type: 'invoke', f: 'write', key: 'y', value: 1 };
const texts: Readonly<Record<string, string | Buffer>> = {
  'what has an order': whole,
  'what has none': `${stale.join('\n')}\n`,
  'what is more than reads and writes': `${swaps.join('\n')}\n`,
  'lines that end as on Windows, after a byte order mark': `\ufeff${plain.join('\r\n')}\r\n`,
  'a last line that is torn': whole.slice(0, -9),
  'a last line that is whole but for its newline': whole.trimEnd(),
  'a stale read in a last line that is whole but for its newline': stale.join('\n'),
  'a last line that is no JSON': `${whole}{"process":1,\n`,
  'a process with two open operations': `${whole}${`${JSON.stringify(last)}\n`.repeat(2)}`,
  'a key in another script': `${whole}${JSON.stringify({ ...last, key: 'ключ' })}\n`,
  'bytes that are no UTF-8': Buffer.concat([Buffer.from(whole), Buffer.from([0xff, 0x0a])]),
  'an operation that the model has not': `${whole}${JSON.stringify({ ...last, f: 'enqueue' })}\n`,
  'time that goes back': `${whole}${JSON.stringify({ ...last, time: 1 })}\n`,
  'the maps of another format':
    `${['invoke', 'ok'].map((type) => `{:process 0, :type :${type}, :f :write, :value 1, :padding "${padding}"}\n`).join('')}`.repeat(
      3_000,
    ),
};

/** The same bytes by a pipe, which can be read only once, so by the reader of all formats. */
test.each(Object.entries(texts))('%s is judged as by the other reader', (_, text) => {
  const file = join(folder, 'history');
  writeFileSync(file, text);
  expect(Buffer.byteLength(text)).toBeGreaterThan(longFileBytes);
  for (const more of [[], ['--reporter', 'json']]) {
    const long = spawnSync(process.execPath, [main, file, '--model', 'cas-register', ...more], { encoding: 'utf8' });
    const piped = `cat "$1" | "$2" "$3" /dev/stdin --model cas-register ${more.join(' ')}`;
    const other = spawnSync('sh', ['-c', piped, 'sh', file, process.execPath, main], { encoding: 'utf8' });
    const told = ({ status, stdout, stderr }: typeof long) =>
      [status, stdout, stderr].map((said) =>
        String(said)
          .replaceAll(file, 'FILE')
          .replaceAll('/dev/stdin', 'FILE')
          .replace(/[\d.]+ ms\n/, 'MS\n')
          .replace(/"ms":[\d.]+/, 'MS'),
      );
    expect(told(long)).toEqual(told(other));
    expect(long.status).not.toBe(255);
  }
});
