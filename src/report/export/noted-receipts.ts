import type { TraceEvent } from '../../core/index.ts';
import type { SentMessage } from './sent-messages.ts';

/** Messages that are remembered while their arrival is waited for. What arrives after so many others has an unknown sender. */
const REMEMBERED_MAX = 500_000;

/** Messages by the (boot, seq) of the `send` event that a `receive` event names: the runtime's own word for what arrived. */
export class NotedReceipts {
  readonly #sent = new Map<string, SentMessage>();
  /** Whether some had to be forgotten. */
  forgotten = false;

  sent(message: SentMessage, { node, boot, seq }: TraceEvent): void {
    this.#sent.set(`${node}/${boot}/${seq}`, message);
    if (this.#sent.size <= REMEMBERED_MAX) return;
    const [oldest] = this.#sent.keys();
    if (oldest !== undefined) this.#sent.delete(oldest);
    this.forgotten = true;
  }

  /** The message whose arrival this event notes; each time it arrives. */
  arrivedBy(event: TraceEvent): SentMessage | undefined {
    return this.#sent.get(`${String(event['from'])}/${String(event['fromBoot'])}/${String(event['fromSeq'])}`);
  }
}

/** Whether the nodes' runtime notes what arrives: that of older runs and of other systems does not. */
export function notesArrivals(traces: Iterable<() => Iterable<TraceEvent>>): boolean {
  for (const trace of traces) for (const { event } of trace()) if (event === 'receive') return true;
  return false;
}
