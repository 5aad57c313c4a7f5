import { expect, test } from 'vitest';
import { check } from '../check.ts';
import { casRegister, kv } from '../models/index.ts';
import { compact } from '../testing/compact.ts';
import { randomFrom, randomHistory } from '../testing/random-history.ts';
import { describe, explain, NoContextError } from './index.ts';

const stale = compact('0 put x 1\n0 ok\n1 put x 2\n2 cas x [7,8]\n3 put x 3\n3 info\n1 ok\n4 get x\n4 ok 1');

test('an explanation has the order, the event that breaks it, and why each open operation does not help', () => {
  const [part] = explain(check(kv, stale)).partitions;
  expect(part).toMatchObject({ key: 'x', event: 8, operation: { invoke: 7, complete: 8, process: 4, text: 'get saw 1' } });
  expect(part?.order.map(({ text, state }) => [text, state])).toEqual([
    ['put 1', 1],
    ['put 2', 2],
  ]);
  expect(part?.candidates.map(({ text, next }) => [text, next])).toEqual([
    ['get saw 1', 'impossible'],
    ['cas from 7 to 8', 'impossible'],
    ['put 3', 'no-help'],
  ]);
});

test('in sentences, with places as the caller names them', () => {
  const [sentences] = describe(explain(check(kv, stale)), (event) => `line ${event + 1}`);
  expect(sentences?.[0]).toBe(
    'Key "x" is not linearizable: before line 9 there is an order, and none explains get saw 1 by process 4 (line 8 to line 9).',
  );
  expect(sentences?.slice(1)).toEqual([
    'An order that goes so far:',
    '  put 1 by process 0 (line 1 to line 2) leaves 1',
    '  put 2 by process 1 (line 3 to line 7) leaves 2',
    'When process 4 is answered the state can only be one of these:',
    '  2, left by put 2 by process 1 (line 3 to line 7)',
    '  3, left by put 3 by process 3 (from line 5, outcome unknown)',
    'It cannot come next, and nothing else that was open helps:',
    '  get saw 1 by process 4 (line 8 to line 9) cannot come next: the state is 2',
    '  cas from 7 to 8 by process 2 (from line 4, outcome unknown) cannot come next: the state is 2',
    '  put 3 by process 3 (from line 5, outcome unknown) could come next and leave 3, where get saw 1 is as impossible',
    'These contradict each other, whatever else was done:',
    '  put 1 by process 0 (line 1 to line 2)',
    '  put 2 by process 1 (line 3 to line 7)',
    '  get saw 1 by process 4 (line 8 to line 9)',
  ]);
});

test('long texts lose their middle, where they are alike', () => {
  const text = (end: string) => `"${'abcdefghij'.repeat(20)}${end}"`;
  const [sentences] = describe(explain(check(kv, compact(`0 put x ${text('1')}\n0 ok\n0 get x\n0 ok ${text('2')}`))));
  expect(sentences?.join('\n')).toMatch(/the state can only be "abcdefghij\S+ \[\.\.\.\] \S+hij1", left by put "abcdefghij/);
  expect(Math.max(...(sentences ?? []).map(({ length }) => length))).toBeLessThan(300);
});

test('of a valid result there is nothing to explain; of a copy only with what it is about', () => {
  expect(explain(check(kv, []))).toEqual({ partitions: [] });
  const result = check(kv, stale);
  const copy = structuredClone(result);
  expect(() => explain(copy)).toThrow(NoContextError);
  expect(explain(copy, { model: kv, history: stale })).toEqual(explain(result));
});

test('where the first event is not known nothing is said of orders, states and what could come next', () => {
  const result = check(kv, stale);
  const partitions = result.partitions.map((part) =>
    part.evidence === undefined ? part : { ...part, evidence: { ...part.evidence, order: [], states: [], statesComplete: false } },
  );
  const explanation = explain({ ...result, partitions }, { model: kv, history: stale });
  expect(explanation.partitions[0]).toMatchObject({ isFirst: false, event: 8, candidates: [], candidatesOmitted: 3 });
  expect(describe(explanation)[0]?.slice(0, 2)).toEqual([
    'Key "x" is not linearizable: no order explains all up to event 8, the answer to get saw 1 by process 4 (event 7 to event 8).',
    'It may have been impossible before: the budget did not reach to tell which event is the first.',
  ]);
});

test('what an explanation says is so: no operation that could come next makes the answer possible', () => {
  const random = randomFrom(5);
  let explained = 0;
  for (let i = 0; i < 2000; i += 1) {
    const history = randomHistory(random, { model: 'cas-register', operations: 8, processes: 4, unknown: 0.2, values: 3, lies: 2 });
    const result = check(casRegister, history);
    for (const { candidates, order } of explain(result).partitions) {
      explained += 1;
      const [failed, ...open] = candidates;
      expect(failed?.next).toBe('impossible');
      for (const candidate of open) {
        const ordered = order.some(({ invoke }) => invoke === candidate.invoke);
        expect(candidate.next === 'ordered', JSON.stringify(history)).toBe(ordered);
        // The order is the longest: only what nobody knows to have happened may be left out though it could come.
        if (candidate.next === 'no-help') expect(candidate.unknown, JSON.stringify(history)).toBe(true);
      }
    }
    expect(describe(explain(result)).flat().join(' ')).not.toMatch(/undefined|NaN|\[object/);
  }
  expect(explained).toBeGreaterThan(300);
});
