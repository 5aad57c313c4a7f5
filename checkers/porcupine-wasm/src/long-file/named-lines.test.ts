import { expect, test } from 'vitest';
import { readNamedLines } from './named-lines.ts';

const line = (process: number) =>
  `{"process":${process},"type":"invoke","f":"put","key":"ключ","value":"${'v'.repeat(process)}","node":"n${process}"}`;
const text = `\ufeff${line(0)}\n\n${line(1)}\r\n${line(2)}\n${line(3)}\n${line(4)}`;
const bytes = new TextEncoder().encode(text);

test.each([1, 2, 7, 60, 1000])('the lines that are named are read whole, wherever the pieces are cut: %i bytes each', (size) => {
  const read: unknown[] = [];
  const isSame = readNamedLines(pieces(size), [1, 3, 5], (place, { process, key, value, node }) =>
    read.push([place, process, key, value, node]),
  );
  expect(isSame).toBe(true);
  expect(read).toEqual([0, 1, 3].map((process, place) => [place, process, 'ключ', 'v'.repeat(process), `n${process}`]));
});

test('a file that has become shorter is not the same', () => {
  expect(readNamedLines([new TextEncoder().encode(`${line(0)}\n`)], [1, 2], () => undefined)).toBe(false);
  expect(readNamedLines([], [1], () => undefined)).toBe(false);
  expect(readNamedLines([new TextEncoder().encode(`${line(0)}\n{"process":`)], [1, 2], () => undefined)).toBe(false);
});

test('a file that has become another is not the same', () => {
  for (const other of ['{"process":\n', '12\n', '\n', Uint8Array.of(0xff, 10)])
    expect(readNamedLines([typeof other === 'string' ? new TextEncoder().encode(other) : other], [1], () => undefined)).toBe(false);
});

test('the last line may be named without a newline', () => {
  for (const size of [1, 50, 1000]) {
    const read: unknown[] = [];
    expect(readNamedLines(pieces(size), [6], (place, { process }) => read.push([place, process]))).toBe(true);
    expect(read).toEqual([[0, 4]]);
  }
});

function* pieces(size: number): Generator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}
