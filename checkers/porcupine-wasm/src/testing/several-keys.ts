import type { HistoryEvent } from '../history.ts';
import type { RandomNumber } from './random-number.ts';
import { type UniqueShape, uniqueHistory } from './unique-history.ts';

/** Numbers of clients that one key may have, those that took the place of others included. */
const clientsOfKey = 300;

/** So many keys, each with its own operations and clients, their events mixed. */
export function severalKeys(random: RandomNumber, count: number, shapeOf: (key: number) => UniqueShape): HistoryEvent[] {
  const keys = Array.from({ length: count }, (_, i) => {
    const shape = shapeOf(i);
    const events = uniqueHistory(random, shape);
    return events.map((event) => ({ ...event, key: `k${i}`, process: Number(event.process) + clientsOfKey * i }));
  });
  const mixed: HistoryEvent[] = [];
  for (let left = keys.filter(({ length }) => length > 0); left.length > 0; left = left.filter(({ length }) => length > 0)) {
    const event = left[Math.floor(random() * left.length)]?.shift();
    if (event !== undefined) mixed.push(event);
  }
  return mixed;
}
