import type { Ms } from '../core/index.ts';
import type { Delivery } from './fate.ts';

/** A message under way. Without a delivery it is held. */
export interface QueuedMessage {
  readonly bytes: Buffer;
  delivery: Delivery | undefined;
}

/**
 * The messages of one direction of a connection that have been read and not yet been passed on. Where places count (`inLine`) they
 * leave in the order in which they came, and a held one keeps those behind it waiting; else they leave when they are due.
 */
export class LaneQueue {
  readonly #inLine: boolean;
  readonly #messages: QueuedMessage[] = [];
  /** Held outside of the line. */
  readonly #aside = new Set<QueuedMessage>();
  #bytes = 0;

  constructor(inLine: boolean) {
    this.#inLine = inLine;
  }

  get isEmpty(): boolean {
    return this.#messages.length === 0 && this.#aside.size === 0;
  }

  /** Of what stands in line: the link table bounds what is held aside. */
  get bytes(): number {
    return this.#bytes;
  }

  /** When the first one may leave; undefined while that is unknown, or nothing waits. */
  get nextDueMs(): Ms | undefined {
    return this.#messages[0]?.delivery?.dueMs;
  }

  add(message: QueuedMessage): void {
    const dueMs = message.delivery?.dueMs;
    let place = this.#messages.length;
    if (!this.#inLine && dueMs !== undefined) {
      while (place > 0 && (this.#messages[place - 1]?.delivery?.dueMs ?? dueMs) > dueMs) place -= 1;
    }
    this.#messages.splice(place, 0, message);
    this.#bytes += message.bytes.length;
  }

  hold(message: QueuedMessage): void {
    if (this.#inLine) this.add(message);
    else this.#aside.add(message);
  }

  release(message: QueuedMessage, delivery: Delivery): void {
    message.delivery = delivery;
    if (this.#aside.delete(message)) this.add(message);
  }

  /** Takes out a held message; where places count, with everything behind it. */
  lose(message: QueuedMessage): void {
    if (this.#aside.delete(message)) return;
    const place = this.#messages.indexOf(message);
    if (place < 0) return;
    for (const lost of this.#messages.splice(place)) this.#bytes -= lost.bytes.length;
  }

  takeDue(now: Ms): QueuedMessage | undefined {
    const dueMs = this.nextDueMs;
    if (dueMs === undefined || dueMs > now) return undefined;
    const message = this.#messages.shift();
    this.#bytes -= message?.bytes.length ?? 0;
    return message;
  }

  clear(): void {
    this.#messages.length = 0;
    this.#aside.clear();
    this.#bytes = 0;
  }
}
