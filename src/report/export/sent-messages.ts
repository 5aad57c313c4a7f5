import type { JsonObject, NodeId, TraceEvent } from '../../core/index.ts';

/** Messages that are remembered while their arrival is waited for. What arrives after so many others has an unknown sender. */
const REMEMBERED_MAX = 500_000;

/** A message between nodes, as its sender told of it before it left. */
export interface SentMessage {
  readonly from: NodeId;
  readonly to: NodeId;
  readonly type: string;
  readonly atMs: number;
}

/** That one had arrived of those messages which are alike in what is known of them. */
export interface Arrival {
  /** The first of them. */
  readonly message: SentMessage;
  /** There was no other: it was this very one. */
  readonly isOnly: boolean;
}

/**
 * Messages by what is known of them. Of several that cannot be told apart the first is meant: whoever received a later one knows no less
 * than if it had been the first, so that what is said to have happened before always did.
 */
export class SentMessages {
  readonly #first = new Map<string, { message: SentMessage | undefined; isOnly: boolean }>();
  /** Whether some had to be forgotten. */
  forgotten = false;

  add(key: string, message: SentMessage): void {
    const known = this.#first.get(key);
    if (known === undefined) {
      this.#first.set(key, { message, isOnly: true });
      if (this.#first.size > REMEMBERED_MAX) this.#forget();
      return;
    }
    known.isOnly = false;
    // Of two senders neither is known to have been the one.
    if (known.message?.from !== message.from) known.message = undefined;
  }

  /** undefined: none is known, or it may be that of several nodes. */
  find(key: string): Arrival | undefined {
    const { message, isOnly = false } = this.#first.get(key) ?? {};
    return message === undefined ? undefined : { message, isOnly };
  }

  #forget(): void {
    const [oldest] = this.#first.keys();
    if (oldest !== undefined) this.#first.delete(oldest);
    this.forgotten = true;
  }
}

const envelope: ReadonlySet<string> = new Set(['node', 'boot', 'seq', 'at', 'event', 'to', 'type']);

/** What an event says besides who, when and what: of a `send`, what the message says. */
export function contentOf(event: TraceEvent): JsonObject {
  return Object.fromEntries(Object.entries(event).filter(([name]) => !envelope.has(name)));
}
