import { expect, test } from 'vitest';
import { check } from '../check.ts';
import type { HistoryEvent } from '../history.ts';
import type { Model } from '../model.ts';
import { casRegister, kv, register } from '../models/index.ts';
import { pick, randomFrom } from '../testing/random-number.ts';
import { severalKeys } from '../testing/several-keys.ts';
import { uniqueHistory } from '../testing/unique-history.ts';
import { columnsOf } from './from-events.ts';

/** Long enough to become columns. */
const operations = 1_200;

test.each([
  ['register', register, ['read', 'write']],
  ['cas-register', casRegister, ['read', 'write']],
  ['kv', kv, ['get', 'put']],
] as const)('%s: a long history is judged as its events are, evidence included', (_, model, mix) => {
  const random = randomFrom(5);
  const seen = { valid: 0, invalid: 0, unknown: 0 };
  const byEvents = withoutNames(model);
  for (let i = 0; i < 60; i += 1) {
    const keys = 1 + (i % 30);
    const lies = i % 2 === 0 ? 0 : 1;
    const history = severalKeys(random, keys, (key) => ({
      operations: Math.ceil(operations / keys),
      processes: 3,
      mix,
      unknown: pick(random, [0, 0.02]),
      repeated: key === 0 && i % 3 === 0 ? 0.01 : 0,
      lies: key === 0 ? lies : 0,
    })).map(i % 4 === 0 ? asText : same);
    expect(columnsOf(model, history)).toBeDefined();
    for (const initial of [model, { ...model, init: 3 } as Model]) {
      const expected = check({ ...byEvents, init: initial.init }, history);
      seen[expected.verdict] += 1;
      expect(check(initial, history)).toEqual(expected);
    }
  }
  expect(Math.min(seen.valid, seen.invalid)).toBeGreaterThan(15);
});

test('what columns cannot say stays events', () => {
  const history = uniqueHistory(randomFrom(1), { operations, processes: 4, mix: ['read', 'write'], unknown: 0, repeated: 0, lies: 0 });
  expect(columnsOf(register, history)).toBeDefined();
  expect(columnsOf(register, history.slice(0, 100))).toBeUndefined();
  expect(columnsOf({ ...register, partition: () => '' }, history)).toBeUndefined();
  expect(columnsOf(casRegister, [...history, { process: 0, type: 'invoke', f: 'cas', value: [1, 2] }])).toBeUndefined();
  // A negative number is a client's like any other here, and none in columns.
  expect(columnsOf(register, [...history, { process: -1, type: 'invoke', f: 'read' }])).toBeUndefined();
  expect(columnsOf(register, [...history, { process: 0.5, type: 'invoke', f: 'read' }])).toBeUndefined();
  expect(columnsOf(register, [...history, { process: 1e9, type: 'invoke', f: 'read' }])).toBeUndefined();
});

test('objects that are no numbers and cannot be made some are values like others', () => {
  const value: unknown = JSON.parse('{"toString":"x","valueOf":1}');
  const history = Array.from({ length: operations }, (): HistoryEvent[] => [
    { process: 0, type: 'invoke', f: 'read' },
    { process: 0, type: 'ok', f: 'read', value },
  ]).flat();
  expect(check(register, history).verdict).toBe('invalid');
  expect(check({ ...register, init: value } as Model, history).verdict).toBe('valid');
});

test('a budget that is spent is named as it was given', () => {
  const history = Array.from({ length: operations }, (): HistoryEvent[] => [
    { process: 0, type: 'invoke', f: 'write', value: 1 },
    { process: 0, type: 'ok', f: 'write', value: 1 },
  ]).flat();
  expect(columnsOf(register, history)).toBeDefined();
  expect(check(register, history, { timeMs: 0.001 }).reason).toMatch(/time budget of 0\.001 ms/);
});

test('a completion belongs to the key of its call, whatever it says itself', () => {
  const history = uniqueHistory(randomFrom(2), { operations, processes: 4, mix: ['read', 'write'], unknown: 0, repeated: 0, lies: 0 });
  const keyed = history.map((event): HistoryEvent => (event.type === 'invoke' ? { ...event, key: 'x' } : event));
  expect(check(register, keyed)).toEqual(check(withoutNames(register), keyed));
  expect(check(register, keyed).partitions).toHaveLength(1);
});

test('what is no history is refused with the same error', () => {
  const history = uniqueHistory(randomFrom(3), { operations, processes: 4, mix: ['read', 'write'], unknown: 0, repeated: 0, lies: 0 });
  for (const more of [
    [{ process: 9, type: 'ok', f: 'read' }],
    [
      { process: 9, type: 'invoke', f: 'read' },
      { process: 9, type: 'invoke', f: 'read' },
    ],
    [{ process: 9, type: 'invoke', f: 'peek' }],
  ] as const) {
    expect(() => check(register, [...history, ...more])).toThrow(messageOf(() => check(withoutNames(register), [...history, ...more])));
  }
});

/** The same model, which takes part in no columns. */
function withoutNames({ plain: _, ...rest }: Model): Model {
  return rest;
}

function same(event: HistoryEvent): HistoryEvent {
  return event;
}

function asText(event: HistoryEvent): HistoryEvent {
  return typeof event.value === 'number' ? { ...event, value: `v${event.value}` } : event;
}

function messageOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return (error as Error).message;
  }
  return 'nothing was thrown';
}
