import type { Operation } from '../model.ts';

/** An operation as it was recorded, with its interval in places of the history; `to` is infinite where the outcome is unknown. */
export interface RecordedCall {
  readonly operation: Operation;
  readonly from: number;
  readonly to: number;
}

/** What can be forgotten: an element of a queue, a register, an add to a counter. */
export interface Subject {
  /** In a few words, for people: `element 4`. */
  readonly what: string;
  /** What `forget` knows it by. */
  readonly id: unknown;
}

/**
 * How a model's histories are made smaller by forgetting what they are not about: `forget` takes one thing out of the state, out of
 * every operation, and out of what was seen. Whoever implements it owes a proof that a valid history stays valid.
 */
export interface Forgetting {
  subjects(calls: readonly RecordedCall[], init: unknown): readonly Subject[];
  /**
   * The calls without it, in the same order: the same object where nothing changes, another operation where something does, and
   * undefined where nothing is left. `undefined` as a whole where it cannot be forgotten in this history.
   */
  forget(calls: readonly RecordedCall[], id: unknown, init: unknown): readonly (RecordedCall | undefined)[] | undefined;
  /** The same for several at once, where that is faster than one after the other. */
  forgetAll?(calls: readonly RecordedCall[], ids: readonly unknown[], init: unknown): readonly (RecordedCall | undefined)[] | undefined;
}

/** The call with another argument or answer. */
export function changed(call: RecordedCall, change: Partial<Pick<Operation, 'input' | 'value' | 'seen'>>): RecordedCall {
  return { ...call, operation: { ...call.operation, ...change } };
}

/** Where two intervals do not overlap, every order has the calls in this one. */
export function isBefore(a: RecordedCall, b: RecordedCall): boolean {
  return a.to < b.from;
}
