import { connect, type Socket } from 'node:net';
import { encodeFrame, MAX_FRAME_BYTES } from '../frames.ts';
import type { Address } from './address.ts';

/** Unsent bytes kept for one peer; messages beyond are dropped. */
export const MAX_SEND_BUFFER_BYTES: number = 16 * 1024 * 1024;
/** A lost connection is dialled again after this, doubled with every failure in a row up to the larger one. */
const FIRST_RETRY_MS = 20;
const MAX_RETRY_MS = 250;
/** A connection that lived so long was no failure: whatever ended it, the next dial comes at once. */
const STEADY_MS = 1000;

export interface DiallerStatistics {
  readonly connected: boolean;
  readonly dials: number;
  readonly messagesOut: number;
  readonly bytesOut: number;
  /** There was no connection. */
  readonly droppedUnconnected: number;
  /** The send buffer was full. */
  readonly droppedFull: number;
  /** Over the size of a frame. */
  readonly droppedOversized: number;
}

/** The one connection by which this node's messages reach one peer; nothing is ever read from it. */
export class PeerDialler {
  readonly #address: Address;
  readonly #hello: Uint8Array;
  #socket: Socket | undefined;
  #retry: NodeJS.Timeout | undefined;
  #retryMs = FIRST_RETRY_MS;
  #connected = false;
  #closed = false;
  readonly #counts = { dials: 0, messagesOut: 0, bytesOut: 0, droppedUnconnected: 0, droppedFull: 0, droppedOversized: 0 };

  /** `hello` is the payload of each connection's first frame. */
  constructor(address: Address, hello: Uint8Array) {
    this.#address = address;
    this.#hello = encodeFrame(hello);
    this.#dial();
  }

  get statistics(): DiallerStatistics {
    return { connected: this.#connected, ...this.#counts };
  }

  send(payload: Uint8Array): void {
    const socket = this.#socket;
    if (payload.length === 0 || payload.length > MAX_FRAME_BYTES) this.#counts.droppedOversized += 1;
    else if (socket === undefined || !this.#connected) this.#counts.droppedUnconnected += 1;
    else if (socket.writableLength + payload.length > MAX_SEND_BUFFER_BYTES) this.#counts.droppedFull += 1;
    else {
      const frame = encodeFrame(payload);
      this.#counts.messagesOut += 1;
      this.#counts.bytesOut += frame.length;
      this.#gather(socket);
      socket.write(frame);
    }
  }

  /** What one turn of the event loop sends to this peer leaves as one write: a leader often has several messages for it at once. */
  #gather(socket: Socket): void {
    if (socket.writableCorked > 0) return;
    socket.cork();
    process.nextTick(() => socket.uncork());
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#retry);
    this.#socket?.destroy();
  }

  #dial(): void {
    this.#counts.dials += 1;
    const socket = connect({ ...this.#address, noDelay: true });
    let connectedAt: number | undefined;
    this.#socket = socket;
    socket.on('connect', () => {
      connectedAt = performance.now();
      this.#connected = true;
      socket.write(this.#hello);
    });
    // A peer says nothing here; reading on is how the end of the connection is noticed.
    socket.resume();
    // The error itself does not matter: `close` follows, and the connection is dialled anew.
    socket.on('error', () => {});
    socket.on('close', () => {
      this.#connected = false;
      this.#socket = undefined;
      if (this.#closed) return;
      if (connectedAt !== undefined && performance.now() - connectedAt >= STEADY_MS) this.#retryMs = FIRST_RETRY_MS;
      this.#retry = setTimeout(() => this.#dial(), this.#retryMs);
      this.#retryMs = Math.min(this.#retryMs * 2, MAX_RETRY_MS);
    });
  }
}
