import { expect, test } from 'vitest';
import { check } from './check.ts';
import { HistoryError, type HistoryEvent } from './history.ts';
import type { Model } from './model.ts';
import { kv, models } from './models/index.ts';
import { compact } from './testing/compact.ts';
import { randomFrom, randomHistory } from './testing/random-history.ts';

const invalid: Readonly<Record<string, string>> = {
  'a stale read': '0 put x 1\n0 ok\n0 put x 2\n0 ok\n1 get x\n1 ok 1',
  'a read from nowhere': '0 put x 1\n0 ok\n1 get x\n1 ok 7',
  'a read before its write': '1 get x\n1 ok 1\n0 put x 1\n0 ok',
  'a lost update': '0 put x 1\n0 ok\n1 get x\n1 ok',
  'an append applied twice': '0 append x "a"\n0 ok\n1 get x\n1 ok "aa"',
  'an append that was lost': '0 append x "a"\n0 ok\n1 append x "b"\n1 ok\n0 get x\n0 ok "b"',
  'two reads that saw two orders': '0 put x 1\n1 put x 2\n0 ok\n1 ok\n2 get x\n2 ok 1\n3 get x\n3 ok 2\n2 get x\n2 ok 1',
  'two successes of one exclusive cas':
    '0 put x 1\n0 ok\n0 cas x [1,2]\n1 cas x [1,3]\n0 ok\n1 ok\n2 delete x\n2 ok\n0 get x\n0 ok\n1 get x\n1 ok 3',
  'a cas that failed though the value was the expected one': '0 put x 1\n0 ok\n1 cas x [1,2]\n1 fail',
  'a failed cas that met a value nobody wrote': '0 put x 1\n0 ok\n1 cas x [3,2]\n1 fail 5',
  'a failed cas that says it met what it expected': '0 put x 1\n0 ok\n1 cas x [1,2]\n1 fail 1',
  'an unknown write seen, then unseen': '0 put x 1\n0 ok\n1 put x 2\n1 info\n2 get x\n2 ok 2\n3 get x\n3 ok 1',
  'an unknown write that took effect twice': '0 put x 2\n0 info\n1 get x\n1 ok 2\n1 put x 1\n1 ok\n1 get x\n1 ok 2',
  'a deleted value that came back': '0 put x 1\n0 ok\n0 delete x\n0 ok\n1 get x\n1 ok 1',
  'an append to a number': '0 put x 1\n0 ok\n0 append x "a"\n0 ok',
};

const valid: Readonly<Record<string, string>> = {
  'an unknown write that never happened': '0 put x 1\n0 ok\n1 put x 2\n1 info\n2 get x\n2 ok 1\n3 get x\n3 ok 1',
  'an unknown write that happened late': '0 put x 2\n0 info\n1 put x 1\n1 ok\n1 get x\n1 ok 1\n1 get x\n1 ok 2',
  'concurrent writes in either order': '0 put x 1\n1 put x 2\n0 ok\n1 ok\n2 get x\n2 ok 1',
  'a read without an answer': '0 put x 1\n0 ok\n1 get x\n1 info',
  'a call that never came back': '0 put x 1\n1 get x\n1 ok 1',
  'objects are equal whatever the order of their keys': '0 put x {"a":1,"b":2}\n0 ok\n1 get x\n1 ok {"b":2,"a":1}',
  'minus zero is zero': '0 put x 0\n0 ok\n1 get x\n1 ok -0',
  'an append that changes nothing to be seen where it could be done, but comes after a put':
    '0 put x "a"\n0 ok\n0 cas x ["a","c"]\n1 append x "b"\n2 put x "d"\n1 ok\n1 get x\n0 ok\n2 ok\n1 ok "db"',
  'append takes null for nothing': '0 append x "a"\n0 ok\n1 append x ""\n1 ok\n0 get x\n0 ok "a"',
};

