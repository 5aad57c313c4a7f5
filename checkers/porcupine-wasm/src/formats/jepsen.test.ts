import { expect, test } from 'vitest';
import { check } from '../check.ts';
import { casRegister, kv } from '../models/index.ts';
import { HistoryReader, type ParsedHistory, parseHistory } from './index.ts';

const maps = [
  '{:type :invoke, :f :write, :value 3, :process 0, :time 10, :index 0}',
  '{:type :invoke, :f :cas, :value [3 4], :process 1, :time 11, :index 1}',
  '{:type :info, :f :start, :value {:isolated #{"n1" "n2"}}, :process :nemesis, :time 12, :index 2}',
  '{:type :ok, :f :write, :value 3, :process 0, :time 13, :index 3}',
  '{:type :info, :f :cas, :value [3 4], :process 1, :time 14, :index 4, :error [:timeout "after 5 s"]}',
  '{:type :invoke, :f :read, :value nil, :process 2, :time 15, :index 5, :error nil}',
  '{:type :ok, :f :read, :value 4, :process 2, :time 16, :index 6}',
];
const asLines = `${maps.join('\n')}\n`;

test('maps a line: keywords are names, nil is nothing, errors are texts', () => {
  const { format, events, warnings, lines } = parseHistory(asLines);
  expect([format, warnings, lines]).toEqual(['jepsen-edn', [], [1, 2, 3, 4, 5, 6, 7]]);
  expect(events[1]).toEqual({ type: 'invoke', f: 'cas', value: [3, 4], process: 1, time: 11, index: 1 });
  expect(events[2]).toMatchObject({ process: 'nemesis', value: { isolated: ['n1', 'n2'] } });
  expect(events[4]).toMatchObject({ error: '["timeout","after 5 s"]' });
  expect(events[5]).toEqual({ type: 'invoke', f: 'read', value: null, process: 2, time: 15, index: 5 });
  expect(check(casRegister, events).verdict).toBe('valid');
});

