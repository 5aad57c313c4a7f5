import { expect, test } from 'vitest';
import type { ModelName } from './testing/brute-force.ts';
import { fuzzRound } from './testing/fuzz-round.ts';
import { hardRound } from './testing/hard-round.ts';
import { specifications } from './testing/specifications.ts';

const historiesPerModel = 16_000;
const names = Object.keys(specifications) as ModelName[];

test('every model is fuzzed, 200,000 histories in all', () => {
  expect(names.length * historiesPerModel).toBeGreaterThan(200_000);
});

test.each(names)('%s agrees with every order tried one by one', (model) => {
  const seed = Number(process.env['FUZZ_SEED'] ?? 1) * 1_000_003;
  let invalid = 0;
  for (let i = 0; i < historiesPerModel; i += 1) if (fuzzRound(model, seed + i) === 'invalid') invalid += 1;
  // Neither verdict is rare, so both are tried.
  expect(invalid).toBeGreaterThan(0.1 * historiesPerModel);
  expect(invalid).toBeLessThan(0.9 * historiesPerModel);
});

const hardHistoriesPerModel = 2_500;

test.each(names)('%s agrees with every order where it is judged as a hard one', (model) => {
  const seed = Number(process.env['FUZZ_SEED'] ?? 1) * 2_000_003;
  const seen = { invalid: 0, foundNarrow: 0, refutedWithReuse: 0 };
  for (let i = 0; i < hardHistoriesPerModel; i += 1) {
    const { verdict, foundNarrow, refutedWithReuse } = hardRound(model, seed + i);
    if (verdict === 'invalid') seen.invalid += 1;
    if (foundNarrow) seen.foundNarrow += 1;
    if (refutedWithReuse) seen.refutedWithReuse += 1;
  }
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(0.1 * hardHistoriesPerModel);
});
