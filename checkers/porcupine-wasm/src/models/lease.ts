import { canonical } from '../canonical.ts';
import { grants } from '../forgetting/index.ts';
import type { Model, Operation } from '../model.ts';
import { asEffect, asWholeNumber, unknownOperation } from './effect.ts';

export interface LeaseState {
  /** The newest that was granted; null: none, and any number may be the first. */
  readonly token: number | null;
  /** False after an acquire of unknown outcome: `token` is then the least that its token may have been. */
  readonly isExact: boolean;
  readonly isHeld: boolean;
}

/**
 * A lease with fencing tokens: `acquire` answers a token, a whole number greater than every one granted before; `release` gives back the
 * lease whose token it names, or the current one if it names none. A lease may run out unseen, so an acquire may be granted while another
 * holds it: what excludes is the token. A release that succeeds says that its lease was the newest and not released before, thus that
 * nobody was granted in between. Initially nothing was granted; an initial number is the newest token. Broken: a token that is not
 * greater than an earlier one, or is granted twice; a release of a lease that was superseded. An acquire of unknown outcome may have
 * been granted some greater token at any later time, or never. Tokens as in Kleppmann, "How to do distributed locking" (2016).
 */
export const lease: Model<LeaseState> = {
  name: 'lease',
  init: { token: null, isExact: true, isHeld: false },
  initFrom: (value) => ({ token: value === null ? null : asWholeNumber(value, 'the initial token'), isExact: true, isHeld: false }),
  step(state, { f, value, outcome }) {
    const token = value as number | null;
    if (f === 'release') return release(state, token);
    // The least that it can have been leaves most to those who come after.
    if (outcome === 'unknown') return { token: state.token === null ? null : state.token + 1, isExact: false, isHeld: true };
    return state.token === null || (token ?? 0) > state.token ? { token, isExact: true, isHeld: true } : undefined;
  },
  interpret(operation: Operation): Operation | undefined {
    const { f, input, value, outcome } = operation;
    if (f === 'release') {
      if (input !== null) asWholeNumber(input, 'the value of a release');
      return asEffect(operation);
    }
    if (f !== 'acquire') throw unknownOperation('lease', f, 'acquire, release');
    if (outcome === 'fail') return undefined;
    const token = outcome === 'ok' ? asWholeNumber(value, 'what an acquire was answered') : null;
    return { f, input: null, value: token, outcome };
  },
  unknownSaysLess: true,
  forgetting: grants,
  describe({ f, value, outcome }: Operation): string {
    if (f === 'release') return value === null ? 'release' : `release of ${canonical(value)}`;
    return outcome === 'ok' ? `acquire got ${canonical(value)}` : 'acquire of a token nobody saw';
  },
};

function release(state: LeaseState, token: number | null): LeaseState | undefined {
  if (!state.isHeld) return undefined;
  if (token === null) return { ...state, isHeld: false };
  const isIts = state.isExact ? token === state.token : state.token === null || token >= state.token;
  return isIts ? { token, isExact: true, isHeld: false } : undefined;
}
