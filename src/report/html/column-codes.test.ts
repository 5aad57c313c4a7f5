import fc from 'fast-check';
import { expect, it } from 'vitest';
import { codeOf } from './column-codes.ts';
import { decodeVarints, encodeVarints } from './varints.ts';

const clientCount = 7;
const index = fc.integer({ min: -1, max: 5000 });

/** Rows of the columns that others are told by, and one value of the column in question. */
const rows = fc.array(fc.record({ process: fc.nat(500), input: index, invokeIndex: fc.nat(100_000), value: index }), { maxLength: 200 });

it.each(['node', 'key', 'input', 'output', 'completionIndex', 'error', 'durationUs'])('the code of %s gives every value back', (name) => {
  fc.assert(
    fc.property(rows, (all) => {
      const before = {
        process: all.map(({ process }) => process),
        input: all.map(({ input }) => input),
        invokeIndex: all.map(({ invokeIndex }) => invokeIndex),
      };
      const values = all.map(({ value }) => value);
      const back = decodeVarints(encodeVarints(values, codeOf(name, before, clientCount).encode), new Int32Array(values.length));
      codeOf(name, before, clientCount).decode(back);
      expect([...back]).toEqual(values);
    }),
  );
});

it('numbers of processes and rising times come back, also beyond 32 bits', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(2 ** 31 - 1)), fc.array(fc.nat(2 ** 48)), (processes, steps) => {
      const times = [...steps].sort((a, b) => a - b);
      for (const [name, values] of [
        ['process', processes],
        ['startUs', times],
      ] as const) {
        const back = decodeVarints(encodeVarints(values, codeOf(name, {}, clientCount).encode), new Float64Array(values.length));
        codeOf(name, {}, clientCount).decode(back);
        expect([...back]).toEqual(values);
      }
    }),
  );
});

it('what a row is likely to hold takes one byte', () => {
  const values = Array.from({ length: 1000 }, (_, i) => i);
  expect(encodeVarints(values, codeOf('input', {}, clientCount).encode)).toHaveLength(1000);
  const completions = values.map((i) => i * 2 + 3);
  const before = { invokeIndex: values.map((i) => i * 2) };
  expect(encodeVarints(completions, codeOf('completionIndex', before, clientCount).encode)).toHaveLength(1000);
});
