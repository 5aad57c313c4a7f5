import { expect, test } from 'vitest';
import { evidence } from './evidence.ts';
import { partition } from './history.ts';
import { queue } from './models/index.ts';
import { compact } from './testing/compact.ts';

test('an order that there is no time to follow is not shown, and the event is no longer called the first', () => {
  const puts = Array.from({ length: 100 }, (_, i) => `0 enqueue x ${i}\n0 ok`).join('\n');
  const [part] = partition(queue, compact(`${puts}\n0 dequeue x\n0 ok 7`));
  if (part === undefined) throw new Error('expected one key');
  const order = part.candidates.map((_, i) => i).slice(0, 100);
  const reached = { longest: order, states: [order], stateCount: 1, complete: true };
  const at = part.events.length - 1;
  const inTime = evidence(queue, part, at, reached, true, Number.POSITIVE_INFINITY);
  expect(inTime).toMatchObject({ event: 201, statesComplete: true });
  expect(inTime.order).toHaveLength(100);
  const late = evidence(queue, part, at, reached, true, Number.NEGATIVE_INFINITY);
  expect(late).toMatchObject({ event: 201, order: [], states: [], statesOmitted: 0, statesComplete: false });
});
