import type { Model, Operation } from './model.ts';

/** One event. Events are given in order; the order of the array is the order of events. */
export interface HistoryEvent {
  /** Who calls. Events of a process that is not a number (Jepsen's nemesis) are not operations and are passed over. */
  readonly process: number | string;
  readonly type: 'invoke' | 'ok' | 'fail' | 'info';
  readonly f: string;
  readonly key?: string;
  /** The argument; the completion of a read carries what it saw. */
  readonly value?: unknown;
  readonly error?: string;
  /** What a failed compare-and-swap met. */
  readonly seen?: unknown;
  readonly time?: number;
}

/** A history that cannot be judged because it is not one. `event` is a place in the array. */
export class HistoryError extends Error {
  override readonly name: string = 'HistoryError';
  readonly code: 'completion-without-invoke' | 'process-busy' | 'bad-operation' | 'bad-event';
  readonly event: number;

  constructor(code: HistoryError['code'], message: string, event: number) {
    super(message);
    this.code = code;
    this.event = event;
  }
}

/** An operation as the search takes it. */
export interface Candidate {
  /** As the model reads it. */
  readonly operation: Operation;
  /** It may have happened at any time after its call, or never. */
  readonly unknown: boolean;
  readonly observes: boolean;
  /** Events of the history. `complete` is absent where nothing came back. */
  readonly invoke: number;
  readonly complete?: number;
}

/** What is checked by itself: by default the operations of one key. */
export interface Partition {
  readonly key: string;
  /** In order of invocation. */
  readonly candidates: readonly Candidate[];
  /** Calls, and returns of what has a known outcome, in order of events. */
  readonly events: readonly { readonly candidate: number; readonly isReturn: boolean; readonly event: number }[];
  /** Operations of this key in the history, those that say nothing included. */
  readonly operations: number;
}

/** Pairs events to operations, asks the model what each says, and splits them by key. */
export function partition<State>(model: Model<State>, history: readonly HistoryEvent[]): Partition[] {
  const partitions = new Map<string, MutablePartition>();
  // For each event that counts: whose it is, and which candidate's, +1, negative for its return.
  const parts: MutablePartition[] = new Array(history.length);
  const places = new Int32Array(history.length);
  for (const call of pair(history)) {
    const recorded = asOperation(call);
    const part = partitionAt(partitions, model.partition === undefined ? (call.invocation.key ?? '') : model.partition(recorded));
    part.operations += 1;
    const candidate = asCandidate(model, call, recorded);
    if (candidate === undefined) continue;
    const place = part.candidates.push(candidate);
    parts[call.invoke] = part;
    places[call.invoke] = place;
    if (call.complete === undefined || candidate.unknown) continue;
    parts[call.complete] = part;
    places[call.complete] = -place;
  }
  for (let event = 0; event < places.length; event += 1) {
    const place = places[event] as number;
    if (place !== 0) parts[event]?.events.push({ candidate: Math.abs(place) - 1, isReturn: place < 0, event });
  }
  return [...partitions.values()];
}

interface MutablePartition {
  readonly key: string;
  readonly candidates: Candidate[];
  readonly events: { candidate: number; isReturn: boolean; event: number }[];
  operations: number;
}

function partitionAt(partitions: Map<string, MutablePartition>, key: string): MutablePartition {
  const known = partitions.get(key);
  if (known !== undefined) return known;
  const part = { key, candidates: [], events: [], operations: 0 };
  partitions.set(key, part);
  return part;
}

export interface Call {
  readonly invoke: number;
  readonly invocation: HistoryEvent;
  complete?: number | undefined;
  completion?: HistoryEvent | undefined;
}

