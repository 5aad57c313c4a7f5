import type { TextConflict } from './assemble.ts';
import type { ContainerConflict } from './containers/conflict.ts';
import type { SetConflict } from './set-conflict.ts';
import type { ZoneConflict } from './zones.ts';

export type Conflict = TextConflict | ZoneConflict | ContainerConflict | SetConflict;

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

/** Decides by judging the whole. `conflictOf` judges the first events only, what is open then being of unknown outcome. */
export function firstConflict(
  length: number,
  conflictOf: (until: number) => Conflict | undefined,
  orderOf: (until: number) => readonly number[],
): Decision {
  const whole = conflictOf(length);
  return whole === undefined ? { verdict: 'valid' } : invalid(length, whole, conflictOf, orderOf);
}

/**
 * Finds the first event that cannot be explained when it is asked for: by halving, since once what a history shows up to some event is
 * invalid, it stays so. `whole` is the conflict of all events; `orderOf` orders what is valid.
 */
export function invalid(
  length: number,
  whole: Conflict,
  conflictOf: (until: number) => Conflict | undefined,
  orderOf: (until: number) => readonly number[],
): Decision {
  return new Invalid(() => halve(length, whole, conflictOf, orderOf));
}

type Details = Pick<Decision & { verdict: 'invalid' }, 'at' | 'conflict' | 'order'>;

class Invalid implements Details {
  readonly verdict = 'invalid';
  private readonly find: () => Details;
  private found: Details | undefined;

  constructor(find: () => Details) {
    this.find = find;
  }

  get at(): number {
    return this.details.at;
  }

  get conflict(): Conflict {
    return this.details.conflict;
  }

  get order(): readonly number[] {
    return this.details.order;
  }

  private get details(): Details {
    this.found ??= this.find();
    return this.found;
  }
}

function halve(
  length: number,
  whole: Conflict,
  conflictOf: (until: number) => Conflict | undefined,
  orderOf: (until: number) => readonly number[],
): Details {
  let conflict = whole;
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
  return { at: good, conflict, order: orderOf(good) };
}
