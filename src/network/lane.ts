import type { Socket } from 'node:net';
import type { Frame, Link } from '../core/index.ts';
import type { Delivery, Dropped, Fate } from './fate.ts';
import { type Framing, type Message, type Splitter, UNDESCRIBED } from './framings/index.ts';
import { LaneQueue, type QueuedMessage } from './lane-queue.ts';
import type { LinkTable } from './link-table.ts';
import { obeys } from './obeys.ts';

/** Bytes that one direction of a connection may have on their way; over it nothing more is read, and below half of it again. */
export const MAX_PENDING_BYTES: number = 4 * 1024 * 1024;

export interface LaneOptions {
  readonly link: Link;
  readonly source: Socket;
  readonly destination: Socket;
  readonly splitter: Splitter;
  readonly framing: Framing;
  readonly table: LinkTable;
  /** What a payload says of itself, where the framing does not. Asked only when a rule or a watcher wants to know. */
  readonly describe: (payload: Uint8Array) => Pick<Frame, 'type' | 'fields'> | undefined;
  /** Sends a request once more, on a connection of its own. */
  readonly replay: (bytes: Buffer) => void;
  /** A message whose place in the connection counts was lost. */
  readonly silenced: () => void;
  /** Reading has stopped until the destination has taken what is pending. */
  readonly stalled: () => void;
  /** The source has ended and everything of it was given to the destination. */
  readonly finished: () => void;
}

/** One direction of a connection: messages in, their fates obeyed, messages out. */
export class Lane {
  readonly #options: LaneOptions;
  readonly #queue: LaneQueue;
  #timer: NodeJS.Timeout | undefined;
  #isSilent = false;
  #isStalled = false;
  #isEnding = false;
  #isDiscarded = false;

  constructor(options: LaneOptions) {
    this.#options = options;
    this.#queue = new LaneQueue(options.framing.positional);
    options.destination.on('drain', () => this.#relieve());
  }

  receive(chunk: Buffer): void {
    if (this.#isDiscarded || this.#isEnding) return;
    const { destination, splitter } = this.#options;
    destination.cork();
    splitter.push(chunk, (message) => this.#route(message));
    destination.uncork();
    if (this.#isStalled || this.#isDiscarded || this.#pendingBytes() <= MAX_PENDING_BYTES) return;
    this.#isStalled = true;
    this.#options.source.pause();
    this.#options.stalled();
  }

  /** The source sends no more. `finished` is called when what is under way has been delivered; again if this is told again. */
  end(): void {
    if (this.#isDiscarded) return;
    if (!this.#isEnding) this.#options.splitter.end((message) => this.#route(message));
    this.#isEnding = true;
    this.#drain();
  }

  /** From here on every message vanishes; those that are under way already do not. */
  silence(): void {
    this.#isSilent = true;
  }

  /** Nothing more is delivered. */
  discard(): void {
    this.#isDiscarded = true;
    this.#queue.clear();
    clearTimeout(this.#timer);
    // The source is still read, so that its end is noticed.
    this.#options.source.resume();
  }

  #route(message: Message): void {
    if (this.#isSilent || this.#isDiscarded) return;
    const { table, link, destination } = this.#options;
    if (this.#queue.isEmpty && table.isClear(link)) {
      destination.write(message.bytes);
      return;
    }
    const frame = this.#frameOf(message);
    const queued: QueuedMessage = { bytes: message.bytes, delivery: undefined };
    const fate = table.judge(frame, {
      obeys: (rule) => obeys(this.#options.framing, rule, frame.type),
      settled: (settled) => this.#settle(queued, settled),
    });
    // A watcher may have had this very connection reset.
    if (!this.#isDiscarded) this.#obey(queued, fate);
  }

  #frameOf({ bytes, whole }: Message): Frame {
    const { framing, describe, link } = this.#options;
    const { headerBytes } = framing;
    const described = whole ? (framing.describe?.(bytes) ?? describe(bytes.subarray(headerBytes))) : undefined;
    const payloadBytes = whole ? bytes.length - headerBytes : bytes.length;
    return described === undefined
      ? { link, type: UNDESCRIBED, fields: {}, bytes: payloadBytes }
      : { link, type: described.type, fields: described.fields, bytes: payloadBytes };
  }

  #obey(queued: QueuedMessage, fate: Fate): void {
    switch (fate.kind) {
      case 'dropped':
        if (this.#options.framing.positional) this.#loseFrom();
        return;
      case 'held':
        this.#queue.hold(queued);
        return;
      case 'delivered':
        queued.delivery = fate;
        this.#queue.add(queued);
        this.#drain();
        return;
      default: {
        const never: never = fate;
        throw new TypeError(`unknown fate ${JSON.stringify(never)}`);
      }
    }
  }

  /** A message that was held goes on, or is lost after all. */
  #settle(queued: QueuedMessage, fate: Dropped | Delivery): void {
    if (this.#isDiscarded) return;
    if (fate.kind === 'delivered') {
      this.#queue.release(queued, fate);
    } else {
      this.#queue.lose(queued);
      if (this.#options.framing.positional) this.#loseFrom();
    }
    this.#drain();
  }

  #loseFrom(): void {
    this.#isSilent = true;
    this.#options.silenced();
  }

  #drain(): void {
    const { table, destination } = this.#options;
    clearTimeout(this.#timer);
    destination.cork();
    for (let next = this.#queue.takeDue(table.now()); next !== undefined; next = this.#queue.takeDue(table.now())) this.#transmit(next);
    destination.uncork();
    const dueMs = this.#queue.nextDueMs;
    // One millisecond at the least: a timer may fire a little before its time, and would then do so again and again.
    if (dueMs !== undefined) this.#timer = setTimeout(() => this.#drain(), Math.max(1, Math.ceil(dueMs - table.now())));
    this.#relieve();
    if (this.#isEnding && this.#queue.isEmpty) this.#options.finished();
  }

  #transmit({ bytes, delivery }: QueuedMessage): void {
    if (delivery === undefined) return;
    const { destination, framing, replay } = this.#options;
    const sent = delivery.corruptAt === undefined ? bytes : damage(bytes, framing.headerBytes + delivery.corruptAt);
    destination.write(sent);
    if (delivery.copies === 1) return;
    if (framing.positional) replay(sent);
    else destination.write(sent);
  }

  #relieve(): void {
    if (!this.#isStalled || this.#pendingBytes() > MAX_PENDING_BYTES / 2) return;
    this.#isStalled = false;
    this.#options.source.resume();
  }

  #pendingBytes(): number {
    return this.#options.destination.writableLength + this.#queue.bytes;
  }
}

/** The message with one bit of one byte turned over. */
function damage(bytes: Buffer, at: number): Buffer {
  const damaged = Buffer.from(bytes);
  damaged[at] = (damaged[at] ?? 0) ^ 1;
  return damaged;
}
