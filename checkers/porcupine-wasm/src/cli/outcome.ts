import type { Verdict } from '../partition-result.ts';

export type Outcome = 'pass' | 'violation' | 'inconclusive';

export const exitCodes: Readonly<Record<Outcome | 'broken' | 'internal', number>> = {
  pass: 0,
  violation: 1,
  inconclusive: 2,
  broken: 254,
  internal: 255,
};

/** What is proven outranks what is not known. */
export function outcomeOf(verdicts: readonly Verdict[]): Outcome {
  if (verdicts.includes('invalid')) return 'violation';
  return verdicts.includes('unknown') ? 'inconclusive' : 'pass';
}
