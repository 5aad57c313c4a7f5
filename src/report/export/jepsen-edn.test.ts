import { describe, expect, it } from 'vitest';
import { checkHistory, readHistory } from '../../../checkers/index.ts';
import { type HistoryEvent, isClientEvent } from '../../core/index.ts';
import { writeJepsenEdn } from './jepsen-edn.ts';
import { recordedSource, sourceFrom, sourceOf, written } from './test-source.ts';

const plan = sourceOf({ operationCount: 2, outcome: 'pass' }).plan;
const exported = (events: readonly HistoryEvent[]) => written(writeJepsenEdn, sourceFrom(plan, events, [])).text;
const readBack = (text: string) => readHistory(text, 'history.edn').events;

describe('the history as EDN', () => {
  it('reads back as it was, the nemesis included', () => {
    const source = recordedSource();
    const text = written(writeJepsenEdn, source).text;
    expect(readHistory(text, 'history.edn').format).toBe('jepsen-edn');
    expect(readBack(text)).toEqual([...source.history()]);
  });

  it('comes to the same verdict', () => {
    for (const outcome of ['pass', 'violation'] as const) {
      const events = [...sourceOf({ operationCount: 400, outcome }).history()];
      const [own, back] = [events, readBack(exported(events))].map((history) => checkHistory(history, 'kv', { configurations: 1e6 }));
      expect(back?.partitions).toEqual(own?.partitions);
      expect([back?.verdict, back?.operations]).toEqual([own?.verdict, own?.operations]);
    }
  });

  it('keeps every value, key and error to the letter', () => {
    const texts = [
      '</script><img src=x onerror=1>',
      'quote " back \\ slash \\u0041 \\b',
      '\u0000\u0008\u000c\u001b[31m\u007f\u2028\u202e\ufeff',
      'half \ud800 and \udc00 whole 😀',
      ':key 1}',
      ' ; no comment #_ {:a 1}',
      '',
      'x'.repeat(1_000_000),
    ];
    const values = [...texts, null, true, 0, -1.5, 1e21, [], [[1, 'a'], { 'a b': [null] }], { ':k': 1, __proto__x: { '': false } }];
    const events = texts.flatMap((key, process) => values.flatMap((value, i) => pair(process * values.length + i, process, key, value)));
    expect(readBack(exported(events))).toEqual(events);
  });

  it('keeps what a failed cas met', () => {
    const [invoke] = pair(0, 0, 'k', ['a', 'b']) as [HistoryEvent];
    const cas = { ...invoke, f: 'cas' } as HistoryEvent;
    const fail = { ...cas, index: 1, type: 'fail', error: 'precondition-failed', seen: null } as HistoryEvent;
    expect(readBack(exported([cas, fail]))).toEqual([cas, fail]);
  });

  it('is one form a line, with nothing in it that ends a line', () => {
    const lines = exported(pair(0, 0, 'k\n', '\r\n\u0085')).split('\n');
    expect(lines.length).toBe(4);
    expect(lines[1]).toBe('{:index 0, :time 0, :process 0, :type :invoke, :f :put, :value ["k\\n" "\\r\\n\\u0085"]}');
  });

  it('refuses values that would be taken for a key and a value', () => {
    const bare = pair(0, 0, undefined, ['a', 1]);
    expect(() => exported(bare)).toThrow(/which Jepsen takes for a key and a value/);
    const mixed = [...pair(0, 0, 'k', 1), ...pair(1, 0, undefined, 1)];
    expect(() => exported(mixed)).toThrow(/a key or none, got both/);
    const scalar = pair(0, 0, undefined, 7);
    expect(readBack(exported(scalar)).filter(isClientEvent)).toEqual(scalar);
  });
});

function pair(ordinal: number, process: number, key: string | undefined, value: unknown): HistoryEvent[] {
  return (['invoke', 'ok'] as const).map((type, i) => {
    const index = ordinal * 2 + i;
    return { index, time: index * 10, process, type, f: 'put', ...(key === undefined ? {} : { key }), value } as HistoryEvent;
  });
}
