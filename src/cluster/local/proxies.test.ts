import { connect, createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { System } from '../../core/index.ts';
import { createLinkTable } from '../../network/index.ts';
import { createLocalClock } from './clock.ts';
import { openProxies, type Proxies } from './proxies.ts';

const clock = createLocalClock();
const open: { readonly proxies: Proxies; readonly server: Server }[] = [];

afterEach(async () => {
  for (const { proxies, server } of open.splice(0)) {
    await new Promise<void>((closed) => proxies.close(closed));
    await new Promise((closed) => server.close(closed));
  }
});

/** Two nodes, the second of which says back whatever it is told; answers the address at which the first must dial it. */
async function addressOfEcho(system: Partial<System>): Promise<string> {
  const server = createServer((socket) => socket.pipe(socket));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  const proxies = await new Promise<Proxies>((done, refused) => {
    const options = {
      nodes: ['n1', 'n2'],
      system: { describeFrame: () => undefined, ...system } as System,
      table: createLinkTable({ seed: 1, now: () => clock.now() }),
      clock,
      ports: () => ({ peerPort: port, clientPort: port }),
      failed: refused,
    };
    openProxies(options, (error, opened) => (error === undefined ? done(opened) : refused(error)));
  });
  open.push({ proxies, server });
  return proxies.peers('n1')['n2'] ?? '';
}

describe('what nodes say to each other', () => {
  it('is a stream where the system speaks a protocol of its own, even if it begins like a frame', async () => {
    const [host = '', port = ''] = (await addressOfEcho({})).split(':');
    // As a header of ours this would promise a frame of 1000 bytes.
    const said = Buffer.from([0, 0, 3, 232, 1, 2, 3, 4, 5, 6, 7, 8]);
    const socket = connect(Number(port), host);
    let heard = Buffer.alloc(0);
    const all = new Promise<void>((done) => {
      socket.on('data', (bytes) => {
        heard = Buffer.concat([heard, bytes]);
        if (heard.length >= said.length) done();
      });
    });
    socket.write(said);
    await all;
    socket.destroy();
    expect(heard).toEqual(said);
  });
});
