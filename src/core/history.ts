import type { Json } from './json.ts';
import type { NodeId } from './operation.ts';

/** A client's event. Order of events is their order in the file; `time` (whole nanoseconds since the start) is for people. */
export interface ClientEvent {
  readonly index: number;
  readonly time: number;
  /** Never used again once an operation of it ended `info`: the thread goes on as `process + concurrency`. */
  readonly process: number;
  readonly type: 'invoke' | 'ok' | 'fail' | 'info';
  readonly f: string;
  readonly key?: string;
  /** Repeats the invocation's, except that a read carries what it saw. */
  readonly value: Json;
  /** The node that the completing (or first) attempt talked to. */
  readonly node?: NodeId;
  readonly error?: string;
  /** What a failed compare-and-swap met. */
  readonly seen?: Json;
}

/** What the nemesis did and which phase began: never an invocation, and no checker of operations reads it. */
export interface NemesisEvent {
  readonly index: number;
  readonly time: number;
  readonly process: 'nemesis';
  readonly type: 'info';
  readonly f: NemesisEventName;
  /** `phase`: `{name}`, and for `set-up` `{monotonicMs}`: CLOCK_MONOTONIC at time zero, which trace events are told in. `fault-begin`: `{id, kind, target}` resolved. `fault-end`: `{id, state, effect}`. `lag`: `{fromMs, toMs}`. */
  readonly value: Json;
}

export type NemesisEventName = 'phase' | 'fault-begin' | 'fault-end' | 'lag' | 'node-died';
export type HistoryEvent = ClientEvent | NemesisEvent;

export type PhaseName = 'set-up' | 'safety' | 'core' | 'heal' | 'convergence' | 'final-reads' | 'stop';

export function isClientEvent(event: HistoryEvent): event is ClientEvent {
  return event.process !== 'nemesis';
}

/** An operation put together from its two events. `completion` is absent while (or because) nothing came back. */
export interface OperationRecord {
  readonly invocation: ClientEvent;
  readonly completion?: ClientEvent;
}

/** Pairs invocations with completions, in order of invocation. A process has at most one open operation. */
export function pairOperations(events: Iterable<HistoryEvent>): OperationRecord[] {
  const records: { invocation: ClientEvent; completion?: ClientEvent }[] = [];
  const open = new Map<number, { invocation: ClientEvent; completion?: ClientEvent }>();
  for (const event of events) {
    if (!isClientEvent(event)) continue;
    if (event.type === 'invoke') {
      const record = { invocation: event };
      records.push(record);
      open.set(event.process, record);
    } else {
      const record = open.get(event.process);
      if (record === undefined) continue;
      record.completion = event;
      open.delete(event.process);
    }
  }
  return records;
}
