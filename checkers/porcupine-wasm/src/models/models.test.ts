import { expect, test } from 'vitest';
import { check } from '../check.ts';
import type { HistoryEvent } from '../history.ts';
import { casRegister, models, withFailedCas, withInit } from '../index.ts';
import type { Model } from '../model.ts';
import { compact } from '../testing/compact.ts';

type Example = readonly [model: string, what: string, history: string, init?: unknown];

/** Bad input first: what each model must refuse, then what it must not. */
const invalid: readonly Example[] = [
  ['register', 'a stale read', '0 write x 1\n0 ok\n0 write x 2\n0 ok\n1 read x\n1 ok 1'],
  ['versioned-register', 'a version that was skipped', '0 write x 5\n0 ok [1,5]\n0 write x 6\n0 ok [3,6]'],
  ['versioned-register', 'a version used twice', '0 write x 5\n1 write x 6\n0 ok [1,5]\n1 ok [1,6]'],
  ['versioned-register', 'the right value at the wrong version', '0 write x 5\n0 ok\n0 read x\n0 ok [2,5]'],
  ['versioned-register', 'a failed cas that met an older version', '0 write x 5\n0 ok\n0 write x 6\n0 ok\n1 cas x [7,8]\n1 fail [1,5]'],
  ['set', 'an add that was lost', '0 add x 1\n0 ok\n1 read x\n1 ok []'],
  ['set', 'a removed element', '0 add x 1\n0 ok\n0 remove x 1\n0 ok\n1 read x\n1 ok [1]'],
  ['set', 'an element shown twice', '0 add x 1\n0 ok\n1 read x\n1 ok [1,1]'],
  ['set', 'two orders of two adds', '0 add x 1\n1 add x 2\n2 read x\n2 ok [1]\n3 read x\n3 ok [2]\n0 ok\n1 ok'],
  ['set', 'an unknown add seen, then unseen', '0 add x 1\n0 info\n1 read x\n1 ok [1]\n1 read x\n1 ok []'],
  ['counter', 'an add that was lost', '0 add x 2\n0 ok\n1 add x 3\n1 ok\n0 read x\n0 ok 3'],
  ['counter', 'an unknown add counted twice', '0 add x 2\n0 info\n1 read x\n1 ok 4'],
  ['queue', 'an element overtaken', '0 enqueue x 1\n0 ok\n0 enqueue x 2\n0 ok\n1 dequeue x\n1 ok 2'],
  ['queue', 'an element twice', '0 enqueue x 1\n0 ok\n1 dequeue x\n2 dequeue x\n1 ok 1\n2 ok 1'],
  ['queue', 'empty though it was not', '0 enqueue x 1\n0 ok\n1 dequeue x\n1 ok null'],
  ['queue', 'an element of before lost', '1 dequeue x\n1 ok 8', [7, 8]],
  ['stack', 'an element under another', '0 push x 1\n0 ok\n0 push x 2\n0 ok\n1 pop x\n1 ok 1'],
  ['stack', 'the bottom of what was there before', '1 pop x\n1 ok 7', [7, 8]],
  ['priority-queue', 'the greater one first', '0 enqueue x 1\n0 ok\n0 enqueue x 2\n0 ok\n1 dequeue x\n1 ok 2'],
  ['mutex', 'two holders', '0 acquire x\n0 ok\n1 acquire x\n1 ok'],
  ['mutex', 'a release of nothing', '0 release x\n0 ok'],
  ['mutex', 'a release by somebody else', '0 acquire x "a"\n0 ok\n1 release x "b"\n1 ok'],
  ['mutex', 'held from the beginning', '0 acquire x "b"\n0 ok', 'a'],
  ['lease', 'a token that does not grow', '0 acquire x\n0 ok 5\n1 acquire x\n1 ok 5'],
  ['lease', 'a release of a lease that was superseded', '0 acquire x\n0 ok 5\n1 acquire x\n1 ok 6\n0 release x 5\n0 ok'],
  ['lease', 'a release of an unseen grant that was superseded', '0 acquire x\n0 info\n1 acquire x\n1 ok 6\n2 release x 5\n2 ok'],
  ['lease', 'a token that is not newer than the first', '0 acquire x\n0 ok 7', 7],
  [
    'multi-register',
    'half a transaction',
    '0 txn x [["w","a",1],["w","b",1]]\n0 ok\n1 txn x [["r","a",null],["r","b",null]]\n1 ok [["r","a",1],["r","b",null]]',
  ],
  [
    'multi-register',
    'write skew',
    '0 txn x [["r","a",null],["w","b",1]]\n1 txn x [["r","b",null],["w","a",1]]\n0 ok [["r","a",null],["w","b",1]]\n1 ok [["r","b",null],["w","a",1]]',
  ],
  ['log', 'an entry that was lost', '0 append x "a"\n0 ok\n1 read x\n1 ok []'],
  ['log', 'two orders of two entries', '0 append x "a"\n1 append x "b"\n0 ok\n1 ok\n2 read x\n2 ok ["a","b"]\n2 read x\n2 ok ["b","a"]'],
  ['log', 'two entries at one offset', '0 append x "a"\n1 append x "b"\n0 ok [0,"a"]\n1 ok [0,"b"]'],
];

