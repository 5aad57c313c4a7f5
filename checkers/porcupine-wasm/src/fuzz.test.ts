import { expect, test } from 'vitest';
import { check } from './check.ts';
import type { Evidence } from './evidence.ts';
import type { HistoryEvent } from './history.ts';
import { models } from './models/index.ts';
import { isLinearizable } from './testing/brute-force.ts';
import { type RandomNumber, randomFrom, randomHistory, type Shape } from './testing/random-history.ts';

const historiesPerModel = 30_000;
const seed = Number(process.env['FUZZ_SEED'] ?? 1);
const rounds = Number(process.env['FUZZ_ROUNDS'] ?? 1);

test.each(['cas-register', 'kv'] as const)('%s agrees with every order tried one by one', (model) => {
  const random = randomFrom(seed * 1_000_003);
  let invalid = 0;
  for (let i = 0; i < historiesPerModel * rounds; i += 1) {
    const history = randomHistory(random, drawShape(random, model));
    const expected = isLinearizable(model, history) ? 'valid' : 'invalid';
    const result = check(models[model] ?? fail(), history);
    if (result.verdict !== expected) expect.fail(`expected ${expected}, got ${result.verdict}: ${JSON.stringify(history)}`);
    const evidence = result.partitions[0]?.evidence;
    if (expected === 'valid') continue;
    invalid += 1;
    // The event blamed is the first: up to the one before there is an order, with it there is none.
    const blamed = (evidence ?? fail()).event;
    if (!isLinearizable(model, until(history, blamed)) || isLinearizable(model, until(history, blamed + 1))) {
      expect.fail(`blames event ${blamed}: ${JSON.stringify(history)}`);
    }
    expectOrder(history, evidence ?? fail());
  }
  expect(invalid).toBeGreaterThan(0.1 * historiesPerModel * rounds);
  expect(invalid).toBeLessThan(0.9 * historiesPerModel * rounds);
});

/** The history up to an event, without the calls that are open there and later turn out to have failed. */
function until(history: readonly HistoryEvent[], end: number): HistoryEvent[] {
  return history.slice(0, end).filter((event, i) => {
    if (event.type !== 'invoke') return true;
    const completion = history.findIndex(({ process, type }, j) => j > i && process === event.process && type !== 'invoke');
    return completion < end || history[completion]?.type !== 'fail';
  });
}

/** What the evidence calls an order is one: it holds everything that completed before, and no operation before one that ended earlier. */
function expectOrder(history: readonly HistoryEvent[], { order, event, states, open }: Evidence): void {
  const told = JSON.stringify(history);
  for (let i = 0; i < order.length; i += 1) {
    for (let j = i + 1; j < order.length; j += 1) {
      const ended = order[j]?.unknown === true ? null : order[j]?.complete;
      if (ended !== null && ended !== undefined && ended < (order[i]?.invoke ?? 0)) expect.fail(`the order breaks time: ${told}`);
    }
  }
  const completed = history.filter((completion, i) => i < event && completion.type === 'ok').length;
  if (order.filter(({ complete, unknown }) => !unknown && complete !== null && complete < event).length < completed) {
    expect.fail(`the order leaves out what completed: ${told}`);
  }
  const held = new Set(order.map(({ invoke }) => invoke));
  for (const call of open) if (call.ordered !== held.has(call.invoke)) expect.fail(`open and order disagree: ${told}`);
  if (order.some(({ invoke }) => invoke >= event) || states.length === 0) expect.fail(`evidence reaches past event ${event}: ${told}`);
}

function drawShape(random: RandomNumber, model: Shape['model']): Shape {
  return {
    model,
    operations: 3 + Math.floor(random() * 5),
    processes: 2 + Math.floor(random() * 3),
    unknown: random() < 0.5 ? 0.15 : 0.4,
    values: 2 + Math.floor(random() * 4),
    lies: random() < 0.2 ? 0 : 1 + Math.floor(random() * 3),
  };
}

function fail(): never {
  throw new Error('unreachable');
}
