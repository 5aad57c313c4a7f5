import { expect, test } from 'vitest';
import { check } from './check.ts';
import { explain } from './explain/index.ts';
import type { HistoryEvent } from './history.ts';
import type { Model } from './model.ts';
import { register } from './models/index.ts';

const stale: readonly HistoryEvent[] = [
  { process: 0, type: 'invoke', f: 'write', value: 1 },
  { process: 0, type: 'ok', f: 'write', value: 1 },
  { process: 1, type: 'invoke', f: 'read' },
  { process: 1, type: 'ok', f: 'read', value: 2 },
];

test('evidence is found once, and only if somebody looks', () => {
  let steps = 0;
  const counting: Model = {
    name: 'counting',
    init: null,
    step(state, operation) {
      steps += 1;
      return register.step(state, operation);
    },
  };
  const [result] = check(counting, stale).partitions;
  const judged = steps;
  expect(Object.keys(result ?? {})).toContain('evidence');
  expect(steps).toBe(judged);
  const evidence = result?.evidence;
  expect(evidence?.event).toBe(3);
  expect(steps).toBeGreaterThan(judged);
  const shown = steps;
  expect(result?.evidence).toBe(evidence);
  expect(steps).toBe(shown);
});

test.each([
  ['as JSON', (value: unknown) => JSON.parse(JSON.stringify(value))],
  ['for another thread', structuredClone],
  ['by hand', (value: object) => ({ ...value, partitions: (value as { partitions: object[] }).partitions.map((part) => ({ ...part })) })],
])('a result that is copied %s carries its evidence, and no history', (_, copy) => {
  const result = check(register, stale);
  const copied = copy(result) as typeof result;
  expect(copied.partitions[0]?.evidence).toEqual(result.partitions[0]?.evidence);
  expect(copied.partitions[0]?.evidence?.operation).toEqual({ invoke: 2, complete: 3, unknown: false });
  expect(() => explain(copied)).toThrow(/expected a result as check returned it/);
  expect(explain(copied, { model: register, history: stale })).toEqual(explain(result));
});

test('a valid result has no evidence, not even an empty one', () => {
  expect(check(register, stale.slice(0, 2)).partitions[0]).toEqual({ key: '', verdict: 'valid', operations: 1, configurations: 0 });
  expect('evidence' in (check(register, stale.slice(0, 2)).partitions[0] ?? {})).toBe(false);
});
