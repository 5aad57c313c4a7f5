import { expect, test } from 'vitest';
import {
  Checker,
  type CheckOptions,
  check,
  checkAsync,
  HistoryError,
  type HistoryEvent,
  kv,
  type Model,
  minimize,
  nothing,
  register,
} from './index.ts';

/** What a program without types may hand over. */
function untyped<T>(value: unknown): T {
  return value as T;
}

const write = { process: 0, f: 'write', value: 1 };
const written = [
  { ...write, type: 'invoke' },
  { ...write, type: 'ok' },
];
const stale = [...written, { process: 1, type: 'invoke', f: 'read' }, { process: 1, type: 'ok', f: 'read', value: 7 }];
/** So long that events become columns. */
const long = Array.from({ length: 2_000 }, () => written).flat();

const wrongEvents: readonly [string, Readonly<Record<string, unknown>> | null, RegExp][] = [
  ['a type of another spelling', { type: 'OK' }, /type to be "invoke", "ok", "fail" or "info", got "OK"/],
  ['no type', { type: undefined }, /type to be .*, got undefined/],
  ['a process that is a number as a text', { process: '1' }, /process to be a number, or a name such as "nemesis", got "1"/],
  ['no process', { process: undefined }, /process to be a number.*, got undefined/],
  ['a process that is NaN', { process: Number.NaN }, /process to be a number.*, got NaN/],
  ['null for an event', null, /an event, got null/],
];

test.each(wrongEvents)('%s is no event, rather than one that says nothing', (_, wrong, message) => {
  for (const before of [[], long]) {
    const place = before.length + 3;
    const history = untyped<HistoryEvent[]>([...before, ...stale.slice(0, 3), wrong === null ? null : { ...stale[3], ...wrong }]);
    const refused = () => check(register, history);
    expect(refused).toThrow(HistoryError);
    expect(refused).toThrow(message);
    expect(refused).toThrow(expect.objectContaining({ code: 'bad-event', event: place }));
    const checker = new Checker(register);
    expect(() => history.forEach((event) => void checker.add(event))).toThrow(expect.objectContaining({ code: 'bad-event', event: place }));
  }
});

test('a nemesis is passed over by its name', () => {
  const history = [{ process: 'nemesis', type: 'info', f: 'kill' }, ...stale] as HistoryEvent[];
  expect(check(register, history).verdict).toBe('invalid');
});

test.each([
  ['a text', 'kv', /expected a history: an array of events, or columns; got "kv"/],
  ['nothing', undefined, /expected a history.* got undefined/],
  ['an object', { events: [] }, /expected a history.* got another object/],
])('%s is no history', async (_, history, message) => {
  expect(() => check(kv, untyped<HistoryEvent[]>(history))).toThrow(message);
  await expect(checkAsync('kv', untyped<HistoryEvent[]>(history))).rejects.toThrow(TypeError);
  expect(() => minimize(kv, untyped<HistoryEvent[]>(history))).toThrow(TypeError);
});

test('columns are refused where only events are taken', async () => {
  const columns = {
    process: Int32Array.of(0, 0),
    type: Uint8Array.of(0, 1),
    f: Uint8Array.of(0, 0),
    functions: ['read'],
    value: Int32Array.of(nothing, 7),
  };
  expect(check(register, columns).verdict).toBe('invalid');
  await expect(checkAsync('register', untyped<HistoryEvent[]>(columns))).rejects.toThrow(/got columns, which only check takes/);
  expect(() => minimize(register, untyped<HistoryEvent[]>(columns))).toThrow(/got columns/);
});

test.each([
  [{ timeMs: '30s' }, /timeMs to be a number from 0, got "30s"/],
  [{ timeMs: Number.NaN }, /timeMs .* got NaN/],
  [{ memoryBytes: -1 }, /memoryBytes .* got -1/],
  [{ configurations: null }, /configurations .* got null/],
])('%j is no budget, and nothing begins that it would not end', async (options, message) => {
  const history = untyped<HistoryEvent[]>(written);
  const given = untyped<CheckOptions>(options);
  expect(() => check(register, history, given)).toThrow(message);
  expect(() => new Checker(register, given)).toThrow(message);
  await expect(checkAsync('register', history, given)).rejects.toThrow(message);
});

test('a name is no model', () => {
  expect(() => check(untyped<Model>('kv'), [])).toThrow(
    /expected a model, with a function 'step', got "kv"; by its name it is models\[name\]/,
  );
  expect(() => new Checker(untyped<Model>({ name: 'own', init: 0 }))).toThrow(/expected a model.* got another object/);
});

test.each([
  ['dates', new Date(0), new Date(5), /got a Date/],
  ['maps', new Map([[1, 1]]), new Map([[2, 2]]), /got a Map/],
])('%s are no plain data: they would all be equal', (_, value, seen, message) => {
  const history = untyped<HistoryEvent[]>([
    { ...write, value, type: 'invoke' },
    { ...write, value, type: 'ok' },
    { process: 1, type: 'invoke', f: 'read' },
    { process: 1, type: 'ok', f: 'read', value: seen },
  ]);
  expect(() => check(register, history)).toThrow(message);
});

test('a step that answers with a promise is refused', () => {
  const model = untyped<Model>({ name: 'later', init: 0, step: async () => undefined });
  expect(() => check(model, untyped<HistoryEvent[]>(written))).toThrow(/plain data.* got a Promise/);
});
