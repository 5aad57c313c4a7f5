import { connect, createServer, type Server, type Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import type { Address, LinkRule } from '../core/index.ts';
import type { Framing } from './framings/index.ts';
import { createLinkTable, type LinkTable } from './link-table.ts';
import { type FaultProxy, openProxy, type ProxyOptions } from './proxy.ts';

/** For the tests of this room: a proxy between real sockets, with the link a > b from caller to target. */
export interface Rig {
  readonly table: LinkTable;
  readonly proxy: FaultProxy;
  /** Each connection that the target took. */
  readonly taken: Tap[];
  /** Where the proxy dials; undefined: nowhere. */
  target: Address | undefined;
  apply(fault: string, ...rules: readonly LinkRule[]): void;
  applyBack(fault: string, ...rules: readonly LinkRule[]): void;
  dial(localPort?: number): Tap;
  close(): Promise<void>;
}

/** A socket, and what has come out of it. */
export interface Tap {
  readonly socket: Socket;
  received(): Buffer;
  /** `reset` only if the other side reset it. */
  state(): 'open' | 'ended' | 'closed' | 'reset';
}

export async function openRig(framing: Framing, describe?: ProxyOptions['describe'], serve?: (socket: Socket) => void): Promise<Rig> {
  const taken: Tap[] = [];
  const dialled: Tap[] = [];
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    if (serve === undefined) taken.push(tap(socket));
    else serve(socket);
  });
  const table = createLinkTable({ seed: 1, now: () => performance.now() });
  const rig: Rig = {
    table,
    taken,
    target: await listen(server),
    proxy: await new Promise<FaultProxy>((resolve, reject) => {
      const options: ProxyOptions = { dialler: 'a', target: 'b', framing, table, targetAddress: () => rig.target, onError: reject };
      openProxy(describe === undefined ? options : { ...options, describe }, (error, proxy) => (proxy ? resolve(proxy) : reject(error)));
    }),
    apply: (fault, ...rules) =>
      table.apply(
        fault,
        0,
        rules.map((rule) => ({ link: { from: 'a', to: 'b' }, rule })),
      ),
    applyBack: (fault, ...rules) =>
      table.apply(
        fault,
        0,
        rules.map((rule) => ({ link: { from: 'b', to: 'a' }, rule })),
      ),
    dial(localPort) {
      const from = localPort === undefined ? {} : { localPort };
      const made = tap(connect({ ...rig.proxy.address, ...from, allowHalfOpen: true, noDelay: true }));
      dialled.push(made);
      return made;
    },
    async close() {
      await new Promise<void>((resolve, reject) => rig.proxy.close((error) => (error ? reject(error) : resolve())));
      for (const { socket } of [...taken, ...dialled]) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
  return rig;
}

export function listen(server: Server): Promise<Address> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: '127.0.0.1', port: 0 }, () => {
      const address = server.address();
      if (address === null || typeof address === 'string') reject(new Error('the server has no TCP address'));
      else resolve({ host: '127.0.0.1', port: address.port });
    });
  });
}

function tap(socket: Socket): Tap {
  const chunks: Buffer[] = [];
  let state: ReturnType<Tap['state']> = 'open';
  socket.on('data', (chunk) => chunks.push(chunk));
  socket.on('end', () => {
    state = 'ended';
  });
  socket.on('error', (error) => {
    if ('code' in error && error.code === 'ECONNRESET') state = 'reset';
  });
  socket.on('close', () => {
    if (state !== 'reset') state = 'closed';
  });
  return { socket, received: () => Buffer.concat(chunks), state: () => state };
}
