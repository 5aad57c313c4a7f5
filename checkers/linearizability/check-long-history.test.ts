import { expect, it } from 'vitest';
import { checkLongHistory } from './index.ts';

const more = 'm'.repeat(100);
const operation = (process: number, f: string, value: unknown, from: number): string[] =>
  ['invoke', 'ok'].map((type, i) =>
    JSON.stringify({ index: from + i, time: from + i, process, type, f, key: 'x', value: f === 'read' && i === 0 ? null : value, more }),
  );
const writes = Array.from({ length: 40 }, (_, i) => operation(0, 'write', i, i * 2)).flat();
const lines = [...writes, ...operation(1, 'read', 0, 80)];
const text = `${lines.join('\n')}\n`;

/** Judges a file that is `first` when it is read, and `second` when what is wrong with it is looked up. */
function judged(first: string, second: string): ReturnType<typeof checkLongHistory> {
  const readings = [first, second];
  return checkLongHistory(() => [new TextEncoder().encode(readings.shift() ?? '')], 'register', undefined);
}

it('says what is wrong with a file that grows meanwhile', () => {
  const expected = judged(text, text);
  expect([expected?.verdict, expected?.findings.length]).toEqual(['invalid', 1]);
  const grown = operation(2, 'write', 99, 82);
  for (const [first, second] of [
    [text, `${text}${grown.join('\n')}\n`],
    [text.trimEnd(), text],
    [text, `${text}${grown[0]?.slice(0, 30)}`],
  ] as const)
    expect(judged(first, second)).toEqual({ ...expected, ms: expect.any(Number) });
});

it.each([
  ['has become shorter', text.slice(0, 2_000)],
  ['is empty now', ''],
  ['is another one', text.replaceAll('"process":0', '"process":7')],
  ['holds other things', text.replaceAll('{', '[')],
  ['is a line further on', `${lines[0]}\n${text}`],
])('leaves a file that %s to be read anew', (_, second) => {
  expect(judged(text, second)).toBeUndefined();
});
