import type { JsonObject, NodeId, TraceEvent } from '../../src/core/index.ts';

/** Events that only the runtime writes, so that no bug of a protocol can forge or hide them. */
type RuntimeEvent = 'persist' | 'send';
const runtimeEvents: ReadonlySet<string> = new Set<RuntimeEvent>(['persist', 'send']);
const envelopeFields = ['node', 'boot', 'seq', 'at', 'event'] as const;

/** Gathers the trace of one boot until its step ends. The fields given are the trace's own from then on. */
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

  fromProtocol(event: string, fields: JsonObject): void {
    if (runtimeEvents.has(event)) throw new Error(`trace: '${event}' events are the runtime's own; give yours another name`);
    const taken = envelopeFields.find((field) => Object.hasOwn(fields, field));
    if (taken !== undefined)
      throw new Error(`trace: the field '${taken}' of event '${event}' is the runtime's own; give yours another name`);
    this.#add(event, fields);
  }

  fromRuntime(event: RuntimeEvent, fields: JsonObject): void {
    this.#add(event, fields);
  }

  /** What was gathered since the last time. */
  take(): readonly TraceEvent[] {
    const events = this.#events;
    if (events.length > 0) this.#events = [];
    return events;
  }

  #add(event: string, fields: JsonObject): void {
    this.#seq += 1;
    this.#events.push({ node: this.#node, boot: this.#boot, seq: this.#seq, at: this.#now(), event, ...fields });
  }
}
