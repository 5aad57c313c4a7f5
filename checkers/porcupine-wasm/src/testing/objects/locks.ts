import { below, pick } from '../random-number.ts';
import type { SimulatedObject } from './index.ts';

/** Names by which holders go; null names nobody. */
const names = [null, null, 'n1', 'n2'];

export const mutex: SimulatedObject = {
  start: (init) => (init === null ? [] : [init]),
  draw: (random) => ({ f: pick(random, ['acquire', 'release']), value: pick(random, names) }),
  apply(_, state, { f, value }) {
    const holders = state as readonly unknown[];
    if (f === 'acquire' && holders.length === 0) return { state: [value], done: { type: 'ok', value } };
    const isIts = holders.length === 1 && (value === null || holders[0] === null || holders[0] === value);
    if (f === 'release' && isIts) return { state: [], done: { type: 'ok', value } };
    return { state, done: { type: 'fail', value, error: 'not now' } };
  },
  falsify: (_, __, event) => (event.type === 'fail' ? { ...event, type: 'ok' } : undefined),
};

interface Granted {
  readonly newest: number | null;
  readonly isHeld: boolean;
}

export const lease: SimulatedObject = {
  start: (init): Granted => ({ newest: init as number | null, isHeld: false }),
  draw(random) {
    const f = pick(random, ['acquire', 'release']);
    return { f, value: f === 'release' && random() < 0.7 ? below(random, 6) : null };
  },
  apply(random, state, { f, value }) {
    const { newest, isHeld } = state as Granted;
    if (f === 'acquire') {
      const token = (newest ?? -1) + 1 + below(random, 2);
      return { state: { newest: token, isHeld: true }, done: { type: 'ok', value: token } };
    }
    const isNewest = isHeld && (value === null || value === newest);
    return isNewest
      ? { state: { newest, isHeld: false }, done: { type: 'ok', value } }
      : { state, done: { type: 'fail', value, error: 'stale' } };
  },
  falsify(random, _, event) {
    if (event.f === 'release') return event.type === 'fail' ? { ...event, type: 'ok' } : undefined;
    return event.type === 'ok' ? { ...event, value: below(random, 7) } : undefined;
  },
};
