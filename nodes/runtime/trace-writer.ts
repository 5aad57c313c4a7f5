import type { JsonObject, NodeId, TraceEvent } from '../../src/core/index.ts';

/** Events that only the runtime writes, so that no bug of a protocol can forge or hide them. */
type RuntimeEvent = 'persist' | 'send' | 'receive';
const runtimeEvents: ReadonlySet<string> = new Set<RuntimeEvent>(['persist', 'send', 'receive']);
type Mutable<T> = { -readonly [K in keyof T]: T[K] };
/** Stands where the envelope will, so that the envelope comes first in a line and a field of its name shows. No field holds these values. */
const blank = { node: '', boot: -1, seq: -1, at: -1, event: '' } as const;
const envelopeFields = ['node', 'boot', 'seq', 'at', 'event'] as const;

/** Gathers the trace of one boot until its step ends. */
export class TraceWriter {
  readonly #node: NodeId;
  readonly #boot: number;
  readonly #now: () => number;
  #seq = 0;
  #events: TraceEvent[] = [];

  constructor(node: NodeId, boot: number, now: () => number) {
    this.#node = node;
    this.#boot = boot;
    this.#now = now;
  }

  fromProtocol(name: string, fields: JsonObject): void {
    if (runtimeEvents.has(name)) throw new Error(`trace: '${name}' events are the runtime's own; give yours another name`);
    // Spread last: what stands behind a spread makes every object a slow one.
    const event: Mutable<TraceEvent> = { node: '', boot: -1, seq: -1, at: -1, event: '', ...fields };
    if (event.node !== '' || event.boot !== -1 || event.seq !== -1 || event.at !== -1 || event.event !== '') refuse(name, event);
    this.#add(event, name);
  }

  persisted(file: string, length: number, records: readonly JsonObject[]): void {
    this.#add({ node: '', boot: -1, seq: -1, at: -1, event: '', file, length, records }, 'persist');
  }

  /** `fields` are what the codec says of the message; they cannot pass for the runtime's own. Answers the event's number. */
  sent(to: NodeId, type: string, fields: JsonObject): number {
    const event: Mutable<TraceEvent> & { to: NodeId; type: string } = {
      node: '',
      boot: -1,
      seq: -1,
      at: -1,
      event: '',
      to,
      type,
      ...(fields as { readonly [field: string]: never }),
    };
    event.to = to;
    event.type = type;
    this.#add(event, 'send');
    return this.#seq;
  }

  /** The protocol is about to be given the message of this `send` event. */
  received(from: NodeId, fromBoot: number, fromSeq: number): void {
    this.#add({ node: '', boot: -1, seq: -1, at: -1, event: '', from, fromBoot, fromSeq }, 'receive');
  }

  /** What was gathered since the last time; undefined if nothing was. */
  take(): readonly TraceEvent[] | undefined {
    const events = this.#events;
    if (events.length === 0) return undefined;
    this.#events = [];
    return events;
  }

  #add(event: Mutable<TraceEvent>, name: string): void {
    this.#seq += 1;
    event.node = this.#node;
    event.boot = this.#boot;
    event.seq = this.#seq;
    event.at = this.#now();
    event.event = name;
    // A list of one is what most steps need, and a push to an empty one makes room for many.
    if (this.#events.length === 0) this.#events = [event];
    else this.#events.push(event);
  }
}

function refuse(name: string, event: TraceEvent): never {
  const taken = envelopeFields.find((field) => event[field] !== blank[field]);
  throw new Error(`trace: the field '${taken}' of event '${name}' is the runtime's own; give yours another name`);
}
