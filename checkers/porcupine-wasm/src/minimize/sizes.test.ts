import { expect, test } from 'vitest';
import { check } from '../check.ts';
import type { Model } from '../model.ts';
import { kv, models } from '../models/index.ts';
import { withInit } from '../models/options.ts';
import type { ModelName } from '../testing/brute-force.ts';
import { carelessStore } from '../testing/careless-store.ts';
import { randomFrom, randomHistory } from '../testing/random-history.ts';
import { minimize } from './index.ts';

/** What a person can look at in one go. */
const dozen = 12;
/** Histories that take longer to decide are not waited for. */
const decidedConfigurations = 50_000;
const names = Object.keys(models) as ModelName[];

/** Values that hardly come twice, and values that come a few times; of even numbers a store draws nothing but texts. */
test.each(names)('%s: of 150 operations a dozen is enough', (name) => {
  const model = models[name] as Model;
  let invalid = 0;
  for (const values of [1_001, 30, 31]) {
    for (let seed = 1; seed <= 4; seed += 1) {
      const random = randomFrom(seed * 31 + values);
      // Sums of large numbers can be anything: a counter is counted by little.
      const shape = { model: name, operations: 150, processes: 4, unknown: 0.01, values: name === 'counter' ? 4 : values, lies: 3 };
      const history = randomHistory(random, shape);
      const result = check(model, history, { configurations: decidedConfigurations });
      if (result.verdict !== 'invalid') continue;
      const minimum = minimize(model, history, { result });
      invalid += 1;
      expect(minimum?.operations.length, `seed ${seed}, ${values} values`).toBeLessThanOrEqual(dozen);
      expect(check(model, minimum?.events ?? []).verdict).toBe('invalid');
    }
  }
  expect(invalid).toBeGreaterThan(1);
});

test.each([
  [10, 0.02],
  [50, 0.02],
  [50, 0.005],
])('%d clients of a store of texts of which %d of all operations go wrong: a dozen for every key', (clients, wrong) => {
  const model = withInit(kv, '');
  const history = carelessStore(randomFrom(clients), { operations: 2_000, clients, keys: 10, wrong });
  const bad = check(model, history).partitions.filter(({ verdict }) => verdict === 'invalid');
  expect(bad.length).toBeGreaterThan(3);
  for (const { key } of bad) {
    const ofKey = history.filter((event) => event.key === key);
    const minimum = minimize(model, ofKey);
    expect(minimum?.operations.length, `key ${key}`).toBeLessThanOrEqual(dozen);
    expect(check(model, minimum?.events ?? []).verdict).toBe('invalid');
  }
});

test('a store of texts of which nothing goes wrong is linearizable', () => {
  const history = carelessStore(randomFrom(3), { operations: 600, clients: 20, keys: 4, wrong: 0 });
  expect(check(withInit(kv, ''), history).verdict).toBe('valid');
});
