import type { JsonObject } from '../../../src/core/index.ts';
import type { Address } from './address.ts';
import { PeerDialler } from './peer-dialler.ts';
import { encodeHello } from './peer-hello.ts';
import { PeerListener } from './peer-listener.ts';

export interface TransportOptions {
  readonly node: string;
  /** Nodes of different systems do not talk to each other, whatever their names. */
  readonly system: string;
  /** Where to dial each peer: itself, or a proxy that stands for the link. */
  readonly peers: Readonly<Record<string, Address>>;
  received(from: string, payload: Uint8Array): void;
}

export interface Transport {
  listen(host: string, port: number, done: (error: Error | undefined, port: number) => void): void;
  /** Begins to dial the peers, and to dial them again whenever a connection is lost. */
  dial(): void;
  /** Dropped and counted if there is no connection at the moment, or too much waits already. */
  send(to: string, payload: Uint8Array): void;
  statistics(): JsonObject;
  close(): void;
}

/** Messages between peers over TCP: each node dials each other one, and a connection carries messages one way, from the dialler. */
export function createTransport({ node, system, peers, received }: TransportOptions): Transport {
  const listener = new PeerListener({
    accepts: (hello) => hello.system === system && Object.hasOwn(peers, hello.node),
    received,
  });
  const diallers = new Map<string, PeerDialler>();
  const hello = encodeHello({ node, system });
  return {
    listen: (host, port, done) => listener.listen(host, port, done),
    dial() {
      for (const [peer, address] of Object.entries(peers)) diallers.set(peer, new PeerDialler(address, hello));
    },
    send: (to, payload) => diallers.get(to)?.send(payload),
    statistics: () => ({
      in: { ...listener.statistics },
      out: Object.fromEntries([...diallers].map(([peer, dialler]) => [peer, { ...dialler.statistics }])),
    }),
    close() {
      for (const dialler of diallers.values()) dialler.close();
      listener.close();
    },
  };
}
