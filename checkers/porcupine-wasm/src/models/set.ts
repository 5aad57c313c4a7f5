import { canonical } from '../canonical.ts';
import { members } from '../forgetting/index.ts';
import type { Model, Operation } from '../model.ts';
import { asArray, asEffect, asObservation, unknownOperation } from './effect.ts';

/**
 * A set: `add` and `remove` an element, whether it was there or not; `read` sees all elements as an array, in any order, each once.
 * Initially empty. Broken: an element that was added is missing, one that was removed is back, two reads saw two orders of adds.
 * An add or remove of unknown outcome may take effect at any later time or never; a failed one had none; a read without an answer
 * says nothing. The set of Jepsen's `set` workload and of Lowe's "Testing for linearizability".
 */
export const set: Model<readonly unknown[]> = {
  name: 'set',
  init: [],
  initFrom: (value) => inOrder(asArray(value ?? [], 'the initial set')).filter((item, i, all) => i === 0 || !same(item, all[i - 1])),
  step(state, { f, value }) {
    if (f === 'read') return sameItems(state, value as readonly unknown[]) ? state : undefined;
    const text = canonical(value);
    const at = place(state, text);
    const holds = at < state.length && canonical(state[at]) === text;
    if (f === 'add') return holds ? state : [...state.slice(0, at), value, ...state.slice(at)];
    return holds ? [...state.slice(0, at), ...state.slice(at + 1)] : state;
  },
  interpret(operation: Operation): Operation | undefined {
    if (operation.f === 'add' || operation.f === 'remove') return asEffect(operation);
    if (operation.f !== 'read') throw unknownOperation('set', operation.f, 'add, remove, read');
    const read = asObservation(operation);
    // What a read saw is put in the order of the states once, so that a step compares place by place.
    return read === undefined ? undefined : { ...read, value: inOrder(asArray(read.value ?? [], 'what a read of a set saw')) };
  },
  observes: ({ f }) => f === 'read',
  classes,
  collection: 'set',
  unknownSaysLess: true,
  forgetting: members,
  describe: ({ f, value }) => (f === 'read' ? `read saw ${canonical(value)}` : `${f} ${canonical(value)}`),
};

const unreadable: unique symbol = Symbol('a set that no read can ever match');

/**
 * Elements that nothing removes stay for good. If no read shows all those that a state has, no read can ever be right after it:
 * adds and removes always succeed, so all such states behave alike, and nothing leads out of them.
 */
function classes(operations: readonly Operation[]): (state: readonly unknown[]) => unknown {
  const removable = new Set(operations.filter(({ f }) => f === 'remove').map(({ value }) => canonical(value)));
  const reads = operations.filter(({ f }) => f === 'read');
  const readsShowing = new Map<string, bigint>();
  reads.forEach(({ value }, i) => {
    for (const item of value as readonly unknown[]) {
      const text = canonical(item);
      readsShowing.set(text, (readsShowing.get(text) ?? 0n) | (1n << BigInt(i)));
    }
  });
  const all = (1n << BigInt(reads.length)) - 1n;
  return (state) => {
    let possible = all;
    for (const item of state) {
      const text = canonical(item);
      if (!removable.has(text)) possible &= readsShowing.get(text) ?? 0n;
      if (possible === 0n) break;
    }
    return possible === 0n ? unreadable : state;
  };
}

/** Where the element is, or would be. */
function place(state: readonly unknown[], text: string): number {
  let from = 0;
  let to = state.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (canonical(state[middle]) < text) from = middle + 1;
    else to = middle;
  }
  return from;
}

function inOrder(items: readonly unknown[]): unknown[] {
  return items
    .map((item) => ({ item, text: canonical(item) }))
    .sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0))
    .map(({ item }) => item);
}

function sameItems(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((item, i) => same(item, b[i]));
}

function same(a: unknown, b: unknown): boolean {
  return a === b || canonical(a) === canonical(b);
}
