import { canonical } from '../canonical.ts';
import type { Model } from '../model.ts';
import { container } from './container.ts';

/**
 * A priority queue of numbers: `enqueue` puts one in, `dequeue` takes the least and answers it, or null if there was none. Initially
 * empty. Broken: a number that came out twice, never went in, or came out while a smaller one was there; null while something was
 * there. An enqueue of unknown outcome may take effect at any later time or never, a dequeue of unknown outcome may have removed the
 * least number of any later moment. The min-queue of Lee and Mathur (2025), with repeated values.
 */
export const priorityQueue: Model<readonly unknown[]> = {
  ...container({
    name: 'priority-queue',
    put: 'enqueue',
    take: 'dequeue',
    accept(value) {
      if (typeof value === 'number' && Number.isFinite(value)) return;
      throw new TypeError(`expected the value of an enqueue in a priority queue to be a number, got ${canonical(value)}`);
    },
    insert(state, value) {
      const at = state.findIndex((item) => (item as number) > (value as number));
      return at === -1 ? [...state, value] : [...state.slice(0, at), value, ...state.slice(at)];
    },
    next: 'first',
    unseenAreAlike: false,
  }),
  collection: 'priority-queue',
};
