import { connect, type Socket } from 'node:net';
import type { Address } from '../core/index.ts';
import type { Framing } from './framings/index.ts';

/** Requests being sent once more at one time, for each proxy; further ones are left out and counted. */
const MAX_OPEN_REPLAYS = 64;
/** A response that has not come by then is waited for no longer. */
const REPLAY_TIMEOUT_MS = 10_000;

/** Sends requests once more, each on a connection of its own, and throws the responses away. */
export class Replays {
  readonly #framing: Framing;
  readonly #targetAddress: () => Address | undefined;
  readonly #sockets = new Set<Socket>();
  #leftOut = 0;

  constructor(framing: Framing, targetAddress: () => Address | undefined) {
    this.#framing = framing;
    this.#targetAddress = targetAddress;
  }

  get leftOut(): number {
    return this.#leftOut;
  }

  send(bytes: Buffer): void {
    const address = this.#targetAddress();
    if (address === undefined || this.#sockets.size >= MAX_OPEN_REPLAYS) {
      this.#leftOut += 1;
      return;
    }
    const { forward, back } = this.#framing.open();
    // The splitter of responses must know which request they answer.
    forward.push(bytes, () => {});
    const socket = connect({ ...address, noDelay: true });
    this.#sockets.add(socket);
    const timeout = setTimeout(() => socket.destroy(), REPLAY_TIMEOUT_MS);
    socket.on('error', () => {});
    socket.on('close', () => {
      clearTimeout(timeout);
      this.#sockets.delete(socket);
    });
    socket.on('data', (chunk) => {
      back.push(chunk, (message) => {
        if (message.whole) socket.destroy();
      });
    });
    socket.write(bytes);
  }

  /** Its sockets close soon after; `closed` is asked for each. */
  close(closing: (socket: Socket) => void): void {
    for (const socket of this.#sockets) {
      closing(socket);
      socket.destroy();
    }
  }
}
