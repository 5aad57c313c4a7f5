import { expect, test } from 'vitest';
import { check } from '../check.ts';
import type { HistoryEvent } from '../history.ts';
import { casRegister, kv, models } from '../models/index.ts';
import type { ModelName } from '../testing/brute-force.ts';
import { compact } from '../testing/compact.ts';
import { type Weakening, weakenRound } from '../testing/weaken-round.ts';
import { minimize } from './index.ts';

const historiesPerModel = 350 * Number(process.env['FUZZ_ROUNDS'] ?? 1);
const seed = Number(process.env['FUZZ_SEED'] ?? 1);
const names = Object.keys(models) as ModelName[];
const subjects = names.flatMap((name) => [[name, true] as const, [name, false] as const]);

test.each(subjects)('%s (hints: %s): weakenings keep valid histories valid, and only invalid ones have a minimum', (name, withHints) => {
  const applied = new Map<Weakening, number>();
  let invalid = 0;
  for (let i = 0; i < historiesPerModel; i += 1) {
    const round = weakenRound(name, seed * 7919 + i, withHints);
    for (const weakening of round.applied) applied.set(weakening, (applied.get(weakening) ?? 0) + 1);
    if (round.verdict === 'invalid') invalid += 1;
  }
  expect(invalid).toBeGreaterThan(historiesPerModel / 10);
  // Of a lease nothing can be cut out: tokens only grow.
  const everywhere: Weakening[] = name === 'lease' ? ['ended', 'widened', 'dropped'] : ['ended', 'widened', 'dropped', 'cut out'];
  const expected = models[name]?.forgetting === undefined ? everywhere : [...everywhere, 'forgotten' as const];
  expect([...applied.keys()]).toEqual(expect.arrayContaining(expected));
});

const staleRead = '0 write x 1\n0 ok\n0 write x 2\n0 ok\n1 read x\n1 ok 1';

test('a stale read keeps the write that it saw and one that replaced it, whatever else there was', () => {
  const noise = Array.from({ length: 40 }, (_, i) => `3 write x ${i % 5}\n4 read x\n3 ok\n4 ok ${i % 5}`).join('\n');
  const minimum = minimize(casRegister, compact(`${noise}\n${staleRead}\n3 write x 7\n3 ok`));
  expect(minimum).toMatchObject({ key: 'x', originalOperations: 84, complete: true });
  const events = minimum?.events.map(({ type, f, value }) => `${type} ${f} ${value}`);
  expect(events).toEqual([
    'invoke write 1',
    'ok write 1',
    expect.stringMatching(/^invoke write/),
    expect.stringMatching(/^ok write/),
    'invoke read null',
    'ok read 1',
  ]);
  expect(minimum?.result.verdict).toBe('invalid');
});

test('the operations are named by their events in the original', () => {
  const minimum = minimize(casRegister, compact(`9 write y 1\n9 ok\n${staleRead}`));
  expect(minimum?.operations).toEqual([
    { invoke: 2, complete: 3, weakened: 'none', retold: false, process: 0, text: 'write 1' },
    { invoke: 4, complete: 5, weakened: 'none', retold: false, process: 0, text: 'write 2' },
    { invoke: 6, complete: 7, weakened: 'none', retold: false, process: 1, text: 'read saw 1' },
  ]);
});

test('a write that a read saw is not dropped, even where the history stays invalid; what it is not about is forgotten', () => {
  const minimum = minimize(
    kv,
    compact('0 append x "c"\n0 ok\n0 append x "a"\n0 ok\n1 append x "b"\n1 ok\n1 get x\n1 ok "cba"\n1 put x "d"'),
  );
  expect(minimum?.events.map(({ f, value }) => `${f} ${value}`)).toEqual([
    'append a',
    'append a',
    'append b',
    'append b',
    'get null',
    'get ba',
  ]);
  expect(minimum?.forgotten).toEqual(['appended text "c"']);
  expect(minimum?.operations.map(({ invoke, retold }) => [invoke, retold])).toEqual([
    [2, false],
    [4, false],
    [6, true],
  ]);
});

test('of many unknown writes of one value, one stands for all', () => {
  const writes = Array.from({ length: 12 }, (_, i) => `${i} write x 3\n${i} info`).join('\n');
  const minimum = minimize(casRegister, compact(`${writes}\n50 read x\n50 ok 3\n50 write x 1\n50 ok\n50 read x\n50 ok 2`));
  expect(minimum?.operations.length).toBeLessThanOrEqual(2);
  const twice = minimize(
    casRegister,
    compact(`0 write x 3\n0 info\n1 write x 1\n1 ok\n1 read x\n1 ok 3\n1 write x 1\n1 ok\n1 read x\n1 ok 3`),
  );
  expect(twice?.operations).toHaveLength(4);
});

test('a valid history has no minimum, and no time gives none or one that says so', () => {
  expect(minimize(casRegister, compact('0 write x 1\n0 ok'))).toBeUndefined();
  expect(minimize(casRegister, compact(staleRead), { timeMs: 0 })?.complete ?? false).toBe(false);
});

test('of more invalid keys than there is time for, one is made small, or none', () => {
  const history = Array.from({ length: 20_000 }, (_, i): HistoryEvent[] => [
    { process: 0, type: 'invoke', f: 'read', key: `k${i}` },
    { process: 0, type: 'ok', f: 'read', key: `k${i}`, value: 1 },
  ]).flat();
  const minimum = minimize(casRegister, history, { timeMs: 0, result: check(casRegister, history) });
  expect(minimum).toMatchObject({ key: 'k0', complete: false, originalOperations: 1 });
});

test('every model that comes with the package is weakened without an error', () => {
  for (const model of Object.values(models)) expect(minimize(model, [])).toBeUndefined();
});