test.each(Object.entries(invalid))('refutes %s', (_, text) => {
  const result = check(kv, compact(text));
  expect(result.verdict).toBe('invalid');
  expect(result.partitions[0]?.evidence?.event).toBeGreaterThan(0);
});

test.each(Object.entries(valid))('accepts %s', (_, text) => {
  expect(check(kv, compact(text))).toMatchObject({ verdict: 'valid', partitions: [{ key: 'x', verdict: 'valid' }] });
});

test('the number 1 and the string "1" are two values', () => {
  expect(check(kv, compact('0 put x 1\n0 ok\n1 get x\n1 ok "1"')).verdict).toBe('invalid');
});

test('a failure other than of the precondition says nothing', () => {
  const history = compact('0 put x 1\n0 ok\n1 cas x [1,2]\n1 fail\n2 put x 5\n2 fail\n3 get x\n3 ok 1');
  const refused = history.map((event) => (event.type === 'fail' ? { ...event, error: 'refused' } : event));
  expect(check(kv, refused).verdict).toBe('valid');
});

test('evidence shows the order reached, the states possible and what is open', () => {
  const result = check(
    kv,
    compact('0 put x 1\n0 ok\n1 put x 2\n2 put x 3\n2 info\n3 get x\n1 ok\n3 ok 1\n4 get x\n0 put x 9\n4 ok 1\n0 ok'),
  );
  const evidence = result.partitions[0]?.evidence;
  expect(evidence).toMatchObject({
    event: 10,
    operation: { invoke: 8, complete: 10 },
    orderOmitted: 0,
    statesOmitted: 0,
    statesComplete: true,
    openOmitted: 0,
  });
  expect(evidence?.order.map(({ invoke, state }) => [invoke, state])).toEqual([
    [0, 1],
    [5, 1],
    [2, 2],
    [9, 9],
  ]);
  expect(evidence?.states.map(({ state, lastChange }) => [state, lastChange?.invoke])).toEqual([
    [2, 2],
    [9, 9],
    [3, 3],
  ]);
  expect(evidence?.open).toEqual([
    { invoke: 3, complete: 4, unknown: true, ordered: false },
    { invoke: 9, complete: 11, unknown: false, ordered: true },
  ]);
});

test('keys are judged one by one', () => {
  const result = check(kv, compact('0 put x 1\n1 put y 1\n0 ok\n1 ok\n0 get y\n1 get x\n0 ok 1\n1 ok 2'));
  expect(result.verdict).toBe('invalid');
  expect(result.partitions.map(({ key, verdict, operations }) => [key, verdict, operations])).toEqual([
    ['x', 'invalid', 2],
    ['y', 'valid', 2],
  ]);
});

test.each([
  ['kv', 700],
  ['cas-register', 2500],
] as const)('%s: a long correct history is valid, and a lie in it is found where it stands', (model, operations) => {
  // More than 64 operations of unknown outcome: bitsets of several words.
  const one = randomHistory(randomFrom(3), { model, operations, processes: 4, unknown: 0.03, values: 1000, lies: 0 });
  expect(check(models[model] as Model, one).verdict).toBe('valid');
  const at = one.findLastIndex(({ type, f }) => type === 'ok' && (f === 'get' || f === 'read'));
  const lied = one.with(at, { ...(one[at] as HistoryEvent), value: 'never written' });
  expect(check(models[model] as Model, lied).partitions[0]?.evidence?.event).toBe(at);
});

test('a budget of configurations ends the search and says where', () => {
  const result = check(sum, exhausting(12), { configurations: 100 });
  expect(result).toMatchObject({ verdict: 'unknown', partitions: [{ key: 'x', verdict: 'unknown' }] });
  expect(result.reason).toMatch(/^the budget of 100 configurations was spent at event \d+, key "x"$/);
});

