import { expect, test } from 'vitest';
import { check } from './check.ts';
import type { Model, Operation } from './model.ts';
import { models } from './models/index.ts';
import { isLinearizable, type ModelName } from './testing/brute-force.ts';
import { randomHistory } from './testing/random-history.ts';
import { below, pick, randomFrom } from './testing/random-number.ts';

/** Hints that promise too much. That each is found out says that the comparison would find one of ours out. */
const wrongHints: readonly (readonly [ModelName, string, (model: Model) => Partial<Model>])[] = [
  ['register', 'all values are alike', () => ({ classes: () => () => 0 })],
  ['cas-register', 'only values that reads saw matter', without('cas')],
  ['versioned-register', 'versions do not matter', (model) => ({ classes: joined(model, (state) => (state as unknown[]).slice(1)) })],
  ['kv', 'only whole values matter to appends', () => ({ classes: seenBy('get') })],
  ['set', 'elements stay for good', without('remove')],
  ['counter', 'sums that no read saw are alike', () => ({ classes: seenBy('read') })],
  ['queue', 'no dequeue of unknown outcome takes anything', withoutUnknown],
  ['stack', 'no pop of unknown outcome takes anything', withoutUnknown],
  [
    'priority-queue',
    'numbers that nobody takes have no place',
    (model) => ({ classes: joined(model, (state) => (state as unknown[][]).map((item) => (item.length > 1 ? [] : item))) }),
  ],
  ['mutex', 'who holds it does not matter', () => ({ classes: () => (state) => state === null })],
  ['lease', 'whether it is held does not matter', () => ({ classes: () => (state) => (state as { token: unknown }).token })],
  ['multi-register', 'transactions are observations', () => ({ observes: () => true })],
  ['log', 'what was appended does not matter', () => ({ classes: () => (state) => (state as unknown[]).length })],
];

const historiesTried = 20_000;

test.each(wrongHints)('%s: that %s is found out', (name, _, wrong) => {
  const model = models[name] as Model;
  const misled: Model = { ...model, ...wrong(model) };
  for (let seed = 1; seed <= historiesTried; seed += 1) {
    const random = randomFrom(seed);
    const shape = { unknown: pick(random, [0, 0.15, 0.4]), values: 2 + below(random, 3), lies: below(random, 3), key: 'x' };
    const history = randomHistory(random, { model: name, operations: 3 + below(random, 6), processes: 2 + below(random, 3), ...shape });
    if (verdictOf(misled, history) !== (isLinearizable(name, history) ? 'valid' : 'invalid')) return;
  }
  expect.fail(`no history of ${historiesTried} shows it`);
});

/** A model that contradicts itself may also be noticed before it has a verdict. */
function verdictOf(model: Model, history: Parameters<typeof check>[1]): string {
  try {
    return check(model, history).verdict;
  } catch (error) {
    return String(error);
  }
}

function without(f: string): (model: Model) => Partial<Model> {
  return (model) => ({
    classes: (operations) =>
      classesOf(
        model,
        operations.filter((operation) => operation.f !== f),
      ),
  });
}

function withoutUnknown(model: Model): Partial<Model> {
  return {
    classes: (operations) =>
      classesOf(
        model,
        operations.filter(({ outcome }) => outcome === 'ok'),
      ),
  };
}

function joined(model: Model, join: (told: unknown) => unknown): (operations: readonly Operation[]) => (state: unknown) => unknown {
  return (operations) => {
    const classOf = classesOf(model, operations);
    return (state) => join(classOf(state));
  };
}

function classesOf(model: Model, operations: readonly Operation[]): (state: unknown) => unknown {
  return model.classes?.(operations) ?? ((state) => state);
}

function seenBy(f: string): (operations: readonly Operation[]) => (state: unknown) => unknown {
  return (operations) => {
    const seen = new Set(operations.filter((operation) => operation.f === f).map(({ value }) => JSON.stringify(value)));
    return (state) => (seen.has(JSON.stringify(state)) ? JSON.stringify(state) : 'unseen');
  };
}
