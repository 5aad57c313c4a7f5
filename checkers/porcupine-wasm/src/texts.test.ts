import { expect, test } from 'vitest';
import { textsRound } from './testing/texts-round.ts';

const historiesTried = 4_000 * Number(process.env['FUZZ_ROUNDS'] ?? 1);

test('appends, puts and swaps of texts: every order agrees, and so does the event that is blamed', () => {
  const verdicts = { valid: 0, invalid: 0 };
  for (let seed = 0; seed < historiesTried; seed += 1) verdicts[textsRound(seed)] += 1;
  expect(Math.min(verdicts.valid, verdicts.invalid)).toBeGreaterThan(historiesTried / 10);
});
