import { expect, test } from 'vitest';
import { check } from './check.ts';
import type { HistoryEvent } from './history.ts';
import type { Model } from './model.ts';
import { models } from './models/index.ts';
import type { ModelName } from './testing/brute-force.ts';
import { breakHistory } from './testing/known-invalid.ts';
import { randomFrom, randomHistory } from './testing/random-history.ts';

const manyValues = 1_000_000_001;

/** Sets and counters need values that come back; everything else is told apart by values that do not. */
const valuesOf: Readonly<Partial<Record<ModelName, number>>> = { set: 40, counter: 6 };
/** Reads of logs show all of it, so that twice the length is four times the history. */
const lengths: Readonly<Partial<Record<ModelName, readonly number[]>>> = { log: [200, 500, 1000] };
const unknownShares = [0, 0.004];

test.each(Object.keys(models) as ModelName[])('%s: long histories of a correct object are valid, and broken ones are not', (name) => {
  const model = models[name] as Model;
  const random = randomFrom(Number(process.env['FUZZ_SEED'] ?? 1));
  let broken = 0;
  for (const operations of lengths[name] ?? [200, 1000, 5000]) {
    for (const unknown of unknownShares) {
      const shape = {
        model: name,
        operations,
        processes: 4,
        unknown,
        values: valuesOf[name] ?? manyValues,
        lies: 0,
        key: 'x',
      };
      // Unknown outcomes in numbers are for short histories: they stay open to the end.
      const history = randomHistory(random, operations > 1000 ? { ...shape, unknown: unknown / 5 } : shape);
      expectVerdict(model, history, 'valid');
      for (const kind of ['nowhere', 'stale'] as const) {
        const changed = breakHistory(random, name, history, kind);
        if (changed === undefined) continue;
        broken += 1;
        expectVerdict(model, changed, 'invalid');
      }
    }
  }
  expect(broken).toBeGreaterThan(3);
});

function expectVerdict(model: Model, history: readonly HistoryEvent[], expected: string): void {
  const { verdict, reason } = check(model, history, { timeMs: 20_000 });
  if (verdict !== expected) expect.fail(`${model.name}, ${history.length} events: expected ${expected}, got ${verdict}: ${reason ?? ''}`);
}
