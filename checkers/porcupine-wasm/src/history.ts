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
  readonly code: 'completion-without-invoke' | 'process-busy' | 'bad-operation';
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
  const places: (Place | undefined)[] = new Array(history.length);
  for (const call of pair(history)) {
    const recorded = asOperation(call);
    const key = model.partition === undefined ? (call.invocation.key ?? '') : model.partition(recorded);
    const part = partitions.get(key) ?? { key, candidates: [], events: [], operations: 0 };
    partitions.set(key, part);
    part.operations += 1;
    const candidate = asCandidate(model, call, recorded);
    if (candidate === undefined) continue;
    const place = { part, candidate: part.candidates.length };
    part.candidates.push(candidate);
    places[call.invoke] = place;
    if (call.complete !== undefined && !candidate.unknown) places[call.complete] = place;
  }
  for (let event = 0; event < places.length; event += 1) {
    const place = places[event];
    if (place === undefined) continue;
    const isReturn = place.part.candidates[place.candidate]?.invoke !== event;
    place.part.events.push({ candidate: place.candidate, isReturn, event });
  }
  return [...partitions.values()];
}

interface MutablePartition {
  key: string;
  candidates: Candidate[];
  events: { candidate: number; isReturn: boolean; event: number }[];
  operations: number;
}

interface Place {
  readonly part: MutablePartition;
  readonly candidate: number;
}

export interface Call {
  readonly invoke: number;
  readonly invocation: HistoryEvent;
  complete?: number;
  completion?: HistoryEvent;
}

function pair(history: readonly HistoryEvent[]): Call[] {
  const calls: Call[] = [];
  const open = new Map<number, Call>();
  for (let i = 0; i < history.length; i += 1) {
    const event = history[i];
    if (event === undefined || typeof event.process !== 'number') continue;
    const call = open.get(event.process);
    if (event.type === 'invoke') {
      if (call !== undefined) throw processBusy(event.process, call, i);
      const opened: Call = { invoke: i, invocation: event };
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

export function processBusy(process: number, call: Call, event: number): HistoryError {
  const what = `process ${process} invokes an operation (event ${event}) while its ${call.invocation.f} of event ${call.invoke} is open`;
  return new HistoryError('process-busy', `${what}; a process has at most one open operation`, event);
}

export function withoutInvoke(event: HistoryEvent, place: number): HistoryError {
  const what = `event ${place} is the ${event.type} of a ${event.f} by process ${event.process}, which has no open operation`;
  return new HistoryError('completion-without-invoke', `${what}; every completion needs an invoke before it`, place);
}

export function asOperation({ invocation, completion }: Call): Operation {
  const outcome = completion === undefined || completion.type === 'info' ? 'unknown' : completion.type === 'ok' ? 'ok' : 'fail';
  const input = invocation.value ?? null;
  return {
    f: invocation.f,
    input,
    value: outcome === 'ok' ? (completion?.value ?? null) : input,
    outcome,
    ...(invocation.key === undefined ? {} : { key: invocation.key }),
    ...(completion?.error === undefined ? {} : { error: completion.error }),
    ...(completion?.seen === undefined ? {} : { seen: completion.seen }),
  };
}

export function asCandidate<State>(model: Model<State>, call: Call, recorded: Operation): Candidate | undefined {
  const operation = interpret(model, call, recorded);
  if (operation === undefined) return undefined;
  const unknown = recorded.outcome === 'unknown';
  const observes = model.observes?.(operation) ?? false;
  // Nobody learned anything from an observation without an answer.
  if (unknown && observes) return undefined;
  return { operation, unknown, observes, invoke: call.invoke, ...(call.complete === undefined ? {} : { complete: call.complete }) };
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
