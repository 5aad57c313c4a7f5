import { absent } from '../../data/index.ts';
import { type Run, shades } from './run.ts';

const TERMS_MAX = 20;

/** Which operations are shown: `rows[row]` is 1 for those. */
export interface Filter {
  readonly rows: Uint8Array;
  readonly count: number;
  /** Terms that mean nothing here, as they were typed. */
  readonly unknown: readonly string[];
}

/** One line for each thing that can be asked for: for the help, and so that the two agree. */
export const filterHelp: readonly (readonly [string, string])[] = [
  ['s:fail', 'outcome: ok, no, fail, info (unknown), open'],
  ['f:read', 'what was called: read, write, put, get, cas, append, delete ...'],
  ['n:n3', 'the node that answered'],
  ['k:7', 'the key, whole; k7 is found by 7 too'],
  ['c:4', 'the client'],
  ['p:14', 'the process number'],
  ['v:text', 'a part of what was written or seen'],
  ['e:timeout', 'a part of the error'],
  ['d:>100', 'took longer (or, with <, less) than so many milliseconds'],
  ['!s:ok', 'all but those'],
  ['text', 'a part of key, value or error'],
];

/**
 * `s:fail f:read n:n3 k:7`: terms of one letter add up (either), those of different letters narrow down (both), `!` takes away; quotes
 * keep blanks together. Undefined for a text without terms: then everything is shown.
 */
export function filterOf(run: Run, text: string): Filter | undefined {
  const terms = termsOf(text);
  if (terms.length === 0) return undefined;
  const unknown: string[] = [];
  const groups = new Map<string, Test[]>();
  for (const { typed, negated, letter, value } of terms) {
    const test = testOf(run, letter, value);
    if (test === undefined) {
      unknown.push(typed);
      continue;
    }
    // What is taken away is taken away by each term alone.
    const group = negated ? typed : letter;
    groups.set(group, [...(groups.get(group) ?? []), negated ? (row) => !test(row) : test]);
  }
  const all = [...groups.values()];
  const rows = new Uint8Array(run.data.operations.count);
  let count = 0;
  for (let row = 0; row < rows.length; row += 1) {
    if (!all.every((tests) => tests.some((test) => test(row)))) continue;
    rows[row] = 1;
    count += 1;
  }
  return { rows, count, unknown };
}

type Test = (row: number) => boolean;

interface Term {
  readonly typed: string;
  readonly negated: boolean;
  readonly letter: string;
  readonly value: string;
}

function termsOf(text: string): Term[] {
  const found = text.match(/!?(?:[a-z]:)?(?:"[^"]*"|\S+)/g) ?? [];
  return found.slice(0, TERMS_MAX).flatMap((typed) => {
    const [, negation = '', letter = '', quoted, plain = ''] = /^(!?)(?:([a-z]):)?(?:"([^"]*)"|(.*))$/s.exec(typed) ?? [];
    const value = quoted ?? plain;
    return value === '' ? [] : [{ typed, negated: negation === '!', letter, value }];
  });
}

const aliases: Readonly<Record<string, readonly string[]>> = { read: ['read', 'get'], write: ['write', 'put'] };

function testOf(run: Run, letter: string, value: string): Test | undefined {
  const { operations } = run.data;
  const lower = value.toLowerCase();
  const part = (text: string) => text.toLowerCase().includes(lower);
  switch (letter) {
    case 's':
      return outcomeTest(run, lower);
    case 'f':
      return inTable(operations.f, operations.names, (name) => (aliases[lower] ?? [lower]).includes(name.toLowerCase()));
    case 'n':
      return inTable(operations.node, operations.nodes, (node) => node.toLowerCase() === lower);
    case 'k':
      return inTable(operations.key, operations.keys, (key) => key.toLowerCase() === lower || key.toLowerCase() === `k${lower}`);
    case 'c':
      return (row) => run.lane(row) === Number(value);
    case 'p':
      return (row) => operations.process[row] === Number(value);
    case 'e':
      return inTable(operations.error, operations.errors, part);
    case 'v':
      return either(inTable(operations.input, operations.values, part), inTable(operations.output, operations.values, part));
    case 'd':
      return durationTest(run, value);
    case '':
      return either(
        either(inTable(operations.key, operations.keys, part), inTable(operations.error, operations.errors, part)),
        either(inTable(operations.input, operations.values, part), inTable(operations.output, operations.values, part)),
      );
    default:
      return undefined;
  }
}

function outcomeTest(run: Run, value: string): Test | undefined {
  const name = value === 'unknown' ? 'info' : value;
  if (!Object.hasOwn(shades, name)) return undefined;
  const shade = shades[name as keyof typeof shades];
  // A call without an answer is unknown too.
  return (row) => run.shade(row) === shade || (name === 'info' && run.shade(row) === shades.open);
}

function durationTest(run: Run, value: string): Test | undefined {
  const [, sign = '>', digits = ''] = /^([<>]?)(\d+(?:\.\d+)?)$/.exec(value) ?? [];
  if (digits === '') return undefined;
  const ms = Number(digits);
  return (row) => (sign === '<' ? run.endMs(row) - run.startMs(row) < ms : run.endMs(row) - run.startMs(row) > ms);
}

/** The texts of a table are looked at once, its rows by number. */
function inTable(column: ArrayLike<number>, table: readonly string[], suits: (text: string) => boolean): Test {
  const suited = Uint8Array.from(table, (text) => (suits(text) ? 1 : 0));
  return (row) => {
    const index = column[row] ?? absent;
    return index !== absent && suited[index] === 1;
  };
}

function either(a: Test, b: Test): Test {
  return (row) => a(row) || b(row);
}