const writings: readonly (readonly [string, string])[] = [
  ['a vector over several lines', `[${maps.join('\n ')}]\n`],
  ['a vector without a newline behind it', `[${maps.join(', ')}]`],
  ['records with their tag', `${maps.map((map) => `#jepsen.history.Op${map}`).join('\n')}\n`],
  ['maps over several lines', `${maps.map((map) => map.replaceAll(', ', ',\n  ')).join('\n')}\n`],
  ['comments', `; a history\n${maps.join(' ; and on\n')}\n#_ {:type :invoke}\n`],
  ['a byte order mark and carriage returns', `\ufeff${maps.join('\r\n')}\r\n`],
];

test.each(writings)('%s', (_, text) => {
  expect(parseHistory(text).events).toEqual(parseHistory(asLines).events);
});

test('text in pieces is read as text in one piece, wherever it is cut', () => {
  const texts = [
    asLines,
    ...writings.map(([, text]) => text),
    asLines.slice(0, -9),
    asLines.slice(0, -1),
    '{"process":0,"type":"invoke","f":"get","value":"\\n"}\n\n',
  ];
  for (const text of texts) {
    const whole = parseHistory(text);
    for (let size = 1; size < 60; size += 7) expect(inPieces(text, size), `${size}: ${text}`).toEqual(whole);
  }
});

test.each([
  ['maps', asLines.slice(0, -9), 6, 'line 7 has no newline at its end: its writer was stopped in the middle of it, so it was dropped'],
  [
    'a vector',
    `[${maps.join('\n')}`,
    7,
    'the vector of operations is not closed: its writer was stopped, and what it wrote before was read',
  ],
  [
    'a vector within a map',
    `[${maps.join('\n').slice(0, -5)}`,
    6,
    'line 7 has no newline at its end: its writer was stopped in the middle of it, so it was dropped',
  ],
])('a killed writer of %s leaves what was whole, and a warning', (_, text, events, warning) => {
  const parsed = parseHistory(text);
  expect([parsed.events.length, parsed.warnings]).toEqual([events, [warning]]);
});

test.each([
  ['maps', asLines.slice(0, -1)],
  ['a map with a comment behind it', `${asLines.trim()} ; the end`],
  ['maps with their key a line', `${maps.map((map) => map.replace('{', '{:key "k", ')).join('\n')}`],
])('a last newline that is missing takes nothing from %s', (_, text) => {
  const parsed = parseHistory(text);
  expect([parsed.events.length, parsed.events.at(-1), parsed.warnings]).toEqual([7, expect.objectContaining({ type: 'ok', value: 4 }), []]);
  for (let end = text.lastIndexOf('{') + 1; end < text.lastIndexOf('}'); end += 1) {
    const torn = parseHistory(text.slice(0, end));
    expect([torn.events.length, torn.warnings]).toEqual([6, [expect.stringMatching(/^line 7 has no newline/)]]);
  }
});

test('a log line without its newline is dropped: its last number may be the begin of another', () => {
  const text = 'INFO  jepsen.util - 0\t:invoke\t:read\tnil\nINFO  jepsen.util - 0\t:ok\t:read\t12';
  const parsed = parseHistory(text);
  expect([parsed.events.length, parsed.warnings]).toEqual([1, [expect.stringMatching(/^line 2 has no newline/)]]);
});

test('pairs of an independent test are split into key and value', () => {
  const text = [
    '{:type :invoke, :f :read, :value [7 nil], :process 0}',
    '{:type :invoke, :f :cas, :value ["b" [1 2]], :process 1}',
    '{:type :ok, :f :read, :value [7 3], :process 0}',
    '{:type :fail, :f :cas, :value ["b" [1 2]], :process 1}',
  ];
  const { events, warnings } = parseHistory(`${text.join('\n')}\n`);
  expect(events.map(({ key, value }) => [key, value])).toEqual([
    ['7', null],
    ['b', [1, 2]],
    ['7', 3],
    ['b', [1, 2]],
  ]);
  expect(warnings).toEqual(['values are read as pairs [key value] of an independent test, as that of the first call is one']);
  const log = 'INFO  jepsen.util - 0\t:invoke\t:cas\t[4 [1 2]]\nINFO  jepsen.util - 0\t:ok\t:cas\t[4 [1 2]]\n';
  expect(parseHistory(log).events[1]).toMatchObject({ key: '4', value: [1, 2] });
});

test('a pair is no key and value where the first call says otherwise, or the caller', () => {
  const cas = '{:type :invoke, :f :cas, :value [3 4], :process 1}\n';
  expect(parseHistory(cas).events[0]).toMatchObject({ value: [3, 4] });
  const txn = '{:type :invoke, :f :txn, :value [[:r 1 nil] [:w 2 3]], :process 1}\n';
  expect(parseHistory(txn).events[0]).toMatchObject({
    value: [
      ['r', 1, null],
      ['w', 2, 3],
    ],
  });
  const pair = '{:type :invoke, :f :write, :value [1 2], :process 1}\n';
  expect(parseHistory(pair, { independent: false }).events[0]).toMatchObject({ value: [1, 2] });
  expect(parseHistory(pair).events[0]).toMatchObject({ key: '1', value: 2 });
  expect(thrown(`${pair}{:type :invoke, :f :read, :value nil, :process 2}\n`)).toMatchObject({ code: 'not-a-tuple', line: 2, column: 27 });
});

test.each([
  ['a bad map on a later line', `${maps[0]}\n  {:type :ok\n   :f :write :value}\n`, 'malformed-edn', 3, 21],
  ['two maps where one should be', '{:a 1} x\n', 'bad-field', 1, 1],
  ['something after the vector', `[${maps[0]}]\n{:a 1}\n`, 'after-the-end', 2, 1],
  ['a bracket too many', `${maps[0]}}\n`, 'malformed-edn', 1, 69],
  ['a key twice', '{:type :ok, :type :ok}\n', 'malformed-edn', 1, 1],
  ['a word', `${maps[0]}\nhello\n`, 'not-an-event', 2, 1],
  ['a large integer', '{:type :invoke, :f :write, :value 9007199254740993, :process 0}\n', 'bad-field', 1, 28],
  ['a large integer in JSON', '{"process":0,"type":"invoke","f":"write","value":[9007199254740993]}\n', 'bad-field', 1, 42],
  ['two values in a log', 'INFO jepsen.util - 0 :invoke :write 1 2 3\n', 'malformed-line', 1, 37],
])('%s is refused with its place', (_, text, code, line, column) => {
  expect(thrown(text)).toMatchObject({ name: 'ParseError', code, line, column });
});

test('logs as Jepsen writes them now, with other lines between', () => {
  const head = '2024-01-02 03:04:05,678{GMT}\tINFO\t[jepsen worker 0] jepsen.util:';
  const text = [
    '2024-01-02 03:04:05,678{GMT}\tINFO\t[main] jepsen.core: Running test',
    `${head} 0\t:invoke\t:write\t3`,
    `${head} 0\t:info\t:write\t3\t:timed-out`,
    `${head} 1\t:invoke\t:read\tnil`,
    `${head} 1\t:fail\t:read\t:unavailable`,
  ];
  const { format, events, warnings } = parseHistory(`${text.join('\n')}\n`);
  expect(format).toBe('jepsen-log');
  expect(warnings).toEqual(['1 line that is no operation was passed over, the first is line 1']);
  expect(events.map(({ type, value, error }) => [type, value, error])).toEqual([
    ['invoke', 3, undefined],
    ['info', 3, 'timed-out'],
    ['invoke', null, undefined],
    ['fail', null, 'unavailable'],
  ]);
});

test('a named format is used even where the text looks like another', () => {
  expect(thrown(asLines, 'jsonl')).toMatchObject({ code: 'malformed-json', line: 1 });
  const kvLine = '{:process 1, :type :invoke, :f :put, :key "0", :value "a"}\n';
  expect(parseHistory(kvLine)).toMatchObject({ format: 'porcupine-kv', init: '' });
  const asJepsen = parseHistory(kvLine, { format: 'jepsen-edn' });
  expect([asJepsen.init, check(kv, asJepsen.events).verdict]).toEqual([undefined, 'valid']);
});

function inPieces(text: string, size: number): ParsedHistory {
  const reader = new HistoryReader();
  for (let at = 0; at < text.length; at += size) reader.push(text.slice(at, at + size));
  return reader.end();
}

function thrown(text: string, format?: 'jsonl'): unknown {
  try {
    return parseHistory(text, format === undefined ? {} : { format });
  } catch (error) {
    return error;
  }
}