test('a budget of time ends the search', () => {
  const result = check(sum, exhausting(40), { timeMs: 50 });
  expect(result.reason).toMatch(/^the time budget of 50 ms was spent at event \d+, key "x"$/);
});

test('a budget of memory ends the search, even one too small to begin with', () => {
  const result = check(sum, exhausting(40), { memoryBytes: 2_000_000 });
  expect(result.reason).toMatch(/^the memory budget of 2000000 bytes was spent at event \d+, key "x"$/);
  expect(check(sum, exhausting(4), { memoryBytes: 0 }).verdict).toBe('unknown');
});

test('a hard key does not keep the others from being judged, and what is proven outranks what is not', () => {
  const easy = compact('100 add y 1\n100 ok\n100 read y\n100 ok 2');
  const result = check(sum, [...exhausting(40), ...easy], { configurations: 250_000 });
  expect(result.verdict).toBe('invalid');
  expect(result.partitions.map(({ key, verdict }) => [key, verdict])).toEqual([
    ['x', 'unknown'],
    ['y', 'invalid'],
  ]);
});

test('an empty history is valid; the nemesis is passed over', () => {
  expect(check(kv, [])).toEqual({ verdict: 'valid', partitions: [] });
  expect(check(kv, [{ process: 'nemesis', type: 'info', f: 'phase', value: null }]).partitions).toEqual([]);
});

test('what is no history is refused with the event', () => {
  const ok: HistoryEvent = { process: 0, type: 'ok', f: 'get', key: 'x', value: 1 };
  const thrown = (history: HistoryEvent[]): unknown => {
    try {
      return check(kv, history);
    } catch (error) {
      return error;
    }
  };
  expect(thrown([ok])).toBeInstanceOf(HistoryError);
  expect(thrown([ok])).toMatchObject({ code: 'completion-without-invoke', event: 0 });
  const busy = compact('0 put x 1').concat(compact('0 put x 2'));
  expect(thrown(busy)).toMatchObject({ code: 'process-busy', event: 1 });
  expect(thrown(compact('0 enqueue x 1\n0 ok'))).toMatchObject({ code: 'bad-operation', event: 0 });
  expect(thrown(compact('0 cas x 1\n0 ok'))).toMatchObject({ code: 'bad-operation', event: 0 });
});

test('a model of one own is a name, a first state and a step; one that throws costs nothing but its check', () => {
  const counter: Model<number> = {
    name: 'counter',
    init: 0,
    step: (state, { f, input, value }) => (f === 'add' ? state + Number(input) : value === state ? state : undefined),
  };
  expect(check(counter, compact('0 add x 2\n1 add x 3\n0 ok\n1 ok\n0 read x\n0 ok 5')).verdict).toBe('valid');
  expect(check(counter, compact('0 add x 2\n1 add x 3\n0 ok\n1 info\n0 read x\n0 ok 4')).verdict).toBe('invalid');
  const broken: Model = {
    ...counter,
    step() {
      throw new RangeError('no');
    },
  } as Model;
  expect(() => check(broken, compact('0 add x 2\n0 ok'))).toThrow(RangeError);
  expect(check(counter, compact('0 add x 2\n0 ok')).verdict).toBe('valid');
});

/** A sum of which every subset of what is added is another state: nothing can be left out. */
const sum: Model<number> = {
  name: 'sum',
  init: 0,
  step: (state, { f, value }) => (f === 'add' ? state + Number(value) : value === state ? state : undefined),
  observes: ({ f }) => f === 'read',
};

/** Concurrent additions that all differ, then an impossible read: every subset has to be gone through. */
function exhausting(adders: number): HistoryEvent[] {
  const lines: string[] = [];
  for (let i = 0; i < adders; i += 1) lines.push(`${i} add x ${2 ** i}`);
  lines.push('90 read x', '90 ok 1', '90 read x', '90 ok -1');
  for (let i = 0; i < adders; i += 1) lines.push(`${i} ok`);
  return compact(lines.join('\n'));
}
