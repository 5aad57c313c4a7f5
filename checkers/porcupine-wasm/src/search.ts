import type { Partition } from './history.ts';
import { Interned } from './intern.ts';
import type { HostedKernel, Kernel } from './kernel.ts';
import { type Layout, layOut } from './layout.ts';
import type { Model } from './model.ts';
import { type Reached, readReached } from './reached.ts';
import { type Resumed, readFrontier, resume } from './resume.ts';

export interface Limits {
  /** On `performance.now()`. */
  readonly deadline: number;
  readonly memoryBytes: number;
  readonly configurations: number;
  /** Whether states that the model says behave alike are taken for one. */
  readonly joinStates: boolean;
  /** Configurations kept at each event: all, if absent. With it `invalid` means only that nothing was found, unless `certain`. */
  readonly narrowTo?: number;
  /** The event that no order explains, if that is known: where a narrow search stops there too, it is the first. */
  readonly refutedAt?: number;
  /** Whether operations of unknown outcome may be used over and over. Then `valid` means nothing, and no order is an order. */
  readonly reuse?: boolean;
}

export type BudgetName = 'time' | 'memory' | 'configurations';

export type SearchResult =
  | { readonly verdict: 'valid'; readonly configurations: number }
  | {
      readonly verdict: 'invalid';
      readonly configurations: number;
      /** Place in the partition's events. */
      readonly at: number;
      /** How far it came. Only until the kernel is used again. */
      reached(): Reached;
      /** False if the search was narrow and passed something over. */
      readonly certain: boolean;
    }
  | { readonly verdict: 'unknown'; readonly configurations: number; readonly at: number; readonly budget: BudgetName };

/**
 * Searches one partition for an order that explains it. With `resumed` it goes on from where another search stopped; the partition then holds
 * what was open there and what came later, and the frontier is handed over at the end.
 */
export function search<State>(
  hosted: HostedKernel,
  model: Model<State>,
  partition: Partition,
  limits: Limits,
  resumed?: Resumed<State>,
): SearchResult {
  const interned = new Interned(model, partition.candidates, limits.joinStates);
  const { kernel } = hosted;
  let spent: BudgetName | undefined;
  let lookedAt = performance.now();
  let stride = 1;
  let untilLook = 1;
  const look = (): boolean => {
    const now = performance.now();
    stride = now - lookedAt > slowStepsMs ? 1 : Math.min(stride * 2, mostSteps);
    untilLook = stride;
    lookedAt = now;
    if (interned.bytes + kernel.bytesUsed() > limits.memoryBytes) spent = 'memory';
    if (now >= limits.deadline) spent = 'time';
    return spent !== undefined;
  };
  hosted.host = {
    transition(state, action) {
      untilLook -= 1;
      return untilLook === 0 && look() ? stop : interned.step(state, action);
    },
    spent: look,
  };
  const layout = layOut(partition, interned.effects(resumed === undefined), resumed?.carried);
  const begun = begin(kernel, partition, interned, layout, limits) && (resumed === undefined || resume(kernel, interned, layout, resumed));
  const status = begun ? kernel.run() : statusMemory;
  // What did not begin still holds the numbers of the search before.
  const configurations = begun ? kernel.configurationCount() : 0;
  if (status === statusValid) resumed?.stopped(readFrontier(kernel, interned, layout));
  if (status === statusValid) return { verdict: 'valid', configurations };
  const at = kernel.lastEvent();
  if (status === statusInvalid)
    return {
      verdict: 'invalid',
      configurations,
      at,
      reached: () => readReached(kernel, partition, layout, at),
      certain: kernel.hasPassedOver() === 0,
    };
  const budget = status === statusConfigurations ? 'configurations' : status === statusMemory ? 'memory' : (spent ?? 'memory');
  return { verdict: 'unknown', configurations, at, budget };
}

/** Budgets are looked at after so many steps of the model at most, and after each one where those since the last look took so long. */
const mostSteps = 32;
const slowStepsMs = 0.2;

// The numbers of assembly/.
const stop = -2;
const statusValid = 1;
const statusInvalid = 2;
const statusMemory = 4;
const statusConfigurations = 5;
const operationWords = 8;
const never = 0xffffffff;
/** Addresses have 32 bits; one page is left at the end so that sums do not wrap. */
const addressableBytes = 0xffff_0000;

function begin<State>(kernel: Kernel, partition: Partition, interned: Interned<State>, layout: Layout, limits: Limits): boolean {
  const { candidates, events } = partition;
  const memory = Math.min(limits.memoryBytes, addressableBytes);
  const configurations = Math.min(limits.configurations, Number.MAX_SAFE_INTEGER);
  const { softWords, hardWords } = layout;
  const { narrowTo = 0 } = limits;
  const reuse = limits.reuse === true ? 1 : 0;
  if (
    !kernel.begin(
      candidates.length,
      events.length,
      softWords,
      hardWords,
      memory,
      configurations,
      narrowTo,
      reuse,
      limits.refutedAt ?? never,
    )
  )
    return false;
  writeOperations(kernel, partition, interned, layout);
  const view = new Uint32Array(kernel.memory.buffer, kernel.eventsPointer() >>> 0, events.length);
  events.forEach(({ candidate, isReturn }, i) => {
    view[i] = candidate * 2 + (isReturn ? 1 : 0);
  });
  return true;
}

function writeOperations<State>(kernel: Kernel, { candidates, events }: Partition, interned: Interned<State>, layout: Layout): void {
  const view = new Uint32Array(kernel.memory.buffer, kernel.operationsPointer() >>> 0, candidates.length * operationWords);
  candidates.forEach((_, i) => {
    const at = i * operationWords;
    view[at] = interned.actions[i] ?? 0;
    view[at + 1] = layout.flags[i] ?? 0;
    view[at + 2] = layout.duties[i] ?? 0;
    view[at + 3] = layout.used[i] ?? 0;
    view[at + 4] = never;
  });
  events.forEach(({ candidate, isReturn }, i) => {
    if (isReturn) view[candidate * operationWords + 4] = i;
  });
}
