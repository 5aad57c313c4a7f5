import { canonical } from '../canonical.ts';
import { type Forgetting, isBefore } from './forgetting.ts';
import { distinct } from './subjects.ts';

/**
 * Forgets a fencing token of a lease: the acquires that got it, its releases, and every answered release that names no token and may
 * have been its.
 *
 * Let L explain the history, and strike these out. Strike out too a release of unknown outcome that gave this token back: it may never
 * have happened. Until the next acquire the states are then those of the token before, which is less. What is left cannot tell: an
 * acquire needs a token greater than the newest, so a lesser one allows what the greater did; no release that is left was of this
 * token; and one of an older token was impossible. A release struck out leaves a lease held, which allows all that a lease given back
 * did. The initial token is not forgotten, so the states begin the same.
 */
export const grants: Forgetting = {
  subjects(calls, init) {
    const { token } = init as { readonly token: number | null };
    const tokens = calls.flatMap(({ operation: { f, value, outcome } }) => (f === 'acquire' && outcome === 'ok' ? [value] : []));
    return distinct(tokens.filter((one) => one !== token)).map((id) => ({ what: `fencing token ${canonical(id)}`, id }));
  },
  forget(calls, id) {
    const acquires = calls.filter(({ operation: { f, value, outcome } }) => f === 'acquire' && outcome === 'ok' && value === id);
    return calls.map((call) => {
      const { f, input, outcome } = call.operation;
      if (f === 'acquire') return acquires.includes(call) ? undefined : call;
      if (input === id) return undefined;
      const mayBeIts = (input ?? null) === null && outcome === 'ok' && !acquires.every((acquire) => isBefore(call, acquire));
      return mayBeIts ? undefined : call;
    });
  },
};
