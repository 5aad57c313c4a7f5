import { canonical, equal } from '../canonical.ts';
import { holders } from '../forgetting/index.ts';
import type { Model, Operation } from '../model.ts';
import { asEffect, unknownOperation } from './effect.ts';

/** Free is null. */
export type MutexState = { readonly holder: unknown } | null;

/**
 * A mutual exclusion lock: `acquire` takes it when it is free, `release` frees it when it is held. Both may name the holder as their
 * value; a release that does frees only what that holder has, unless the acquire named nobody. Initially free; an initial value other
 * than null names who holds it. Broken: two holders at once, a release of what is not held. An acquire or release of unknown outcome may
 * take effect at any later time (when the lock allows it) or never; a failed one had no effect and says nothing, because a lock
 * that was not got in time may have been free all along. The mutex of Knossos, with holders.
 */
export const mutex: Model<MutexState> = {
  name: 'mutex',
  init: null,
  initFrom: (value) => (value === null ? null : { holder: value }),
  step(state, { f, value }) {
    if (f === 'acquire') return state === null ? { holder: value } : undefined;
    if (state === null) return undefined;
    return value === null || state.holder === null || equal(value, state.holder) ? null : undefined;
  },
  interpret(operation: Operation): Operation | undefined {
    if (operation.f !== 'acquire' && operation.f !== 'release') throw unknownOperation('mutex', operation.f, 'acquire, release');
    return asEffect(operation);
  },
  classes,
  unknownSaysLess: true,
  forgetting: holders,
  describe: ({ f, value }) => (value === null ? f : `${f} by ${canonical(value)}`),
};

/** A holder that no release names can be told from no other such: only releases without a name free it. Nobody named is one of its own. */
function classes(operations: readonly Operation[]): (state: MutexState) => unknown {
  const named = new Set(operations.filter(({ f }) => f === 'release').map(({ value }) => canonical(value)));
  return (state) => {
    if (state === null || state.holder === null) return state;
    return named.has(canonical(state.holder)) ? state : 'held by one whom no release names';
  };
}