function pair(history: readonly HistoryEvent[]): Call[] {
  const calls: Call[] = [];
  const open = new Map<number, Call>();
  for (let i = 0; i < history.length; i += 1) {
    const event = history[i];
    // What others left out of it has an empty place, so that places mean the same as before.
    if (event === undefined || !isClients(event, i)) continue;
    const call = open.get(event.process);
    if (event.type === 'invoke') {
      if (call !== undefined) throw processBusy(event.process, call, i);
      // Both are there from the start: an object that grows costs twice.
      const opened: Call = { invoke: i, invocation: event, complete: undefined, completion: undefined };
      calls.push(opened);
      open.set(event.process, opened);
    } else {
      if (call === undefined) throw withoutInvoke(event, i);
      call.complete = i;
      call.completion = event;
      open.delete(event.process);
    }
  }
  return calls;
}

/**
 * Whether it is of a client, and not of a nemesis. Throws HistoryError for what is no event, as programs without types may have it: an answer of
 * a type that nobody knows must not be taken for a failure, nor a client whose number is a text for a nemesis.
 */
export function isClients(event: HistoryEvent, place: number): event is HistoryEvent & { readonly process: number } {
  const wrong = (expected: string, got: unknown): HistoryError =>
    new HistoryError('bad-event', `event ${place}: expected ${expected}, got ${typeof got === 'string' ? `"${got}"` : String(got)}`, place);
  const given: unknown = event;
  if (typeof given !== 'object' || given === null) throw wrong('an event', given);
  const { process, type } = event;
  if (typeof process === 'string' && !digits.test(process)) return false;
  if (typeof process !== 'number' || Number.isNaN(process)) throw wrong('process to be a number, or a name such as "nemesis"', process);
  if (type !== 'invoke' && type !== 'ok' && type !== 'fail' && type !== 'info')
    throw wrong('type to be "invoke", "ok", "fail" or "info"', type);
  return true;
}

/** The name of no nemesis. */
const digits = /^\d+$/;

export function processBusy(process: number, call: Call, event: number): HistoryError {
  const what = `process ${process} invokes an operation (event ${event}) while its ${call.invocation.f} of event ${call.invoke} is open`;
  return new HistoryError('process-busy', `${what}; a process has at most one open operation`, event);
}

export function withoutInvoke(event: HistoryEvent, place: number): HistoryError {
  const what = `event ${place} is the ${event.type} of a ${event.f} by process ${event.process}, which has no open operation`;
  return new HistoryError('completion-without-invoke', `${what}; every completion needs an invoke before it`, place);
}

export function asOperation({ invocation, completion }: Call): Operation {
  const { f, key } = invocation;
  const outcome = completion === undefined || completion.type === 'info' ? 'unknown' : completion.type === 'ok' ? 'ok' : 'fail';
  const input = invocation.value ?? null;
  const value = outcome === 'ok' ? (completion?.value ?? null) : input;
  const operation: { -readonly [Name in keyof Operation]: Operation[Name] } =
    key === undefined ? { f, input, value, outcome } : { f, key, input, value, outcome };
  if (completion?.error !== undefined) operation.error = completion.error;
  if (completion?.seen !== undefined) operation.seen = completion.seen;
  return operation;
}

export function asCandidate<State>(model: Model<State>, call: Call, recorded: Operation): Candidate | undefined {
  const operation = interpret(model, call, recorded);
  if (operation === undefined) return undefined;
  const unknown = recorded.outcome === 'unknown';
  const observes = model.observes?.(operation) ?? false;
  // Nobody learned anything from an observation without an answer.
  if (unknown && observes) return undefined;
  const { invoke, complete } = call;
  return complete === undefined ? { operation, unknown, observes, invoke } : { operation, unknown, observes, invoke, complete };
}

function interpret<State>(model: Model<State>, call: Call, recorded: Operation): Operation | undefined {
  if (model.interpret === undefined) return recorded.outcome === 'fail' ? undefined : recorded;
  try {
    return model.interpret(recorded);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new HistoryError('bad-operation', `event ${call.invoke}: ${error.message}`, call.invoke);
  }
}