const valid: readonly Example[] = [
  ['versioned-register', 'an unknown write that the versions count', '0 write x 5\n0 info\n1 write x 6\n1 ok [2,6]'],
  ['versioned-register', 'a read that tells no version', '0 write x 5\n0 ok\n0 read x\n0 ok [null,5]'],
  ['versioned-register', 'a first state with a version', '0 read x\n0 ok [7,"a"]', [7, 'a']],
  ['versioned-register', 'a first state without one', '0 read x\n0 ok [0,"a"]', 'a'],
  ['set', 'any order of elements', '0 add x 1\n0 ok\n0 add x 2\n0 ok\n1 read x\n1 ok [2,1]'],
  ['set', 'elements of before, given twice', '1 read x\n1 ok [2,1]', [1, 2, 1]],
  ['counter', 'an unknown add that came late', '0 add x 2\n0 info\n1 read x\n1 ok 0\n1 read x\n1 ok 2'],
  ['counter', 'null for nothing added yet', '1 read x\n1 ok null'],
  [
    'queue',
    'an unknown dequeue that took one',
    '0 enqueue x 1\n0 ok\n0 enqueue x 2\n0 ok\n1 dequeue x\n1 info\n2 dequeue x\n2 ok 2\n2 dequeue x\n2 ok null',
  ],
  ['queue', 'the first of what was there before', '1 dequeue x\n1 ok 7', [7, 8]],
  ['stack', 'the top of what was there before', '1 pop x\n1 ok 8', [7, 8]],
  ['priority-queue', 'the least of what was there before', '1 dequeue x\n1 ok 7', [9, 8, 7]],
  ['mutex', 'a release that nobody saw', '0 acquire x\n0 ok\n0 release x\n0 info\n1 acquire x\n1 ok'],
  ['lease', 'a lease that ran out', '0 acquire x\n0 ok 5\n1 acquire x\n1 ok 6\n1 release x 6\n1 ok'],
  ['lease', 'an unseen grant in between', '0 acquire x\n0 info\n1 acquire x\n1 ok 6\n2 release x 9\n2 ok'],
  ['multi-register', 'a transaction that sees its own write', '0 txn x [["w","a",1],["r","a",null]]\n0 ok [["w","a",1],["r","a",1]]'],
  [
    'multi-register',
    'registers of before',
    '0 read a\n0 ok 3\n0 write b 4\n0 ok\n1 txn x [["r",1,null],["r","b",null]]\n1 ok [["r",1,null],["r","b",4]]',
    { a: 3 },
  ],
  ['log', 'a read from an offset', '0 append x "a"\n0 ok\n0 append x "b"\n0 ok [1,"b"]\n1 read x 1\n1 ok ["b"]\n1 read x 5\n1 ok []'],
];

