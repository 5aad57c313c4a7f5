import { expect, test } from 'vitest';
import type { HistoryEvent } from '../history.ts';
import type { Model } from '../model.ts';
import { casRegister, kv, models } from '../models/index.ts';
import { isLinearizable, type ModelName } from '../testing/brute-force.ts';
import { compact } from '../testing/compact.ts';
import { type RandomNumber, randomFrom, randomHistory } from '../testing/random-history.ts';
import { Dropping } from './droppable.ts';
import { forget, subjectsOf } from './forget.ts';
import { minimize } from './index.ts';
import { behaviours } from './influence.ts';
import { assemble, type Piece, piecesOf } from './piece.ts';
import { endedAt, widened, withoutOutcome } from './weaken.ts';

const rounds = Number(process.env['FUZZ_ROUNDS'] ?? 1);
const seed = Number(process.env['FUZZ_SEED'] ?? 1);
const names = Object.keys(models) as ModelName[];

/** Every model as it is, and without its hints, so that the rules have nothing but `step` to go by. */
const subjects = names.flatMap((name) => {
  const model = models[name] as Model;
  const { classes: _, observes: __, effect: ___, ...plain } = model as Model & { readonly effect?: unknown };
  return [
    [name, name, model],
    [`${name} without hints`, name, plain],
  ] as [string, ModelName, Model][];
});

test.each(subjects)('%s: every weakening keeps a valid history valid, and so does any number of them', (_, name, model) => {
  const random = randomFrom(seed * 7919);
  const applied = { ended: 0, widened: 0, unknown: 0, observation: 0, dropped: 0, forgotten: 0 };
  for (let i = 0; i < 250 * rounds; i += 1) {
    const history = draw(random, name);
    if (!isLinearizable(name, history)) continue;
    let pieces = piecesOf(model, history, '');
    const told: string[] = [];
    for (let steps = 0; steps < 6 && pieces.length > 0; steps += 1) {
      const weakened = weakenOne(random, model, pieces, history);
      if (weakened === undefined) continue;
      applied[weakened.by] += 1;
      pieces = weakened.pieces;
      told.push(weakened.by);
      const { events } = assemble(pieces, history);
      if (!isLinearizable(name, events)) expect.fail(`${told.join()}: ${JSON.stringify(history)} became ${JSON.stringify(events)}`);
    }
  }
  expect(applied.ended * applied.widened).toBeGreaterThan(0);
  if (name === 'register' || name === 'kv') expect(applied.unknown * applied.dropped).toBeGreaterThan(0);
  if (model.forgetting !== undefined) expect(applied.forgotten).toBeGreaterThan(0);
});

test.each(subjects)('%s: the minimum is invalid, and there is one only of invalid histories', (_, name, model) => {
  const random = randomFrom(seed * 104_729);
  let invalid = 0;
  for (let i = 0; i < 100 * rounds; i += 1) {
    const history = draw(random, name);
    const minimum = minimize(model, history);
    const told = JSON.stringify(history);
    if (isLinearizable(name, history)) expect(minimum, told).toBeUndefined();
    else {
      invalid += 1;
      expect(minimum, told).toBeDefined();
      expect(isLinearizable(name, minimum?.events ?? []), `${told} became ${JSON.stringify(minimum?.events)}`).toBe(false);
    }
  }
  expect(invalid).toBeGreaterThan(5 * rounds);
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
    { invoke: 2, complete: 3, weakened: 'none', retold: false },
    { invoke: 4, complete: 5, weakened: 'none', retold: false },
    { invoke: 6, complete: 7, weakened: 'none', retold: false },
  ]);
});

test('a write that a read saw is not dropped, even where the history stays invalid; what it is not about is forgotten', () => {
  const minimum = minimize(
    kv,
    compact('0 append x "c"\n0 ok\n0 append x "a"\n0 ok\n1 append x "b"\n1 ok\n1 get x\n1 ok "cba"\n1 put x "d"'),
  );
  expect(minimum?.events.map(({ f, value }) => `${f} ${value}`)).toEqual([
    'append a',
    'append a',
    'append b',
    'append b',
    'get null',
    'get ba',
  ]);
  expect(minimum?.forgotten).toEqual(['token "c"']);
  expect(minimum?.operations.map(({ invoke, retold }) => [invoke, retold])).toEqual([
    [2, false],
    [4, false],
    [6, true],
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

type Weakening = 'ended' | 'widened' | 'unknown' | 'observation' | 'dropped' | 'forgotten';

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
  switch (Math.floor(random() * 8)) {
    case 0:
      return { by: 'ended', pieces: endedAt(model, pieces, Math.floor(random() * history.length)) };
    case 1:
      return replaced('widened', widened(model, piece, other.from, other.to));
    case 2:
      return replaced('unknown', withoutOutcome(model, piece));
    case 3:
      return piece.observes ? { by: 'observation', pieces: pieces.filter((one) => one !== piece) } : undefined;
    case 4: {
      const chosen = subjectsOf(model, pieces).filter(() => random() < 0.5);
      const less = forget(model, pieces, chosen);
      return less.forgotten.length === 0 ? undefined : { by: 'forgotten', pieces: [...less.pieces] };
    }
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

function draw(random: RandomNumber, model: ModelName): HistoryEvent[] {
  return randomHistory(random, {
    model,
    operations: 3 + Math.floor(random() * 5),
    processes: 2 + Math.floor(random() * 3),
    unknown: random() < 0.5 ? 0.15 : 0.4,
    values: 2 + Math.floor(random() * 3),
    lies: random() < 0.4 ? 0 : 1 + Math.floor(random() * 3),
  });
}
