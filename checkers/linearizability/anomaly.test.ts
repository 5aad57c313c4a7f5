import { expect, test } from 'vitest';
import type { ClientEvent, Finding, Json } from '../../src/core/index.ts';
import { checkHistory } from './index.ts';

/** `[process, f, value, outcome, answer?]`: each is called and answered before the next, at node n(process + 1), on one key. */
type Row = readonly [process: number, f: string, value: Json, outcome: 'ok' | 'fail' | 'info', answer?: Json];

function findingOf(rows: readonly Row[], model = 'kv'): Finding | undefined {
  const events = rows.flatMap(([process, f, value, outcome, answer], i): ClientEvent[] => {
    const common = { process, f, key: 'x', node: `n${process + 1}` };
    return [
      { ...common, index: 2 * i, time: 2 * i * 1e6, type: 'invoke', value },
      { ...common, index: 2 * i + 1, time: (2 * i + 1) * 1e6, type: outcome, value: f === 'get' ? (answer ?? null) : value },
    ];
  });
  return checkHistory(events, model).findings[0];
}

/** The kind, and the rows of the missed write, of what wrote the value and of the witness. */
function anomalyOf(rows: readonly Row[], model?: string): (string | number | null)[] {
  const anomaly = findingOf(rows, model)?.evidence?.['anomaly'] as unknown as Record<string, { invoke: number } | null> & { kind: string };
  const row = (name: string) => (anomaly[name] == null ? null : anomaly[name].invoke / 2);
  return [anomaly.kind, row('missed'), row('wrote'), row('witness')];
}

const put = (value: Json): Row => [0, 'put', value, 'ok'];
const get = (process: number, answer: Json): Row => [process, 'get', null, 'ok', answer];

test('a read of an older value is stale where the newer one is seen again', () => {
  expect(anomalyOf([put('a'), put('b'), get(1, 'a'), get(2, 'b')])).toEqual(['stale-read', 1, 0, 3]);
  expect(anomalyOf([put('a'), [0, 'append', 'b', 'ok'], get(1, 'a'), get(2, 'ab')])).toEqual(['stale-read', 1, 0, 3]);
});

test('a write is lost where something was built on the older value, or every node is back at it', () => {
  expect(anomalyOf([put('a'), put('b'), get(1, 'a'), [1, 'cas', ['a', 'c'], 'ok']])).toEqual(['lost-write', 1, 0, 3]);
  expect(anomalyOf([put('a'), put('b'), [1, 'cas', ['a', 'c'], 'ok']])).toEqual(['lost-write', 1, 0, 2]);
  expect(anomalyOf([put('a'), put('b'), get(1, 'a'), [2, 'append', ' d', 'ok'], get(1, 'a d')])).toEqual(['lost-write', 1, 0, 4]);
  expect(anomalyOf([put('a'), put('b'), get(1, 'a'), get(0, 'a')])).toEqual(['lost-write', 1, 0, 3]);
  expect(anomalyOf([put('a'), [0, 'delete', null, 'ok'], get(1, 'a'), get(0, 'a')])).toEqual(['lost-write', 1, 0, 3]);
});

test('several nodes that are behind at once have lost nothing', () => {
  // Seen in a run whose nodes answer reads from what they happen to hold: two followers had not heard of the write yet.
  expect(anomalyOf([put('a'), put('b'), get(1, 'a'), get(2, 'a')])).toEqual(['missed-write', 1, 0, null]);
  expect(anomalyOf([put('a'), put('b'), get(1, 'a'), get(2, 'a'), get(0, 'b')])).toEqual(['stale-read', 1, 0, 4]);
});

test('what nothing later tells is neither', () => {
  expect(anomalyOf([put('a'), put('b'), get(1, 'a')])).toEqual(['missed-write', 1, 0, null]);
  // The same node may just go on being behind.
  expect(anomalyOf([put('a'), put('b'), get(1, 'a'), get(1, 'a')])).toEqual(['missed-write', 1, 0, null]);
  // The next write hides what the key held.
  expect(anomalyOf([put('a'), put('b'), get(1, 'a'), put('c'), get(2, 'c')])).toEqual(['missed-write', 1, 0, null]);
  // The older value was written again: it may have come back by that.
  expect(anomalyOf([put('a'), put('b'), get(1, 'a'), [3, 'put', 'a', 'info'], get(2, 'a')])[0]).toBe('missed-write');
  // The newer one was: who sees it has not seen the missed write.
  expect(anomalyOf([put('a'), put('b'), get(1, 'a'), [3, 'cas', ['a', 'b'], 'info'], get(2, 'b')])[0]).toBe('missed-write');
});

test('a text that lacks the last append missed it, wherever its parts stand', () => {
  const rows: Row[] = [put('a'), [0, 'append', ' b', 'ok'], [0, 'append', ' c', 'ok'], [0, 'append', ' d', 'ok'], get(1, 'a c b')];
  expect(anomalyOf(rows)).toEqual(['missed-write', 3, null, null]);
});

test('values that no write explains are told by what is known of them', () => {
  expect(anomalyOf([put('a'), get(1, 'z')])[0]).toBe('out-of-nowhere');
  expect(anomalyOf([put('a'), get(1, 'z'), put('z')])[0]).toBe('from-the-future');
  expect(anomalyOf([put('a'), [2, 'put', 'z', 'fail'], get(1, 'z')])[0]).toBe('failed-write-seen');
  expect(anomalyOf([put('a'), [0, 'append', 'b', 'ok'], get(1, 'zz')])[0]).toBe('unexplained');
});

test('an append that stands in the answer more often than it was called was applied twice', () => {
  expect(anomalyOf([put('a'), [0, 'append', ' c1.1', 'ok'], get(1, 'a c1.1 c1.1')])).toEqual(['applied-twice', null, 1, null]);
  // Called twice it may stand there twice, whatever else is wrong; and ` c1.1` is no part of ` c1.12`.
  expect(anomalyOf([put('a'), [0, 'append', ' b', 'ok'], [0, 'append', ' b', 'ok'], get(1, 'a b b c')])[0]).toBe('unexplained');
  expect(anomalyOf([put('a'), [0, 'append', ' c1.1', 'ok'], [0, 'append', ' c1.12', 'ok'], get(1, 'a c1.12')])[0]).not.toBe(
    'applied-twice',
  );
});

test('the calls of other models are not taken for reads and writes of a key', () => {
  const rows: Row[] = [
    [0, 'add', 1, 'ok'],
    [1, 'read', null, 'ok', 0],
  ];
  const finding = findingOf(rows, 'counter');
  expect(finding?.evidence?.['anomaly']).toMatchObject({ kind: 'unexplained' });
});

test('what was open and does not help is named, with why', () => {
  const finding = findingOf([put('a'), [3, 'put', 'b', 'info'], put('c'), get(1, 'a')]);
  expect(finding?.evidence?.['whyNot']).toEqual([{ invoke: 2, next: 'no-help', state: 'b' }]);
});
