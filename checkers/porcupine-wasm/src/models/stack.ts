import type { Model } from '../model.ts';
import { container } from './container.ts';

/**
 * A last-in-first-out stack: `push` puts an element on top, `pop` takes the top and answers it, or null if the stack was empty.
 * Initially empty; an initial array has its last element on top. Broken: an element that came out twice, never went in, or came out
 * while a later one lay on it; null while something was there. A push of unknown outcome may take effect at any later time or never, a
 * pop of unknown outcome may have removed the top of any later moment. The stack of Treiber (1986).
 */
export const stack: Model<readonly unknown[]> = {
  ...container({
    name: 'stack',
    put: 'push',
    take: 'pop',
    insert: (state, value) => [...state, value],
    next: 'last',
    unseenAreAlike: true,
  }),
  collection: 'stack',
};