const named = ([model, what, history, init]: Example): { model: string; what: string; history: string; init: unknown } => ({
  model,
  what,
  history,
  init,
});

const modelFor = (name: string, init: unknown): Model => {
  const model = models[name] as Model;
  return init === undefined ? model : withInit(model, init);
};

test.each(invalid.map(named))('$model refutes $what', ({ model, history, init }) => {
  expect(check(modelFor(model, init), compact(history)).verdict).toBe('invalid');
});

test.each(valid.map(named))('$model accepts $what', ({ model, history, init }) => {
  expect(check(modelFor(model, init), compact(history)).verdict).toBe('valid');
});

test.each([
  ['counter', '0 add x 0.5\n0 ok', 'expected the value of an add to be a whole number, got 0.5'],
  ['set', '0 add x 1\n0 ok\n0 read x\n0 ok 1', 'expected what a read of a set saw to be an array, got 1'],
  ['queue', '0 enqueue x null\n0 ok', 'expected the value of enqueue in a queue not to be null'],
  ['priority-queue', '0 enqueue x "a"\n0 ok', 'expected the value of an enqueue in a priority queue to be a number, got "a"'],
  ['lease', '0 acquire x\n0 ok', 'expected what an acquire was answered to be a whole number, got null'],
  ['versioned-register', '0 read x\n0 ok 5', 'expected what a read saw to be [version, value], got 5'],
  ['versioned-register', '0 write x 5\n0 ok [1,6]', 'expected the completion to be [version, 5] or the argument, got [1,6]'],
  [
    'multi-register',
    '0 txn x [["r","a",null]]\n0 ok [["r","b",1]]',
    'expected the completion to repeat [["r","a",null]], got [["r","b",1]]',
  ],
  ['multi-register', '0 txn x [["x","a",null]]\n0 ok', "expected a part of a txn to be ['r' or 'w', register, value]"],
  ['log', '0 append x 1\n0 ok 2', 'expected the completion of an append to be [offset, entry] or the entry, got 2'],
  ['mutex', '0 read x\n0 ok', "the mutex model has no operation 'read'; it knows acquire, release"],
])('%s names what it cannot have: %s', (name, text, message) => {
  expect(() => check(models[name] as Model, compact(text))).toThrow(message);
});

test('an initial state that a model cannot have is refused', () => {
  expect(() => withInit(models['set'] as Model, 5)).toThrow('expected the initial set to be an array, got 5');
  expect(() => withInit(models['counter'] as Model, 'a')).toThrow(TypeError);
  expect(() => withInit(models['multi-register'] as Model, [1])).toThrow(TypeError);
  expect(withInit(casRegister, 5).init).toBe(5);
});

test('what a failed cas says can be chosen', () => {
  const verdict = (reading: 'by-error' | 'observe' | 'ignore', error?: string): string => {
    const history = compact('0 write x 1\n0 ok\n1 cas x [1,2]\n1 fail');
    const told = history.map((event): HistoryEvent => (event.type === 'fail' && error !== undefined ? { ...event, error } : event));
    return check(withFailedCas(casRegister, reading), told).verdict;
  };
  expect(['by-error', 'observe', 'ignore'].map((reading) => verdict(reading as 'observe'))).toEqual(['invalid', 'invalid', 'valid']);
  expect(verdict('by-error', 'refused')).toBe('valid');
  expect(verdict('observe', 'refused')).toBe('invalid');
  expect(verdict('by-error', 'precondition-failed')).toBe('invalid');
});

test.each(Object.values(models))('$name describes its operations in words', (model) => {
  for (const [, , text] of [...invalid, ...valid].filter(([name]) => name === model.name)) {
    const inputs = new Map<unknown, unknown>();
    for (const { process, type, f, key, value } of compact(text)) {
      if (type === 'invoke') inputs.set(process, value);
      if (type !== 'ok') continue;
      const operation = model.interpret?.({ f, key: key ?? '', input: inputs.get(process), value, outcome: 'ok' });
      expect(operation && model.describe?.(operation)).toMatch(/^[a-z]/);
    }
  }
});
