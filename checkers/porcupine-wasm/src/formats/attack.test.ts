import { expect, test } from 'vitest';
import { type RandomNumber, randomFrom } from '../testing/random-history.ts';
import { formats, type ParsedHistory, ParseError, parseHistory } from './index.ts';

const line = '{"process":0,"type":"invoke","f":"write","key":"x","value":1}\n';
const map = '{:process 0, :type :invoke, :f :write, :value 1}\n';
const nested = (open: string, close: string): string => open.repeat(20_000) + close.repeat(20_000);

function refusal(text: string): string {
  try {
    parseHistory(text);
  } catch (error) {
    if (error instanceof ParseError) return `${error.line}:${error.column} ${error.code} ${error.message}`;
    throw error;
  }
  throw new Error(`expected ${text.slice(0, 60)} to be refused`);
}

test.each([
  ['a deep array', line.replace('1}', `${nested('[', ']')}}`), /^1:52 bad-field expected value to be nested at most 500 deep/],
  ['a deep object', line.replace('1}', `${nested('{"a":', '}').replace('}', '1}')}}`), /^1:52 bad-field expected value to be nested/],
  ['a number without end', line.replace('1}', '1e400}'), /^1:52 bad-field expected value to be made of numbers below 1\.8e308/],
  [
    'an integer that is not exact, written with a point',
    line.replace('1}', '9.007199254740993e15}'),
    /^1:52 bad-field expected value to be made of integers/,
  ],
  ['the same in EDN', map.replace('1}', '9.007199254740993e15}'), /^1:40 bad-field expected value to be made of integers/],
  ['a ratio to nothing', map.replace('1}', '0/0}'), /^1:47 malformed-edn expected nil, a boolean, a number/],
  [
    'a field called __proto__ that holds the others',
    map.replace(':process 0', ':__proto__ {:process 0}'),
    /^1:14 bad-field expected process/,
  ],
  ['deep vectors', map.replace('1}', `${nested('[', ']')}}`), /^1:\d+ malformed-edn expected values nested at most 510 deep/],
  ['comments within comments', map.replace('1}', `${'#_ '.repeat(20_000)}1}`), /^1:\d+ malformed-edn expected values nested/],
  ['a bracket that another closes', `${map}${map.replace('1}', '[1 2}')}${map}`, /^2:51 malformed-edn expected '\]', got '\}'$/],
  ['a bracket too many', `${map.replace('1}', '1]}')}`, /^1:48 malformed-edn expected '\}', got '\]'$/],
  ['a map that is not closed', `${map}${map.replace('}', '')}${map}`, /^2:1 malformed-edn expected what begins here to be closed/],
  ['an array of events', `[${line.trim()}]\n`, /^1:1 unknown-format expected a JSON object a line, got an array of them/],
  ['tags without an end', '#'.repeat(2_000), /^1:1 unknown-format/],
  ['bytes that say nothing', '\0'.repeat(100), /^1:1 unknown-format/],
])('%s is refused, with its place', (_, text, expected) => {
  expect(refusal(text)).toMatch(expected);
});

test('a line of a million characters is read, and so are the ends of lines and the beginnings of files that other systems write', () => {
  const long = 'x'.repeat(1_000_000);
  expect(parseHistory(line.replace('1}', `"${long}"}`)).events[0]?.value).toBe(long);
  expect(parseHistory(map.replace('1}', `"${long}"}`)).events[0]?.value).toBe(long);
  for (const text of [`\ufeff${line}`, line.replace('\n', '\r\n'), `\ufeff\r\n${line}`]) expect(parseHistory(text).events).toHaveLength(1);
});

test.each(['', '\n', '\ufeff', ' \r\n \n'])('nothing, as in %j, is a history without events', (text) => {
  expect(parseHistory(text)).toMatchObject({ events: [], warnings: [] });
});

const samples = {
  jsonl: line + line.replace('invoke', 'ok') + line.replace('1}', '[1,{"a":"b"}],"time":3,"error":"x"}'),
  'jepsen-edn': `[${map} #_ {:a 1} ${map.replace('invoke', 'ok')} #jepsen.history.Op${map.replace('1}', '[1 #{2} "a\\n"]}')}]`,
  'jepsen-log': 'INFO  jepsen.util - 3 :invoke :cas [1 4]\nINFO  jepsen.util - 3 :fail :cas [1 4] :gone\n',
  'porcupine-kv': ['invoke', 'ok'].map((type) => `{:process 0, :type :${type}, :f :put, :key "a", :value "x y"}\n`).join(''),
};
const mutations = 4_000 * Number(process.env['FUZZ_ROUNDS'] ?? 1);

test.each(formats)('whatever becomes of a text of %s, it is read or refused with a place', (format) => {
  const random = randomFrom(11);
  let [read, refused] = [0, 0];
  for (let i = 0; i < mutations; i += 1) {
    const text = mutated(random, samples[format]);
    const outcome = attempt(text, random() < 0.5 ? format : undefined);
    if (outcome instanceof ParseError) {
      refused += 1;
      expect(outcome.line, text).toBeGreaterThan(0);
      expect(outcome.column, text).toBeGreaterThan(0);
      expect(outcome.line, text).toBeLessThanOrEqual(text.split('\n').length + 1);
    } else {
      read += 1;
      expect(outcome.lines).toHaveLength(outcome.events.length);
    }
  }
  expect(Math.min(read, refused)).toBeGreaterThan(mutations / 50);
});

function attempt(text: string, format: (typeof formats)[number] | undefined): ParsedHistory | ParseError {
  try {
    return parseHistory(text, format === undefined ? {} : { format });
  } catch (error) {
    if (error instanceof ParseError) return error;
    throw error;
  }
}

const pieces = [
  '{',
  '}',
  '[',
  ']',
  '(',
  ')',
  '"',
  '\\',
  ':',
  ',',
  '\n',
  '\r',
  ' ',
  '#',
  '#_',
  ';',
  '\0',
  '\ufeff',
  '\ud800',
  '-',
  '1e9',
  'nil',
  'ё',
];

/** Some characters lost, put in, repeated or in each other's place. */
function mutated(random: RandomNumber, text: string): string {
  let result = text;
  for (let left = 1 + Math.floor(random() * 3); left > 0; left -= 1) {
    const at = Math.floor(random() * result.length);
    const to = at + Math.floor(random() * 6);
    const put = pieces[Math.floor(random() * pieces.length)] ?? '';
    const kind = Math.floor(random() * 4);
    if (kind === 0) result = result.slice(0, at) + result.slice(to);
    else if (kind === 1) result = result.slice(0, at) + put + result.slice(at);
    else if (kind === 2) result = result.slice(0, to) + result.slice(at);
    else result = result.slice(0, at) + put + result.slice(to);
  }
  return result;
}
