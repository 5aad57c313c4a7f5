import type { Forgetting } from './forgetting/index.ts';
import type { Effect } from './tier1/effect.ts';

/** One call, put together from its two events. */
export interface Operation {
  readonly f: string;
  readonly key?: string;
  /** The argument of the call. */
  readonly input: unknown;
  /** What an `ok` completion carried, else the argument again. */
  readonly value: unknown;
  /** `fail`: it certainly had no effect. `unknown`: it may have taken effect at any time after its call, or never. */
  readonly outcome: 'ok' | 'fail' | 'unknown';
  readonly error?: string;
  readonly seen?: unknown;
}

/**
 * The sequential specification: what one client alone would see. States are plain data (or primitives) and are never changed in
 * place; two states that are equal as JSON are the same state. No state may be `undefined`.
 */
export interface Model<State = unknown> {
  readonly name: string;
  readonly init: State;
  /** An initial state from the JSON value that stands for it (`withInit`). Without it the value is the state. Throws TypeError. */
  initFrom?(value: unknown): State;
  /** The state after the operation; undefined if what the operation saw cannot be seen in this state. */
  step(state: State, operation: Operation): State | undefined;
  /** Operations of different partitions do not affect each other. By `key` unless said otherwise. */
  partition?(operation: Operation): string;
  /**
   * What the operation says, as `step` wants it; undefined if it says nothing. An operation of unknown outcome is returned as it
   * would be had it taken effect. Without it, failed operations say nothing. Throws TypeError for what the model cannot have.
   */
  interpret?(operation: Operation): Operation | undefined;
  /** Whether it never changes the state, whatever the state: the search takes it as soon as it is legal. */
  observes?(operation: Operation): boolean;
  /**
   * Given all operations of a partition, a class for each state. States of one class must be such that no operation of these can
   * tell them apart, now or after any others; the search takes them for one state. A value that nobody ever read is the usual case.
   */
  classes?(operations: readonly Operation[]): (state: State) => unknown;
  /** Whether it can take place in every state, and leaves the same state behind whatever was there before. */
  replaces?(operation: Operation): boolean;
  /** Given all operations of a partition, says of each whether it can take place in every state that they can lead to from `init`. */
  always?(operations: readonly Operation[], init: State): (operation: Operation) => boolean;
  /**
   * What the operation (as `interpret` returned it) does to the state, for a model whose state is one value that is read, written,
   * swapped or appended to; undefined for an operation that is none of these. `step` must do exactly that. Histories in which no
   * value is written twice are then decided without a search.
   */
  effect?(operation: Operation): Effect | undefined;
  /**
   * Operations that do no more than their `effect` of reading the value or writing it, by name: an `ok` read saw the value of its
   * completion, a write sets its argument, a failed one says nothing. Columns of such operations are checked as they are.
   */
  readonly plain?: Readonly<Record<string, 'read' | 'write'>>;
  /**
   * For a model that is a set of JSON values (`add`, `remove`, `read` an array), a first-in-first-out queue (`enqueue`, `dequeue`, null: it was
   * empty), a stack (`push`, `pop`) or a queue of numbers that gives the least (as a queue), its state an array or null. A take of unknown outcome
   * has removed what was next, or nothing. Histories in which no element is put in twice then need no search, or seldom one.
   */
  readonly collection?: 'set' | 'queue' | 'stack' | 'priority-queue';
  /**
   * For `minimize`: a promise that who does not know how a call ended knows less. Wherever an order has the answered operation, it may
   * have what `interpret` makes of the call without the answer, and all that followed may follow; an observation is worth nothing then.
   */
  readonly unknownSaysLess?: true;
  /** For `minimize`: what a history of this model may be made smaller by, all trace of it taken out. */
  readonly forgetting?: Forgetting;
  /** The operation in a few words: `put 4`, `read saw 3`. */
  describe?(operation: Operation): string;
}
