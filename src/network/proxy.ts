import { createServer, type Socket } from 'node:net';
import type { Address, Done, Endpoint, Frame, Link } from '../core/index.ts';
import type { Framing } from './framings/index.ts';
import type { LinkTable } from './link-table.ts';
import { ProxiedConnection } from './proxied-connection.ts';
import { Replays } from './replays.ts';

/** Callers whose refusal is remembered. Who is forgotten is taken for one whose connection broke, which is always safe to believe. */
const MAX_REMEMBERED_REFUSALS = 1024;
const LOOPBACK = '127.0.0.1';

export interface ProxyOptions {
  /** Bytes from here obey the link dialler > target, bytes back target > dialler. */
  readonly dialler: Endpoint;
  readonly target: Endpoint;
  readonly framing: Framing;
  readonly table: LinkTable;
  /** What a payload says of itself; asked only when a rule or watcher wants to know. Absent: what the framing knows. */
  readonly describe?: (payload: Uint8Array) => Pick<Frame, 'type' | 'fields'> | undefined;
  /** Where the target listens now: asked for each dial. undefined: it is down. */
  readonly targetAddress: () => Address | undefined;
  /** The listener failed after it had opened. */
  readonly onError: (error: Error) => void;
}

/** A stable address for one dialler to reach one target by, through the rules of their two links. */
export interface FaultProxy {
  readonly dialler: Endpoint;
  readonly target: Endpoint;
  readonly address: Address;
  /** Whether the last connection from this local port was refused with certainly no byte of it forwarded. True once for each refusal. */
  refused(callerPort: number): boolean;
  readonly statistics: ProxyStatistics;
  /** Ends all connections; called back when every socket is closed. */
  close(done: Done): void;
}

export interface ProxyStatistics {
  readonly openConnections: number;
  readonly acceptedConnections: number;
  readonly refusedConnections: number;
  /** Times that reading stopped because too much was pending. */
  readonly stalls: number;
  /** Second copies of requests that were not sent: too many at one time, or the target was down. */
  readonly replaysLeftOut: number;
}

export function openProxy(options: ProxyOptions, done: (error: Error | undefined, proxy?: FaultProxy) => void): void {
  const { dialler, target, table } = options;
  const replays = new Replays(options.framing, options.targetAddress);
  const connections = new Set<ProxiedConnection>();
  const refusals = new Set<number>();
  const counts = { acceptedConnections: 0, refusedConnections: 0, stalls: 0 };
  let closing: Done[] | undefined;
  let isClosed = false;

  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true, noDelay: true }, accept);
  const stopResets = table.onReset(resetAll);
  server.once('error', failed);
  server.listen({ host: LOOPBACK, port: 0 }, () => {
    const address = server.address();
    if (address === null || typeof address === 'string') return failed(new Error('a proxy listens on no TCP port'));
    server.off('error', failed);
    server.on('error', options.onError);
    done(undefined, {
      dialler,
      target,
      address: { host: LOOPBACK, port: address.port },
      refused: (callerPort) => refusals.delete(callerPort),
      get statistics() {
        return { openConnections: connections.size, ...counts, replaysLeftOut: replays.leftOut };
      },
      close,
    });
  });

  function failed(error: Error): void {
    stopResets();
    done(error);
  }

  function accept(caller: Socket): void {
    const callerPort = caller.remotePort;
    counts.acceptedConnections += 1;
    // The port is another connection's now.
    if (callerPort !== undefined) refusals.delete(callerPort);
    const address = table.refuses({ from: dialler, to: target }) ? undefined : options.targetAddress();
    if (address === undefined) {
      caller.on('error', () => {});
      noteRefusal(callerPort);
      caller.resetAndDestroy();
      return;
    }
    const connection = new ProxiedConnection(caller, address, {
      ...options,
      describe: options.describe ?? (() => undefined),
      replay: (bytes) => replays.send(bytes),
      stalled: () => {
        counts.stalls += 1;
      },
      refused: () => noteRefusal(callerPort),
      closed: () => connections.delete(connection),
    });
    connections.add(connection);
  }

  function noteRefusal(callerPort: number | undefined): void {
    counts.refusedConnections += 1;
    if (callerPort === undefined) return;
    refusals.add(callerPort);
    const [oldest] = refusals;
    if (refusals.size > MAX_REMEMBERED_REFUSALS && oldest !== undefined) refusals.delete(oldest);
  }

  function resetAll(link: Link): number {
    const carries = (link.from === dialler && link.to === target) || (link.from === target && link.to === dialler);
    if (!carries) return 0;
    let resetCount = 0;
    for (const connection of connections) if (connection.reset()) resetCount += 1;
    return resetCount;
  }

  function close(closed: Done): void {
    if (isClosed) return void setImmediate(closed);
    if (closing !== undefined) return void closing.push(closed);
    closing = [closed];
    stopResets();
    let open = 1;
    const oneClosed = (): void => {
      open -= 1;
      if (open > 0) return;
      isClosed = true;
      for (const waiting of closing ?? []) waiting();
    };
    replays.close((socket) => {
      open += 1;
      socket.once('close', oneClosed);
    });
    // A server is closed when all sockets that it accepted are.
    server.close(oneClosed);
    for (const connection of connections) {
      open += 1;
      connection.destroy(oneClosed);
    }
  }
}
