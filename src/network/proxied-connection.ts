import { connect, type Socket } from 'node:net';
import type { Address, Endpoint, Frame } from '../core/index.ts';
import type { Framing } from './framings/index.ts';
import { Lane } from './lane.ts';
import type { LinkTable } from './link-table.ts';

/** A dial that the target neither takes nor refuses is given up: its queue of new connections is full. */
const DIAL_TIMEOUT_MS = 10_000;

export interface ProxiedConnectionOptions {
  readonly dialler: Endpoint;
  readonly target: Endpoint;
  readonly framing: Framing;
  readonly table: LinkTable;
  readonly describe: (payload: Uint8Array) => Pick<Frame, 'type' | 'fields'> | undefined;
  readonly replay: (bytes: Buffer) => void;
  readonly stalled: () => void;
  /** The target could not be dialled: nothing was read of this caller. Told before the caller is reset. */
  readonly refused: () => void;
  /** Both sockets are closed. */
  readonly closed: () => void;
}

/** One caller's connection, and the one to the target that was dialled for it: what ends on one side ends on the other. */
export class ProxiedConnection {
  readonly #caller: Socket;
  readonly #target: Socket;
  readonly #options: ProxiedConnectionOptions;
  readonly #dialTimeout: NodeJS.Timeout;
  readonly #broken = new Set<Socket>();
  #isOpen = false;
  #openSockets = 2;
  #destroyed: (() => void) | undefined;

  /** `caller` is not read before the target has taken the dial. */
  constructor(caller: Socket, address: Address, options: ProxiedConnectionOptions) {
    this.#caller = caller;
    this.#options = options;
    this.#target = connect({ ...address, allowHalfOpen: true, noDelay: true });
    this.#dialTimeout = setTimeout(() => this.#target.destroy(), DIAL_TIMEOUT_MS);
    for (const socket of [caller, this.#target]) {
      socket.on('error', () => this.#broken.add(socket));
      socket.on('close', () => this.#oneClosed(socket));
    }
    this.#target.once('connect', () => this.#carry());
  }

  /** Resets both sides, whatever is under way. Answers whether there was anything left to reset. */
  reset(): boolean {
    if (this.#caller.destroyed && this.#target.destroyed) return false;
    // The connection was still being dialled: its caller may know that nothing was forwarded.
    if (!this.#isOpen) this.#options.refused();
    for (const socket of [this.#caller, this.#target]) reset(socket);
    return true;
  }

  /** Both sockets are closed without another word; told when they are. */
  destroy(closed: () => void): void {
    this.#destroyed = closed;
    this.#caller.destroy();
    this.#target.destroy();
  }

  #carry(): void {
    clearTimeout(this.#dialTimeout);
    const caller = this.#caller;
    const target = this.#target;
    if (caller.destroyed) {
      target.destroy();
      return;
    }
    this.#isOpen = true;
    const { dialler, target: node, framing, table, describe, replay, stalled } = this.#options;
    const shared = { framing, table, describe, replay, stalled };
    const splitters = framing.open();
    const forward = new Lane({
      ...shared,
      link: { from: dialler, to: node },
      source: caller,
      destination: target,
      splitter: splitters.forward,
      // Answers to what was sent before the lost message still come.
      silenced: () => {},
      finished: () => this.#passEnd(caller, target),
    });
    const back = new Lane({
      ...shared,
      link: { from: node, to: dialler },
      source: target,
      destination: caller,
      splitter: splitters.back,
      silenced: () => forward.silence(),
      finished: () => this.#passEnd(target, caller),
    });
    follow(caller, forward, back);
    follow(target, back, forward);
    caller.resume();
  }

  /** All that `from` has sent is with `to`: it ends there as it ended here. */
  #passEnd(from: Socket, to: Socket): void {
    if (to.destroyed) return;
    if (!from.destroyed) to.end();
    else if (!this.#broken.has(from)) to.destroySoon();
    // After everything before it is written: a reset throws away what the kernel has not sent.
    else to.write('', () => reset(to));
  }

  #oneClosed(socket: Socket): void {
    clearTimeout(this.#dialTimeout);
    this.#openSockets -= 1;
    if (!this.#isOpen) {
      if (socket === this.#caller) this.#target.destroy();
      else if (!this.#caller.destroyed) {
        this.#options.refused();
        reset(this.#caller);
      }
    }
    if (this.#openSockets > 0) return;
    this.#options.closed();
    this.#destroyed?.();
  }
}

/** What comes from a socket goes into one lane; when it is gone, nothing can be delivered out of the other one. */
function follow(socket: Socket, outOf: Lane, into: Lane): void {
  socket.on('data', (chunk: Buffer) => outOf.receive(chunk));
  socket.on('end', () => outOf.end());
  socket.on('close', () => {
    into.discard();
    outOf.end();
  });
}

function reset(socket: Socket): void {
  if (socket.connecting) socket.destroy();
  else if (!socket.destroyed) socket.resetAndDestroy();
}
