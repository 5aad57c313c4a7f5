import { expect, test } from 'vitest';
import { check } from '../check.ts';
import { casRegister, kv } from '../models/index.ts';
import { parseHistory } from './index.ts';

const invoke = '{"index":0,"time":0,"process":0,"type":"invoke","f":"put","key":"x","value":1}';
const ok = '{"index":1,"time":5,"process":0,"type":"ok","f":"put","key":"x","value":1}';

test('JSON lines keep every field, the nemesis included', () => {
  const nemesis = '{"index":2,"time":5,"process":"nemesis","type":"info","f":"phase","value":{"name":"heal"}}';
  const parsed = parseHistory(`${invoke}\n\n${ok}\n${nemesis}\n`);
  expect(parsed).toMatchObject({ format: 'jsonl', warnings: [] });
  expect(parsed.events).toEqual([invoke, ok, nemesis].map((line) => JSON.parse(line)));
});

test('a last line that is whole but for its newline is an event, or wrong, like any other', () => {
  for (const end of ['', ' ', '\r', '\n \t']) {
    const parsed = parseHistory(`${invoke}\n${ok}${end}`);
    expect([parsed.events.length, parsed.lines, parsed.warnings]).toEqual([2, [1, 2], []]);
  }
  expect(() => parseHistory(`${invoke}\n${ok.replace('"ok"', '"done"')}`)).toThrow(expect.objectContaining({ code: 'bad-field', line: 2 }));
});

test('a last line that ends early and has no newline is dropped with a warning', () => {
  const parsed = parseHistory(`${invoke}\n${ok.slice(0, 20)}`);
  expect(parsed.events).toHaveLength(1);
  expect(parsed.warnings).toEqual(['line 2 has no newline at its end: its writer was stopped in the middle of it, so it was dropped']);
});

const malformed: readonly (readonly [string, string, string, number, number])[] = [
  ['broken JSON', `${invoke}\n{"index":1,"process":0,}\n`, 'malformed-json', 2, 24],
  ['JSON that ends early', `${invoke}\n{"index":1\n`, 'malformed-json', 2, 11],
  ['no object', `${invoke}\n[1]\n`, 'not-an-event', 2, 1],
  ['a wrong type', `${invoke.replace('"invoke"', '"call"')}\n`, 'bad-field', 1, 33],
  ['a key that is no string', `${invoke.replace('"x"', '3')}\n`, 'bad-field', 1, 59],
  ['a missing f', '{"process":0,"type":"invoke"}\n', 'bad-field', 1, 1],
  ['a completion without an invoke', `${ok}\n`, 'completion-without-invoke', 1, 21],
  ['a completion of another operation', `${invoke}\n${ok.replace('put', 'get')}\n`, 'completion-of-another', 2, 21],
  ['a busy process', `${invoke}\n${invoke.replace('"index":0', '"index":1')}\n`, 'process-busy', 2, 21],
  ['an index that goes back', `${invoke}\n${ok.replace('"index":1', '"index":0')}\n`, 'index-goes-back', 2, 2],
  ['a time that goes back', `${invoke.replace('"time":0', '"time":9')}\n${ok}\n`, 'time-goes-back', 2, 12],
  ['a log line of another kind', 'INFO  jepsen.util - 0\t:invoke\t:read\tnil\nhello\n', 'malformed-line', 2, 1],
  ['a value that is no EDN', 'INFO  jepsen.util - 0\t:invoke\t:write\t[1 2\n', 'malformed-edn', 1, 42],
  ['something else', 'time,process\n', 'unknown-format', 1, 1],
];

test.each(malformed)('%s is refused with its place', (_, text, code, line, column) => {
  let thrown: unknown;
  try {
    parseHistory(text);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toMatchObject({ name: 'ParseError', code, line, column });
});

test('Jepsen log lines', () => {
  const lines = [
    '0\t:invoke\t:write\t3',
    '0\t:ok\t:write\t3',
    '1\t:invoke\t:cas\t[3 4]',
    '1\t:info\t:cas\t:timed-out',
    '2\t:invoke\t:read\tnil',
    '2\t:ok\t:read\t4',
    ':nemesis\t:info\t:start\tnil',
  ];
  const { format, events } = parseHistory(`${lines.map((line) => `INFO  jepsen.util - ${line}`).join('\n')}\n`);
  expect(format).toBe('jepsen-log');
  expect(events[2]).toEqual({ process: 1, type: 'invoke', f: 'cas', value: [3, 4] });
  expect(events[3]).toEqual({ process: 1, type: 'info', f: 'cas', value: null, error: 'timed-out' });
  expect(events[6]).toEqual({ process: 'nemesis', type: 'info', f: 'start', value: 'nil' });
  expect(check(casRegister, events).verdict).toBe('valid');
});

test('the key-value maps of Porcupine, whose values begin as ""', () => {
  const text = [
    '{:process 1, :type :invoke, :f :append, :key "0", :value "x 1 \\"0\\" y"}',
    '{:process 2, :type :invoke, :f :get, :key "0", :value nil}',
    '{:process 2, :type :ok, :f :get, :key "0", :value ""}',
    '{:process 1, :type :ok, :f :append, :key "0", :value "x 1 \\"0\\" y"}',
  ];
  const { format, events } = parseHistory(`${text.join('\n')}\n`);
  expect(format).toBe('porcupine-kv');
  expect(events[0]).toEqual({ process: 1, type: 'invoke', f: 'append', key: '0', value: 'x 1 "0" y' });
  expect(check({ ...kv, init: '' }, events).verdict).toBe('valid');
  expect(check(kv, events).verdict).toBe('invalid');
});
