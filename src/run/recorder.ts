import type { ClientEvent, Clock, Completion, HistoryEvent, Json, NemesisEventName, NodeId, Operation } from '../core/index.ts';

/** Where events go the moment they happen: the file first, then whoever judges. */
export type EventSink = (event: HistoryEvent) => void;

/** Turns what happens into history events: numbers them, times them, never lets time go back. */
export class Recorder {
  readonly #clock: Clock;
  readonly #sinks: readonly EventSink[];
  readonly #keys = new Set<string>();
  readonly #tally = { ok: 0, fail: 0, info: 0 };
  #index = 0;
  #time = 0;

  constructor(clock: Clock, sinks: readonly EventSink[]) {
    this.#clock = clock;
    this.#sinks = sinks;
  }

  /** Every key that an operation has named, in order of first use. */
  get keys(): readonly string[] {
    return [...this.#keys];
  }

  /** How the operations so far have ended. */
  get tally(): { readonly ok: number; readonly fail: number; readonly info: number } {
    return { ...this.#tally };
  }

  /** To be called before the first byte is sent. Answers the event's index. */
  invoke(process: number, operation: Operation, node: NodeId): number {
    if (operation.key !== undefined) this.#keys.add(operation.key);
    return this.#client({ process, type: 'invoke', ...described(operation, operation.value), node });
  }

  /** To be called when the completion is known to the client. */
  complete(process: number, operation: Operation, completion: Completion, node: NodeId): void {
    this.#tally[completion.type] += 1;
    const value = completion.type === 'ok' && operation.readOnly ? completion.value : operation.value;
    const error = completion.type === 'ok' ? {} : { error: completion.error };
    const seen = completion.type === 'fail' && completion.seen !== undefined ? { seen: completion.seen } : {};
    this.#client({ process, type: completion.type, ...described(operation, value), node, ...error, ...seen });
  }

  nemesis(f: NemesisEventName, value: Json): void {
    this.#emit({ index: this.#nextIndex(), time: this.#now(), process: 'nemesis', type: 'info', f, value });
  }

  #client(event: Omit<ClientEvent, 'index' | 'time'>): number {
    const index = this.#nextIndex();
    this.#emit({ index, time: this.#now(), ...event });
    return index;
  }

  #nextIndex(): number {
    const index = this.#index;
    this.#index += 1;
    return index;
  }

  #now(): number {
    this.#time = Math.max(this.#time, Math.round(this.#clock.now() * 1e6));
    return this.#time;
  }

  #emit(event: HistoryEvent): void {
    for (const sink of this.#sinks) sink(event);
  }
}

function described(operation: Operation, value: Json): Pick<ClientEvent, 'f' | 'key' | 'value'> {
  return operation.key === undefined ? { f: operation.f, value } : { f: operation.f, key: operation.key, value };
}
