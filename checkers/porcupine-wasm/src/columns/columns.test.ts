import { expect, test } from 'vitest';
import { check } from '../check.ts';
import { explain } from '../explain/index.ts';
import { HistoryError } from '../history.ts';
import type { Model } from '../model.ts';
import { casRegister, kv, register } from '../models/index.ts';
import { compact } from '../testing/compact.ts';
import { randomFrom } from '../testing/random-history.ts';
import { severalKeys } from '../testing/several-keys.ts';
import { toColumns } from '../testing/to-columns.ts';
import { type Columns, nothing } from './index.ts';
import { wholeKeyEvents } from './witnesses.ts';

test.each([
  ['register', register, ['read', 'write']],
  ['cas-register', casRegister, ['read', 'read', 'write', 'write', 'cas']],
  ['kv', kv, ['get', 'get', 'put', 'put', 'append']],
] as const)('%s: columns are judged as the same events are', (_, model, mix) => {
  const random = randomFrom(11);
  const verdicts = { valid: 0, invalid: 0, unknown: 0 };
  for (let i = 0; i < 1_000; i += 1) {
    // Only some keys have what is not plain.
    const history = severalKeys(random, 1 + Math.floor(random() * 3), () => ({
      operations: 6,
      processes: 2,
      mix: i % 3 === 0 ? mix : mix.slice(0, -1),
      unknown: 0.1,
      repeated: i % 5 === 0 ? 0.2 : 0,
      lies: Math.floor(random() * 2),
    }));
    for (const values of ['numbers', 'floats', 'table'] as const) {
      const columns = toColumns(history, values);
      if (columns === undefined) continue;
      for (const initial of [model, { ...model, init: 3 } as Model]) {
        const expected = check(initial, history);
        verdicts[expected.verdict] += 1;
        expect(check(initial, columns), JSON.stringify(history)).toEqual(expected);
      }
    }
  }
  expect(Math.min(verdicts.valid, verdicts.invalid)).toBeGreaterThan(300);
});

test('values far apart, fractions, and processes far apart', () => {
  const history = compact('0 write x 1\n0 ok\n1 read x\n1 ok 2').map((event) => ({
    ...event,
    process: Number(event.process) * 2_000_000_000,
  }));
  const columns = toColumns(history, 'floats') as Columns;
  const with_ = (value: number[]): Columns => ({ ...columns, value: Float64Array.from(value) });
  expect(check(register, with_([-1e300, Number.NaN, nothing, 1e300])).verdict).toBe('invalid');
  expect(check(register, with_([0.5, 0.5, Number.NaN, 0.5])).verdict).toBe('valid');
  expect(check(register, with_([0.5, 0.5, Number.NaN, 0.25])).verdict).toBe('invalid');
  expect(check(register, with_([0.5, 0.5, Number.NaN, Number.NaN])).verdict).toBe('invalid');
});

test('numbers too large for 32 bits, or for exact sums, are no others', () => {
  const columns = toColumns(compact('0 read x\n0 ok 5'), 'numbers') as Columns;
  // Cut to 32 bits it would be 5.
  expect(check({ ...register, init: 2 ** 32 + 5 } as Model, columns).verdict).toBe('invalid');
  expect(check({ ...register, init: 5 } as Model, columns).verdict).toBe('valid');
  // Nothing is what it was initially, and 2 - 2^60 is not exact.
  for (const raw of [2 ** 54 + 4, 2 ** 60, 1e300, Number.POSITIVE_INFINITY]) {
    const value = Float64Array.of(Number.NaN, raw);
    expect(check(register, { ...columns, value }).verdict, String(raw)).toBe('invalid');
    expect(check({ ...register, init: raw } as Model, { ...columns, value }).verdict, String(raw)).toBe('valid');
  }
});

test('what is no history is refused as it is among events', () => {
  const columns = toColumns(compact('0 write x 1\n0 ok\n1 read x\n1 ok 1'), 'numbers') as Columns;
  const refused = (change: Partial<Columns>): unknown => {
    try {
      return check(register, { ...columns, ...change });
    } catch (error) {
      return error;
    }
  };
  expect(refused({ type: Uint8Array.of(0, 0, 0, 1) })).toMatchObject({ code: 'process-busy', event: 1 });
  expect(refused({ type: Uint8Array.of(1, 0, 0, 1) })).toMatchObject({ code: 'completion-without-invoke', event: 0 });
  expect(refused({ type: Uint8Array.of(0, 1, 0, 4) })).toMatchObject({ code: 'bad-operation', event: 3 });
  expect(refused({ f: Uint8Array.of(0, 0, 9, 1) })).toMatchObject({ code: 'bad-operation', event: 2 });
  expect(refused({ key: Int32Array.of(0, 0, 0, 1) })).toMatchObject({ code: 'bad-operation', event: 3 });
  expect(refused({ value: Int32Array.of(1, 1) })).toBeInstanceOf(HistoryError);
  expect(refused({ values: ['a'] })).toMatchObject({ code: 'bad-operation', event: 0 });
  expect(refused({ functions: ['write', 'peek'] })).toMatchObject({ code: 'bad-operation', event: 2 });
});

test('a table that repeats itself, and one that holds null, are read as they are', () => {
  const columns = toColumns(compact('0 write x 0\n0 ok\n1 read x\n1 ok 1'), 'numbers') as Columns;
  expect(check(register, { ...columns, values: ['a', 'a'] }).verdict).toBe('valid');
  expect(check(register, { ...columns, values: ['a', null] }).verdict).toBe('invalid');
  expect(check(register, { ...columns, keys: ['x', 'x'] }).partitions).toHaveLength(1);
});

test('a long invalid key is explained by the operations on the values in conflict', () => {
  const lines: string[] = ['900 write x -5', '900 info', '900 write x -6', '900 ok'];
  for (let i = 0; i < wholeKeyEvents / 4; i += 1) lines.push(`0 write x ${i}`, '0 ok', '1 read x', `1 ok ${i}`);
  lines.push('2 read x', '2 ok 17');
  const history = compact(lines.join('\n'));
  const result = check(register, toColumns(history, 'numbers') as Columns).partitions[0];
  expect(result).toMatchObject({ key: 'x', verdict: 'invalid', operations: wholeKeyEvents / 2 + 3 });
  expect(result?.evidence?.event).toBe(history.length - 1);
  expect(result?.evidence?.contradiction?.kind).toBe('overlap');
  // What the operations left out may have come to is not known, so nothing is claimed of it.
  expect(result?.evidence).toMatchObject({ order: [], states: [], statesComplete: false, open: [] });
  expect(history[result?.evidence?.operation.invoke ?? 0]).toMatchObject({ process: 2, f: 'read' });
});

test('a result of columns knows what it is of, as one of events does', () => {
  const history = compact('0 write x 1\n0 ok\n1 write y 2\n1 ok\n0 write x 3\n2 read x\n2 ok\n0 ok\n1 read y\n1 ok 2');
  const ofColumns = explain(check(register, toColumns(history, 'numbers') as Columns));
  expect(ofColumns).toEqual(explain(check(register, history)));
  expect(ofColumns.partitions).toMatchObject([{ key: 'x', event: 6, operation: { process: 2, text: 'read saw null' } }]);
});
