import type { TextConflict } from './assemble.ts';
import type { ZoneConflict } from './zones.ts';

export type Conflict = TextConflict | ZoneConflict;

export type Decision =
  | { readonly verdict: 'valid' }
  | {
      readonly verdict: 'invalid';
      /** Place in the partition's events: the first that cannot be explained. */
      readonly at: number;
      readonly conflict: Conflict;
      /** Candidates in an order that explains all that had returned before. */
      readonly order: readonly number[];
    };

/**
 * Finds the first event that cannot be explained by halving: once what a history shows up to some event is invalid, it stays so.
 * `conflictOf` judges the first events only, what is open then being of unknown outcome; `orderOf` orders what is valid.
 */
export function firstConflict(
  length: number,
  conflictOf: (until: number) => Conflict | undefined,
  orderOf: (until: number) => readonly number[],
): Decision {
  let conflict = conflictOf(length);
  if (conflict === undefined) return { verdict: 'valid' };
  let good = 0;
  let bad = length;
  while (bad - good > 1) {
    const middle = (good + bad) >>> 1;
    const found = conflictOf(middle);
    if (found === undefined) good = middle;
    else {
      bad = middle;
      conflict = found;
    }
  }
  return { verdict: 'invalid', at: good, conflict, order: orderOf(good) };
}
