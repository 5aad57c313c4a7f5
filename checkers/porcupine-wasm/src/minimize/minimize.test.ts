import { expect, test } from 'vitest';
import type { HistoryEvent } from '../history.ts';
import type { Model } from '../model.ts';
import { casRegister, kv, models } from '../models/index.ts';
import { compact } from '../testing/compact.ts';
import { hasOrder } from '../testing/every-order.ts';
import { type RandomNumber, randomFrom, randomHistory } from '../testing/random-history.ts';
import { Dropping } from './droppable.ts';
import { minimize } from './index.ts';
import { behaviours } from './influence.ts';
import { assemble, type Piece, piecesOf } from './piece.ts';
import { endedAt, widened, withoutOutcome } from './weaken.ts';

const rounds = Number(process.env['FUZZ_ROUNDS'] ?? 1);
const seed = Number(process.env['FUZZ_SEED'] ?? 1);

/** No hints at all, and operations that say what they took: the rules may rely on nothing but `step`. */
const queue: Model<readonly number[]> = {
  name: 'a queue without hints',
  init: [],
  step(state, { f, input, value, outcome }) {
    if (f === 'enqueue') return [...state, Number(input)];
    if (outcome === 'unknown') return state.slice(1);
    return (state[0] ?? null) === value ? state.slice(1) : undefined;
  },
  interpret: (operation) => (operation.outcome === 'fail' ? undefined : operation),
};
const counter: Model<number> = {
  name: 'a counter without hints',
  init: 0,
  step: (state, { f, input, value }) => (f === 'add' ? (state + Number(input)) % 5 : value === state ? state : undefined),
};

const subjects: readonly (readonly [string, Model, (random: RandomNumber) => HistoryEvent[]])[] = [
  ['kv', kv, (random) => randomHistory(random, { ...shape(random), model: 'kv' })],
  ['cas-register', casRegister, (random) => randomHistory(random, { ...shape(random), model: 'cas-register' })],
  [queue.name, queue as Model, (random) => drawn(random, ['enqueue', 'dequeue'])],
  [counter.name, counter as Model, (random) => drawn(random, ['add', 'read'])],
];

test.each(subjects)('%s: every weakening keeps a valid history valid, and so does any number of them', (_, model, draw) => {
  const random = randomFrom(seed * 7919);
  const applied = { ended: 0, widened: 0, unknown: 0, observation: 0, dropped: 0 };
  for (let i = 0; i < (model.name === queue.name ? 200 : 4000) * rounds; i += 1) {
    const history = draw(random);
    if (!hasOrder(model, history)) continue;
    let pieces = piecesOf(model, history, '');
    const told: string[] = [];
    for (let steps = 0; steps < 6 && pieces.length > 0; steps += 1) {
      const weakened = weakenOne(random, model, pieces, history);
      if (weakened === undefined) continue;
      applied[weakened.by] += 1;
      pieces = weakened.pieces;
      told.push(weakened.by);
      const { events } = assemble(pieces, history);
      if (!hasOrder(model, events)) expect.fail(`${told.join()}: ${JSON.stringify(history)} became ${JSON.stringify(events)}`);
    }
  }
  expect(applied.ended * applied.widened * applied.unknown * (model.name === queue.name ? 1 : applied.dropped)).toBeGreaterThan(0);
});

test.each(subjects)('%s: the minimum is invalid, and there is one only of invalid histories', (_, model, draw) => {
  const random = randomFrom(seed * 104_729);
  let invalid = 0;
  for (let i = 0; i < (model.name === queue.name ? 300 : 1500) * rounds; i += 1) {
    const history = draw(random);
    const minimum = minimize(model, history);
    const told = JSON.stringify(history);
    if (hasOrder(model, history)) expect(minimum, told).toBeUndefined();
    else {
      invalid += 1;
      // A queue without hints has no end of states.
      if (model.name !== queue.name) expect(minimum?.complete, told).toBe(true);
      expect(hasOrder(model, minimum?.events ?? []), `${told} became ${JSON.stringify(minimum?.events)}`).toBe(false);
    }
  }
  expect(invalid).toBeGreaterThan(50 * rounds);
});

const staleRead = '0 write x 1\n0 ok\n0 write x 2\n0 ok\n1 read x\n1 ok 1';

test('a stale read keeps the write that it saw and one that replaced it, whatever else there was', () => {
  const noise = Array.from({ length: 40 }, (_, i) => `3 write x ${i % 5}\n4 read x\n3 ok\n4 ok ${i % 5}`).join('\n');
  const minimum = minimize(casRegister, compact(`${noise}\n${staleRead}\n3 write x 7\n3 ok`));
  expect(minimum).toMatchObject({ key: 'x', originalOperations: 84, complete: true });
  const events = minimum?.events.map(({ type, f, value }) => `${type} ${f} ${value}`);
  expect(events).toEqual([
    'invoke write 1',
    'ok write 1',
    expect.stringMatching(/^invoke write/),
    expect.stringMatching(/^ok write/),
    'invoke read null',
    'ok read 1',
  ]);
  expect(minimum?.result.verdict).toBe('invalid');
});

