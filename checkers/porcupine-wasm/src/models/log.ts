import { canonical, equal } from '../canonical.ts';
import { entries } from '../forgetting/index.ts';
import type { Model, Operation } from '../model.ts';
import { asArray, asEffect, asWholeNumber, unknownOperation } from './effect.ts';

/**
 * A log: `append` puts an entry at the end; its completion may say where, as `[offset, entry]` (offsets count from 0). `read` sees an
 * array of all entries, or of all from the offset that it asks for as its value. Initially empty. Broken: an entry that is lost, twice
 * there, or at two offsets; two reads of which neither begins with the other. An append of unknown outcome may take effect at any
 * later time or never, once; a failed one had no effect; a read without an answer says nothing. As in Jepsen's list-append and
 * Kafka workloads, for one log.
 */
export const log: Model<readonly unknown[]> = {
  name: 'log',
  init: [],
  initFrom: (value) => asArray(value ?? [], 'the initial log'),
  step(state, { f, input, value }) {
    if (f === 'append') return value === null || value === state.length ? [...state, input] : undefined;
    const entries = value as readonly unknown[];
    const from = input as number;
    if (Math.max(0, state.length - from) !== entries.length) return undefined;
    return entries.every((entry, i) => equal(entry, state[from + i])) ? state : undefined;
  },
  interpret(operation: Operation): Operation | undefined {
    const { f, input, value, outcome } = operation;
    if (f === 'append') {
      const effect = asEffect(operation);
      // The value of an append is its offset from here on.
      return effect === undefined ? undefined : { ...effect, value: outcome === 'ok' ? offsetOf(input, value) : null };
    }
    if (f !== 'read') throw unknownOperation('log', f, 'append, read');
    const from = asWholeNumber(input ?? 0, 'the value of a read, an offset,');
    if (from < 0) throw new TypeError(`expected the value of a read, an offset, to be at least 0, got ${from}`);
    return outcome === 'ok' ? { f, input: from, value: asArray(value ?? [], 'what a read of a log saw'), outcome } : undefined;
  },
  observes: ({ f }) => f === 'read',
  classes,
  unknownSaysLess: true,
  forgetting: entries,
  describe({ f, input, value }: Operation): string {
    if (f === 'append') return value === null ? `append ${canonical(input)}` : `append ${canonical(input)} at ${value}`;
    return input === 0 ? `read saw ${canonical(value)}` : `read from ${input} saw ${canonical(value)}`;
  },
};

/** A completion that repeats its argument, or is null, says nothing about the place. */
function offsetOf(input: unknown, value: unknown): number | null {
  if (value === null || equal(value, input)) return null;
  if (Array.isArray(value) && value.length === 2 && equal(value[1], input)) return asWholeNumber(value[0], 'the offset of an append');
  throw new TypeError(`expected the completion of an append to be [offset, entry] or the entry, got ${canonical(value)}`);
}

/**
 * A log only grows, so once it differs from what every read saw where they overlap, or is longer, no read can ever be right. What
 * appends can tell of such a log is its length alone, and that only up to the greatest offset that one was told.
 */
function classes(operations: readonly Operation[]): (state: readonly unknown[]) => unknown {
  const reads = operations
    .filter(({ f }) => f === 'read')
    .map(({ input, value }) => ({ from: input as number, entries: value as readonly unknown[] }));
  const offsets = operations.filter(({ f, value }) => f === 'append' && value !== null).map(({ value }) => value as number);
  const lengthLimit = offsets.reduce((most, offset) => Math.max(most, offset), -1) + 1;
  return (state) => {
    const isReadable = reads.some(({ from, entries }) => {
      if (state.length - from > entries.length) return false;
      for (let i = state.length - 1; i >= from; i -= 1) if (!equal(state[i], entries[i - from])) return false;
      return true;
    });
    return isReadable ? state : Math.min(state.length, lengthLimit);
  };
}
