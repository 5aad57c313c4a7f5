import { expect, test } from 'vitest';
import { register } from '../models/index.ts';
import { isLinearizable } from '../testing/brute-force.ts';
import { below, pick, randomFrom } from '../testing/random-number.ts';
import { toColumns } from '../testing/to-columns.ts';
import { uniqueHistory } from '../testing/unique-history.ts';
import { type Columns, nothing } from './columns.ts';
import { operationsThatHold } from './one-key.ts';

const historiesTried = 40_000;
const memoryBytes = 2 ** 30;

test('it holds exactly where some order explains the history, if no value is written twice', () => {
  const seen = { holds: 0, not: 0 };
  for (let seed = 1; seed <= historiesTried; seed += 1) {
    const random = randomFrom(seed);
    const history = uniqueHistory(random, {
      operations: 1 + below(random, 7),
      processes: 1 + below(random, 4),
      mix: ['read', 'write'],
      unknown: pick(random, [0, 0.2]),
      repeated: seed % 4 === 0 ? 0.2 : 0,
      lies: below(random, 3),
    });
    const init = pick(random, [null, null, 1, 7]);
    const columns = toColumns(history, 'numbers') ?? toColumns(history, 'table');
    const count = operationsThatHold({ ...register, init }, columns as Columns, memoryBytes);
    const isValid = isLinearizable('register', history, { init });
    seen[count === undefined ? 'not' : 'holds'] += 1;
    const told = `seed ${seed}, initially ${init}: ${JSON.stringify(history)}`;
    if (count !== undefined) expect(isValid, told).toBe(true);
    if (count !== undefined) expect(count, told).toBe(history.filter(({ type }) => type === 'invoke').length);
    if (isValid && isUnique(history, init)) expect(count, told).toBeDefined();
  }
  expect(Math.min(seen.holds, seen.not)).toBeGreaterThan(historiesTried / 10);
});

test('it says nothing of what it does not know', () => {
  const columns: Columns = {
    process: Int32Array.of(0, 0, 1, 1),
    type: Uint8Array.of(0, 1, 0, 1),
    f: Uint8Array.of(0, 0, 1, 1),
    functions: ['write', 'read'],
    value: Int32Array.of(7, 7, nothing, 7),
  };
  const holding = (change: Partial<Columns>, memory = memoryBytes): number | undefined =>
    operationsThatHold(register, { ...columns, ...change }, memory);
  expect(holding({})).toBe(2);
  expect(holding({ value: Int32Array.of(7, 7, nothing, 8) })).toBeUndefined();
  expect(holding({ functions: ['write', 'peek'] })).toBeUndefined();
  expect(holding({ type: Uint8Array.of(0, 1, 0, 4) })).toBeUndefined();
  expect(holding({ type: Uint8Array.of(0, 1, 0, 0) })).toBeUndefined();
  expect(holding({ type: Uint8Array.of(1, 1, 0, 1) })).toBeUndefined();
  expect(holding({ f: Uint8Array.of(0, 0, 1) })).toBeUndefined();
  expect(holding({ process: Int32Array.of(0, 0, 2_000_000_000, 2_000_000_000) })).toBeUndefined();
  expect(holding({ value: Int32Array.of(0x7fffffff, 0x7fffffff, nothing, -0x7fffffff) })).toBeUndefined();
  expect(holding({ values: ['a', 'b'] })).toBeUndefined();
  expect(holding({ key: Int32Array.of(0, 0, 0, 0), keys: ['x', 'y'] })).toBeUndefined();
  expect(holding({ key: Int32Array.of(0, 0, 0, 1), keys: ['x'] })).toBeUndefined();
  expect(holding({}, 1_000)).toBeUndefined();
});

/** Whether no value that may be there was put there twice. */
function isUnique(history: readonly { type: string; f: string; process: number | string; value?: unknown }[], init: unknown): boolean {
  const written = history.filter(({ type, f }) => type === 'invoke' && f === 'write').map(({ value }) => value);
  return new Set([init, ...written]).size === written.length + 1 && history.every(({ value }) => typeof value !== 'string');
}
