/**
 * Correct objects, one for each model, for clients to call in simulation: what may be asked of them, what they answer, and how an
 * answer may be falsified. They share no code with src/models.
 */
import type { HistoryEvent } from '../../history.ts';
import type { ModelName } from '../brute-force.ts';
import type { RandomNumber } from '../random-number.ts';
import { counter, log, set } from './collections.ts';
import { popStack, priorityQueue, queue } from './containers.ts';
import { lease, mutex } from './locks.ts';
import { casRegister, kv, register, versionedRegister } from './registers.ts';
import { multiRegister } from './transactions.ts';

export interface Asked {
  readonly f: string;
  readonly value: unknown;
}

export type Done = Pick<HistoryEvent, 'type' | 'value' | 'seen' | 'error'>;

export interface SimulatedObject {
  start(init: unknown): unknown;
  /** `values`: how many values there are to draw from. */
  draw(random: RandomNumber, values: number): Asked;
  apply(random: RandomNumber, state: unknown, asked: Asked): { readonly state: unknown; readonly done: Done };
  /** A completion that may no longer be true; undefined if it knows none. */
  falsify(random: RandomNumber, values: number, event: HistoryEvent): HistoryEvent | undefined;
}

export const simulatedObjects: Readonly<Record<ModelName, SimulatedObject>> = {
  register,
  'cas-register': casRegister,
  'versioned-register': versionedRegister,
  kv,
  set,
  counter,
  queue,
  stack: popStack,
  'priority-queue': priorityQueue,
  mutex,
  lease,
  'multi-register': multiRegister,
  log,
};
