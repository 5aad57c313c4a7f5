import type { Model } from '../model.ts';
import { container } from './container.ts';

/**
 * A first-in-first-out queue: `enqueue` puts an element at the end, `dequeue` takes the first and answers it, or null if the queue was
 * empty. Initially empty; an initial array has its first element first. Broken: an element that came out twice, never went in, or
 * overtook one that went in before it; null while something was there. An enqueue of unknown outcome may take effect at any later time
 * or never, a dequeue of unknown outcome may have removed the first element of any later moment. The queue of Herlihy and Wing (1990).
 */
export const queue: Model<readonly unknown[]> = {
  ...container({
    name: 'queue',
    put: 'enqueue',
    take: 'dequeue',
    insert: (state, value) => [...state, value],
    next: 'first',
    unseenAreAlike: true,
  }),
  collection: 'queue',
};
