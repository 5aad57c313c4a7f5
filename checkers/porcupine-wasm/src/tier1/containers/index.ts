/**
 * Queues, stacks and priority queues whose elements are all different, decided without a search. Each file says why it is right. What is
 * left to the search: elements that repeat and are taken, and takes of unknown outcome where it depends on what they took.
 */
import type { Partition } from '../../history.ts';
import { type Decision, firstConflict } from '../first-conflict.ts';
import { neverReturns } from '../zones.ts';
import type { ContainerConflict } from './conflict.ts';
import { type Elements, readElements } from './elements.ts';
import { priorityQueueConflict, priorityQueueOrder } from './priority-queue.ts';
import { queueConflict } from './queue.ts';
import { queueOrder } from './queue-order.ts';
import { stackConflict, stackOrder } from './stack.ts';
import type { LostTakes } from './stays.ts';

export type { ContainerConflict } from './conflict.ts';

export type ContainerName = 'queue' | 'stack' | 'priority-queue';

interface Container {
  readonly put: string;
  readonly take: string;
  readonly conflict: (elements: Elements, end: number, lost: LostTakes) => ContainerConflict | undefined;
  readonly order: (elements: Elements, end: number) => number[];
  /** Whether elements are compared as numbers. */
  readonly isOfNumbers?: boolean;
}

const containers: Readonly<Record<ContainerName, Container>> = {
  queue: { put: 'enqueue', take: 'dequeue', conflict: queueConflict, order: queueOrder },
  stack: { put: 'push', take: 'pop', conflict: stackConflict, order: stackOrder },
  'priority-queue': { put: 'enqueue', take: 'dequeue', conflict: priorityQueueConflict, order: priorityQueueOrder, isOfNumbers: true },
};

/** What it takes for each event, in bytes: an estimate from above. */
const eventBytes = 400;

/** Undefined where it does not apply, or would take more memory. */
export function decideContainer(name: ContainerName, init: unknown, partition: Partition, memoryBytes: number): Decision | undefined {
  const initial = init ?? [];
  if (!Array.isArray(initial) || (partition.events.length + 2 * initial.length) * eventBytes > memoryBytes) return undefined;
  const { put, take, conflict, order, isOfNumbers } = containers[name];
  const elements = readElements(initial, put, take, partition);
  if (elements === undefined) return undefined;
  const { shift, lostTakes, values, putInvokes } = elements;
  if (isOfNumbers === true && values.some((value, i) => putInvokes[i] !== neverReturns && typeof value !== 'number')) return undefined;
  const decision = firstConflict(
    partition.events.length,
    (until) => conflict(elements, until + shift, 'of-none'),
    (until) => order(elements, until + shift),
  );
  if (decision.verdict === 'valid' || lostTakes.length === 0) return decision;
  // Takes of unknown outcome may have put right what seems wrong without them.
  const sure = conflict(elements, decision.at + 1 + shift, 'of-all');
  const { verdict, at, order: found } = decision;
  return sure === undefined ? undefined : { verdict, at, conflict: sure, order: found };
}
