import { below, pick } from '../random-number.ts';
import type { SimulatedObject } from './index.ts';

export const queue: SimulatedObject = container('enqueue', 'dequeue', () => 0);
export const popStack: SimulatedObject = container('push', 'pop', (items) => items.length - 1);
export const priorityQueue: SimulatedObject = container('enqueue', 'dequeue', (items) => items.indexOf(Math.min(...(items as number[]))));

function container(put: string, take: string, next: (items: readonly unknown[]) => number): SimulatedObject {
  return {
    start: (init) => init ?? [],
    draw(random, values) {
      // More is taken than put, so it stays short: the orders of concurrent puts that nobody took yet multiply.
      const f = random() < 0.4 ? put : take;
      return { f, value: f === put ? below(random, values) : null };
    },
    apply(_, state, { f, value }) {
      const items = state as readonly unknown[];
      if (f === put) return { state: [...items, value], done: { type: 'ok', value } };
      if (items.length === 0) return { state, done: { type: 'ok', value: null } };
      const at = next(items);
      return { state: items.filter((_item, i) => i !== at), done: { type: 'ok', value: items[at] } };
    },
    falsify(random, values, event) {
      if (event.f !== take || event.type !== 'ok') return undefined;
      return { ...event, value: pick(random, [null, below(random, values), below(random, values)]) };
    },
  };
}
