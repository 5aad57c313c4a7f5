import { describe, expect, it, test } from 'vitest';
import { parseHistory } from '../formats/index.ts';
import { type RandomNumber, randomFrom, randomHistory } from '../testing/random-history.ts';
import { uniqueHistory } from '../testing/unique-history.ts';
import { eventAt } from './columns.ts';
import { readJsonlColumns } from './jsonl-columns.ts';

const first = '{"process":0,"type":"invoke","f":"write","key":"x","value":1}\n';

test('what it reads is what the other reader reads, wherever the pieces are cut', () => {
  const random = randomFrom(5);
  for (let i = 0; i < 1_500; i += 1) {
    const history =
      i % 2 === 0
        ? randomHistory(random, { model: 'kv', operations: 6, processes: 3, unknown: 0.2, values: 5, lies: 0 })
        : uniqueHistory(random, { operations: 6, processes: 3, mix: ['get', 'put', 'cas'], unknown: 0.2, repeated: 0, lies: 0 });
    const lines = history.map((event, index) => {
      const more = [{}, { index, time: index * 1000 }, { node: 'n1', key: 'ключ' }, { other: { a: [1, '}'] }, key: 'a"b' }][i % 4];
      const text = JSON.stringify({ ...event, ...more, ...(i % 7 === 0 ? { value: event.value ?? 'ü' } : {}) });
      return random() < 0.1 ? text.replace(/:/, ' :\t').replace(/,/, ' , ') : text;
    });
    const text = lines.join(i % 3 === 0 ? '\r\n' : '\n') + (i % 5 === 0 ? '' : '\n');
    expectSame(text, random);
    // A writer that is stopped leaves a part of its last lines.
    expectSame(text.slice(0, text.length - Math.floor(random() * 150)), random);
  }
});

test.each([
  ['a value that is no number after many that are', `${first}{"process":1,"type":"invoke","f":"write","key":"x","value":"1"}\n`],
  ['numbers of every kind', [0, -1, 2147483647, -2147483648, 2147483648, 1e300, 0.5].map((value, i) => write(i, value)).join('')],
  ['blank lines and the nemesis', `\n${first}  \n{"process":"nemesis","type":"info","f":"kill","value":{"a":1}}\n`],
  ['a process with a high number', write(2_000_000_000, 1) + write(1_000_000, 2)],
  ['fields twice, and names that escape', '{"process":7,"process":0,"type":"info","type":"invoke","f":"w","v\\u0061lue":3,"value":4}\n'],
  ['a byte order mark inside a string', write(0, 'a').replace('"a"', '"\ufeffa"') + write(1, 'a')],
  ['a byte order mark before all', `\ufeff${write(0, 1)}${write(1, 2)}`],
  ['nothing at all', ''],
  ['a last line that is whole but for its newline', write(0, 1) + write(1, 2).trim()],
  ['one whole line alone, after a byte order mark', `\ufeff${write(0, 1).trim()}`],
  ['a last line that is whole but for half a newline', write(0, 1) + write(1, 2).replace('\n', '\r')],
  ['a last line of blanks alone', `${write(0, 1)}  `],
  ['a last line that is whole and rare', `${write(0, 1)}{"process":1,"type":"invoke","f":"cas","value":[1,2]}`],
])('reads %s', (_, text) => {
  expectSame(text, randomFrom(3));
});