test('the operations are named by their events in the original', () => {
  const minimum = minimize(casRegister, compact(`9 write y 1\n9 ok\n${staleRead}`));
  expect(minimum?.operations).toEqual([
    { invoke: 2, complete: 3, weakened: 'none' },
    { invoke: 4, complete: 5, weakened: 'none' },
    { invoke: 6, complete: 7, weakened: 'none' },
  ]);
});

test('a write that a read saw is not dropped, even where the history stays invalid', () => {
  const minimum = minimize(kv, compact('0 append x "a"\n0 ok\n1 append x "b"\n1 ok\n0 append x "c"\n0 ok\n1 get x\n1 ok "ba"'));
  expect(minimum?.events.map(({ f, value }) => `${f} ${value}`)).toEqual([
    'append a',
    'append a',
    'append b',
    'append b',
    'get null',
    'get ba',
  ]);
});

test('of many unknown writes of one value, one stands for all', () => {
  const writes = Array.from({ length: 12 }, (_, i) => `${i} write x 3\n${i} info`).join('\n');
  const minimum = minimize(casRegister, compact(`${writes}\n50 read x\n50 ok 3\n50 write x 1\n50 ok\n50 read x\n50 ok 2`));
  expect(minimum?.operations.length).toBeLessThanOrEqual(2);
  const twice = minimize(
    casRegister,
    compact(`0 write x 3\n0 info\n1 write x 1\n1 ok\n1 read x\n1 ok 3\n1 write x 1\n1 ok\n1 read x\n1 ok 3`),
  );
  expect(twice?.operations).toHaveLength(4);
});

test('a valid history has no minimum, and no time gives none or one that says so', () => {
  expect(minimize(casRegister, compact('0 write x 1\n0 ok'))).toBeUndefined();
  expect(minimize(casRegister, compact(staleRead), { timeMs: 0 })?.complete ?? false).toBe(false);
});

test('every model that comes with the package is weakened without an error', () => {
  for (const model of Object.values(models)) expect(minimize(model, [])).toBeUndefined();
});

type Weakening = 'ended' | 'widened' | 'unknown' | 'observation' | 'dropped';

function weakenOne(
  random: RandomNumber,
  model: Model,
  pieces: readonly Piece[],
  history: readonly HistoryEvent[],
): { by: Weakening; pieces: Piece[] } | undefined {
  const index = Math.floor(random() * pieces.length);
  const piece = pieces[index] as Piece;
  const other = pieces[Math.floor(random() * pieces.length)] as Piece;
  const replaced = (by: Weakening, next: Piece | undefined) => (next === undefined ? undefined : { by, pieces: pieces.with(index, next) });
  switch (Math.floor(random() * 7)) {
    case 0:
      return { by: 'ended', pieces: endedAt(model, pieces, Math.floor(random() * history.length)) };
    case 1:
      return replaced('widened', widened(model, piece, other.from, other.to));
    case 2:
      return replaced('unknown', withoutOutcome(model, piece));
    case 3:
      return piece.observes ? { by: 'observation', pieces: pieces.filter((one) => one !== piece) } : undefined;
    default: {
      const sorted = [...pieces].sort((a, b) => a.from - b.from);
      const known = behaviours(model, sorted);
      if (known === undefined) return undefined;
      const dropping = new Dropping(sorted, new Set(), known);
      const dropped = dropping.drop([...sorted.keys()].filter(() => random() < 0.5));
      return dropped.length === 0 ? undefined : { by: 'dropped', pieces: dropping.left() };
    }
  }
}

function shape(random: RandomNumber) {
  return {
    operations: 3 + Math.floor(random() * 5),
    processes: 2 + Math.floor(random() * 3),
    unknown: random() < 0.5 ? 0.15 : 0.4,
    values: 2 + Math.floor(random() * 3),
    lies: random() < 0.5 ? 0 : 1 + Math.floor(random() * 3),
  };
}

/** Answers drawn from what is likely: about half of such short histories are valid. */
function drawn(random: RandomNumber, [change, look]: readonly [string, string]): HistoryEvent[] {
  const events: HistoryEvent[] = [];
  const open = new Map<number, HistoryEvent>();
  let process = 0;
  for (let calls = 3 + Math.floor(random() * 4); calls > 0 || open.size > 0; ) {
    const [oldest, call] = [...open].at(Math.floor(random() * open.size)) ?? [];
    if (calls > 0 && (call === undefined || random() < 0.5)) {
      calls -= 1;
      process += 1;
      const f = random() < 0.5 ? change : look;
      const invocation: HistoryEvent = { process, type: 'invoke', f, value: f === change ? 1 + Math.floor(random() * 2) : null };
      open.set(process, invocation);
      events.push(invocation);
    } else if (call !== undefined && oldest !== undefined) {
      open.delete(oldest);
      const answer = call.f === change ? call.value : ([null, 0, 1, 2, 3][Math.floor(random() * 5)] ?? null);
      const type = random() < 0.2 ? 'info' : 'ok';
      if (random() < 0.8) events.push({ ...call, type, value: type === 'ok' ? answer : null });
    }
  }
  return events;
}
