import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteReader } from './byte-reader.ts';
import { ByteWriter } from './byte-writer.ts';

type Item = { readonly kind: 'byte' | 'count'; readonly value: number } | { readonly kind: 'text'; readonly value: string };

const item: fc.Arbitrary<Item> = fc.oneof(
  fc.record({ kind: fc.constant('byte' as const), value: fc.nat({ max: 255 }) }),
  fc.record({ kind: fc.constant('count' as const), value: fc.oneof(fc.nat(), fc.maxSafeNat()) }),
  // Units of any kind, lone surrogates too.
  fc.record({ kind: fc.constant('text' as const), value: fc.oneof(fc.string(), fc.string({ unit: 'binary' }), units()) }),
);

describe('bytes', () => {
  it('come back as they were written, whatever was written before and behind them', () => {
    const writer = new ByteWriter();
    fc.assert(
      fc.property(fc.array(fc.array(item)), (messages) => {
        const taken = messages.map((items) => {
          for (const one of items) write(writer, one);
          return writer.take();
        });
        expect(taken.map((bytes, i) => read(bytes, messages[i] ?? []))).toEqual(messages);
      }),
    );
  });

  it.each([0, 1, 127, 128, 16_383, 16_384, 2 ** 28 - 1, 2 ** 28, 2 ** 31, 2 ** 32, 2 ** 49, Number.MAX_SAFE_INTEGER])(
    '%d is a count',
    (value) => {
      const writer = new ByteWriter();
      writer.count(value);
      const reader = new ByteReader(writer.take());
      expect([reader.count(), reader.done]).toEqual([value, true]);
    },
  );

  it.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])('%d is none', (value) => {
    expect(() => new ByteWriter().count(value)).toThrow(RangeError);
  });

  it.each([
    ['nothing', []],
    ['one that goes on', [0x80]],
    ['more bytes than it takes', [0x80, 0]],
    ['one beyond 2^53-1', [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x10]],
    ['one that does not end', [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 1]],
  ])('a count is not read from %s', (_, bytes) => {
    const reader = new ByteReader(Uint8Array.from(bytes));
    expect([reader.count(), reader.failed]).toEqual([0, true]);
  });

  it('a text that is longer than what is left is not read, however long it says that it is', () => {
    for (const length of [4, 2 ** 40, Number.MAX_SAFE_INTEGER]) {
      const writer = new ByteWriter();
      writer.count(length);
      writer.byte(0x61);
      const reader = new ByteReader(writer.take());
      expect([reader.text(), reader.failed]).toEqual(['', true]);
    }
  });

  it('long messages get a block of their own', () => {
    const writer = new ByteWriter();
    const long = 'schlüssel'.repeat(100_000);
    for (const text of ['a', long, 'b', `${long}漢`]) writer.text(text);
    const reader = new ByteReader(writer.take());
    expect([reader.text(), reader.text() === long, reader.text(), reader.text() === `${long}漢`, reader.done]).toEqual([
      'a',
      true,
      'b',
      true,
      true,
    ]);
  });
});

function units(): fc.Arbitrary<string> {
  return fc.array(fc.nat({ max: 0xffff })).map((codes) => String.fromCharCode(...codes));
}

function write(writer: ByteWriter, { kind, value }: Item): void {
  if (kind === 'text') writer.text(value);
  else writer[kind](value);
}

function read(bytes: Uint8Array, items: readonly Item[]): Item[] {
  const reader = new ByteReader(bytes);
  const found = items.map(({ kind }): Item => (kind === 'text' ? { kind, value: reader.text() } : { kind, value: reader[kind]() }));
  expect(reader.done).toBe(true);
  return found;
}