test.each([
  ['what is no JSON', `${first}{"process":0,"type":"ok","f":"write",}\n`],
  ['a last line that is wrong although it is whole', first + first.trim().replace('"f"', '"g"')],
  ['a last line that is no object', `${first}12`],
  ['what ends early', `${first}{"process":0,"type":"ok"\n`],
  ['more than one object', `${first.trim()} {}\n`],
  ['a number with a zero before it', first.replace('1}', '01}')],
  ['an integer that JavaScript cannot hold', first.replace('1}', '9007199254740993}')],
  ['a lone minus', first.replace('1}', '-}')],
  ['a control character in a string', first.replace('"x"', '"\u0001"')],
  ['a node that is no string', first.replace('{', '{"node":1,')],
  ['an unknown type', first.replace('invoke', 'invok')],
  ['a missing f', first.replace('"f"', '"g"')],
  ['a key that is no string', first.replace('"x"', '1')],
  ['a process with two open operations', first + first],
  ['a completion of another', first + first.replace('invoke', 'ok').replace('"write"', '"read"')],
  ['a completion without its invoke', first.replace('invoke', 'ok')],
  ['time that goes back', ['9', '8'].map((time, i) => first.replace('"process":0', `"process":${i},"time":${time}`)).join('')],
  ['an index that stands still', ['8', '8'].map((index, i) => first.replace('"process":0', `"process":${i},"index":${index}`)).join('')],
])('refuses %s with the same words', (_, text) => {
  const refusal = (read: () => unknown): unknown => {
    try {
      return read();
    } catch (error) {
      return error;
    }
  };
  const expected = refusal(() => parseHistory(text, { format: 'jsonl' }));
  expect(expected).toBeInstanceOf(Error);
  expect(refusal(() => readJsonlColumns([new TextEncoder().encode(text)]))).toEqual(expected);
});

describe('bytes that are no UTF-8', () => {
  const bad = Uint8Array.of(...new TextEncoder().encode(`${first}{"process":1,"type":"invoke","f":"write","value":"`), 0xff);
  const end = new TextEncoder().encode('"}\n');

  it.each([
    ['in one piece', [Uint8Array.of(...bad, ...end)]],
    ['in pieces', [bad.slice(0, 70), bad.slice(70), end]],
    ['at the end of what was torn', [bad]],
    [
      'cut within a character',
      [new TextEncoder().encode(first), bad.slice(new TextEncoder().encode(first).length, -1), Uint8Array.of(0xe2)],
    ],
    ['in a field that is passed over', [Uint8Array.from([...new TextEncoder().encode(`${first}{"x":"`), 0xc3, ...end])]],
  ])('are refused with their line, %s', (_, pieces) => {
    expect(() => readJsonlColumns(pieces)).toThrow(expect.objectContaining({ code: 'not-utf8', line: 2, column: 1 }));
  });

  it('are not what a character that is cut between two pieces is', () => {
    const text = new TextEncoder().encode(first.replace('"x"', '"\u20ac"'));
    const cut = text.indexOf(0xe2) + 1;
    const { columns } = readJsonlColumns([text.subarray(0, cut), text.subarray(cut)]);
    expect(eventAt(columns, 0).key).toBe('\u20ac');
  });
});

function write(process: number, value: unknown): string {
  return `${JSON.stringify({ process, type: 'invoke', f: 'write', value })}\n`;
}

function expectSame(text: string, random: RandomNumber): void {
  const expected = parseHistory(text, { format: 'jsonl' });
  const { columns, lines, warnings } = readJsonlColumns(inPieces(new TextEncoder().encode(text), random));
  expect([...lines]).toEqual(expected.lines);
  expect(warnings).toEqual(expected.warnings);
  const everyTime = expected.events.every(({ time }) => time !== undefined);
  const read = expected.events.map((_, event) => {
    const { process, ...rest } = eventAt(columns, event);
    return typeof process === 'number' ? { process, ...rest } : undefined;
  });
  const wanted = expected.events.map(({ process, type, f, key, value, time, error, seen }) => {
    if (typeof process !== 'number') return undefined;
    const extras = { ...(error === undefined ? {} : { error }), ...(seen === undefined ? {} : { seen }) };
    return { process, type, f, key: key ?? '', value, ...(everyTime ? { time } : {}), ...(type === 'fail' ? extras : {}) };
  });
  expect(read, text).toEqual(wanted);
}

function* inPieces(bytes: Uint8Array, random: RandomNumber): Generator<Uint8Array> {
  for (let from = 0; from < bytes.length; ) {
    const length = 1 + Math.floor(random() * 200);
    yield bytes.subarray(from, from + length);
    from += length;
  }
}
