/** The models that come with the package, by name. */
import type { Model } from '../model.ts';
import { casRegister } from './cas-register.ts';
import { counter } from './counter.ts';
import { kv } from './kv.ts';
import { lease } from './lease.ts';
import { log } from './log.ts';
import { multiRegister } from './multi-register.ts';
import { mutex } from './mutex.ts';
import { priorityQueue } from './priority-queue.ts';
import { queue } from './queue.ts';
import { register } from './register.ts';
import { set } from './set.ts';
import { stack } from './stack.ts';
import { versionedRegister } from './versioned-register.ts';

export { casRegister, counter, kv, lease, log, multiRegister, mutex, priorityQueue, queue, register, set, stack, versionedRegister };

/** Whoever takes a model by its name does not know its states; they are only ever handed back to it. */
const shipped = [
  register,
  casRegister,
  versionedRegister,
  kv,
  set,
  counter,
  queue,
  stack,
  priorityQueue,
  mutex,
  lease,
  multiRegister,
  log,
] as readonly unknown[] as readonly Model[];

export const models: Readonly<Record<string, Model>> = Object.fromEntries(shipped.map((model) => [model.name, model]));
