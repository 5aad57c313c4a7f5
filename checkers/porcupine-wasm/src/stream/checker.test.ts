import { expect, test } from 'vitest';
import { check } from '../check.ts';
import type { HistoryEvent } from '../history.ts';
import { casRegister, kv, models } from '../models/index.ts';
import type { ModelName } from '../testing/brute-force.ts';
import { compact } from '../testing/compact.ts';
import { type RandomNumber, randomFrom, randomHistory } from '../testing/random-history.ts';
import { specifications } from '../testing/specifications.ts';
import { Checker } from './checker.ts';

/** Where a stream first fails. */
function failsAt(model: keyof typeof models, history: readonly HistoryEvent[]): number | undefined {
  const checker = new Checker(models[model] ?? kv);
  let failure: number | undefined;
  history.forEach((event, place) => {
    const failed = checker.add(event);
    if (failed === undefined) return;
    if (failure === undefined && (failed.certainAt !== place || failed.event > place))
      expect.fail(`said ${JSON.stringify(failed)} at ${place}`);
    failure ??= failed.certainAt;
  });
  expect(checker.notFollowed).toEqual([]);
  expect(checker.finish()).toEqual(check(models[model] ?? kv, history));
  return failure;
}

/** The first event up to which, with open operations of unknown outcome, the history is invalid. */
function firstInvalid(model: keyof typeof models, history: readonly HistoryEvent[]): number | undefined {
  const at = history.findIndex((_, i) => check(models[model] ?? kv, history.slice(0, i + 1)).verdict === 'invalid');
  return at === -1 ? undefined : at;
}

test('the failure comes with the event that makes it', () => {
  expect(failsAt('kv', compact('0 put x 1\n0 ok\n1 put x 2\n2 get x\n2 ok 2\n3 get x\n3 ok 1\n1 ok'))).toBe(6);
});

test('an open operation may still come to anything', () => {
  expect(failsAt('kv', compact('0 put x 1\n0 ok\n1 cas x [1,2]\n2 get x\n2 ok 2\n1 ok'))).toBe(undefined);
  expect(failsAt('kv', compact('0 put x 1\n0 ok\n1 cas x [1,2]\n2 get x\n2 ok 2\n1 info'))).toBe(undefined);
});

test('an operation that failed takes away what it explained', () => {
  const checker = new Checker(kv);
  const history = compact('0 put x 1\n0 ok\n1 put x 2\n2 get x\n2 ok 2\n1 fail');
  const failures = history.map((event) => checker.add(event));
  expect(failures.findIndex((failure) => failure !== undefined)).toBe(5);
  expect(failures[5]).toEqual({ key: 'x', event: 4, invoke: 3, certainAt: 5 });
});

test.each(['kv', 'cas-register'] as const)('%s: a stream fails where its prefix does', (model) => {
  const random = randomFrom(11);
  for (let i = 0; i < 1500; i += 1) {
    const history = refused(random, randomHistory(random, drawShape(random, model, 8)));
    expect(failsAt(model, history), JSON.stringify(history)).toBe(firstInvalid(model, history));
  }
});

test.each(['kv', 'cas-register'] as const)('%s: long streams, settled bit by bit', (model) => {
  const random = randomFrom(12);
  for (let i = 0; i < 40; i += 1) {
    const history = randomHistory(random, { ...drawShape(random, model, 150), unknown: 0.03 });
    expect(failsAt(model, history), JSON.stringify(history)).toBe(firstInvalid(model, history));
  }
});

const others = (Object.keys(specifications) as ModelName[]).filter((name) => name !== 'kv' && name !== 'cas-register');

test.each(others)('%s: a stream fails where its prefix does, whatever the model', (model) => {
  const random = randomFrom(13);
  let failed = 0;
  for (let i = 0; i < 250; i += 1) {
    const keyed = model === 'multi-register' ? { key: 'x' } : {};
    const history = refused(random, randomHistory(random, { ...drawShape(random, model, 8), ...keyed }));
    const at = failsAt(model, history);
    expect(at, JSON.stringify(history)).toBe(firstInvalid(model, history));
    if (at !== undefined) failed += 1;
  }
  expect(failed).toBeGreaterThan(10);
});

test('what is no history is refused, and the stream goes on without it', () => {
  const checker = new Checker(casRegister);
  expect(() => checker.add({ process: 0, type: 'ok', f: 'read' })).toThrow(/no open operation/);
  expect(() => checker.add({ process: 0, type: 'invoke', f: 'enqueue', value: 1 })).toThrow(/no operation 'enqueue'/);
  expect(checker.add({ process: 0, type: 'invoke', f: 'read' })).toBe(undefined);
  expect(() => checker.add({ process: 0, type: 'invoke', f: 'read' })).toThrow(/at most one open operation/);
  expect(checker.add({ process: 0, type: 'ok', f: 'read', value: 4 })).toEqual({ key: '', event: 1, invoke: 0, certainAt: 1 });
  expect(checker.finish().verdict).toBe('invalid');
});

test('a partition that costs too much is named, and judged in the end', () => {
  const sum = {
    name: 'sum',
    init: 0,
    step: (state: number, { f, value }: { f: string; value: unknown }): number | undefined =>
      f === 'add' ? state + Number(value) : value === state ? state : undefined,
  };
  const checker = new Checker(sum, { configurations: 10 });
  const lines = Array.from({ length: 24 }, (_, i) => `${i} add x ${2 ** i}`);
  for (const event of compact([...lines, '90 read x', '90 ok -1'].join('\n'))) expect(checker.add(event)).toBe(undefined);
  expect(checker.notFollowed).toEqual(['x']);
  expect(checker.finish().verdict).toBe('unknown');
});

/** Now and then a write turns out to have been refused. */
function refused(random: RandomNumber, history: readonly HistoryEvent[]): HistoryEvent[] {
  const may = ({ type, f }: HistoryEvent): boolean => type === 'ok' && f !== 'get' && f !== 'read';
  return history.map((event) => (may(event) && random() < 0.05 ? { ...event, type: 'fail', error: 'refused' } : event));
}

function drawShape(random: RandomNumber, model: 'kv' | 'cas-register', operations: number): Parameters<typeof randomHistory>[1] {
  return {
    model,
    operations: 3 + Math.floor(random() * operations),
    processes: 2 + Math.floor(random() * 3),
    unknown: random() < 0.5 ? 0.1 : 0.3,
    values: 2 + Math.floor(random() * 4),
    lies: random() < 0.2 ? 0 : 1 + Math.floor(random() * 3),
  };
}
