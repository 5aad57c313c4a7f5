import { createServer, type Server, type Socket } from 'node:net';
import { FrameDecoder } from '../frames.ts';
import { listenOnce } from './listen.ts';
import { decodeHello, type PeerHello } from './peer-hello.ts';

/** Peers' connections at one time; more are closed at once. */
const MAX_PEER_CONNECTIONS = 512;
/** A connection that does not say who it is within this is closed. */
const HELLO_TIMEOUT_MS = 10_000;

export interface ListenerStatistics {
  readonly connections: number;
  readonly messagesIn: number;
  readonly bytesIn: number;
  /** Frames with a wrong CRC, left out. */
  readonly damagedFrames: number;
  /** Connections closed because they made no sense. */
  readonly junkConnections: number;
}

export interface PeerListenerOptions {
  /** Whether to listen to such a peer. */
  accepts(hello: PeerHello): boolean;
  received(from: string, payload: Uint8Array): void;
}

/** Takes what peers send. Whatever comes, the worst that happens is that the connection is closed. */
export class PeerListener {
  readonly #options: PeerListenerOptions;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #counts = { messagesIn: 0, bytesIn: 0, damagedFrames: 0, junkConnections: 0 };

  constructor(options: PeerListenerOptions) {
    this.#options = options;
    this.#server = createServer({ noDelay: true }, (socket) => this.#accept(socket));
    this.#server.maxConnections = MAX_PEER_CONNECTIONS;
  }

  get statistics(): ListenerStatistics {
    return { connections: this.#sockets.size, ...this.#counts };
  }

  listen(host: string, port: number, done: (error: Error | undefined, port: number) => void): void {
    listenOnce(this.#server, host, port, done);
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #accept(socket: Socket): void {
    const decoder = new FrameDecoder();
    let peer: string | undefined;
    this.#sockets.add(socket);
    const timeout = setTimeout(() => this.#junk(socket), HELLO_TIMEOUT_MS);
    socket.on('error', () => {});
    socket.on('close', () => {
      clearTimeout(timeout);
      this.#sockets.delete(socket);
    });
    socket.on('data', (chunk) => {
      const damagedBefore = decoder.damagedCount;
      this.#counts.bytesIn += chunk.length;
      for (const payload of decoder.feed(chunk)) {
        if (socket.destroyed) return;
        if (peer !== undefined) {
          this.#counts.messagesIn += 1;
          this.#options.received(peer, payload);
          continue;
        }
        const hello = decodeHello(payload);
        if (hello === undefined || !this.#options.accepts(hello)) return this.#junk(socket);
        peer = hello.node;
        clearTimeout(timeout);
      }
      this.#counts.damagedFrames += decoder.damagedCount - damagedBefore;
      if (decoder.broken !== undefined) this.#junk(socket);
    });
  }

  #junk(socket: Socket): void {
    this.#counts.junkConnections += 1;
    socket.destroy();
  }
}
