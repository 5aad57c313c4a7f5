import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { encodeFrame, MAX_FRAME_BYTES } from '../frames.ts';
import type { Address } from './address.ts';
import { encodeHello } from './peer-hello.ts';
import { createTransport, type Transport } from './transport.ts';

const localhost = '127.0.0.1';
const within = { timeout: 20_000, interval: 5 };
const open: { close(): unknown }[] = [];
afterEach(() => {
  for (const thing of open.splice(0)) thing.close();
});

interface Node {
  readonly transport: Transport;
  readonly port: number;
  readonly received: string[];
}

async function startNode(node: string, peers: Record<string, Address>, port = 0): Promise<Node> {
  const received: string[] = [];
  const transport = createTransport({
    node,
    system: 'toy',
    peers,
    received: (from, payload) => received.push(`${from}: ${Buffer.from(payload)}`),
  });
  open.push(transport);
  const bound = await new Promise<number>((resolve, reject) =>
    transport.listen(localhost, port, (error, at) => (error ? reject(error) : resolve(at))),
  );
  return { transport, port: bound, received };
}

/** A peer that only dials. */
async function startDialler(node: string, port: number, system = 'toy'): Promise<Transport> {
  const transport = createTransport({ node, system, peers: { n2: { host: localhost, port } }, received: () => {} });
  open.push(transport);
  transport.dial();
  await vi.waitFor(() => expect(outTo(transport, 'n2')).toMatchObject({ connected: true }), within);
  return transport;
}

const unknown: Address = { host: localhost, port: 9 };

function outTo(transport: Transport, peer: string): unknown {
  return (transport.statistics() as { out: Record<string, unknown> }).out[peer];
}

function incoming(transport: Transport): unknown {
  return (transport.statistics() as { in: unknown }).in;
}

describe('the transport', () => {
  it('carries messages in order, one way for each connection', async () => {
    const n2 = await startNode('n2', { n1: unknown });
    const n1 = await startDialler('n1', n2.port);
    const texts = Array.from({ length: 500 }, (_, i) => `message ${i}`);
    for (const text of texts) n1.send('n2', Buffer.from(text));
    await vi.waitFor(() => expect(n2.received).toHaveLength(500), within);
    expect(n2.received).toEqual(texts.map((text) => `n1: ${text}`));
    expect(outTo(n1, 'n2')).toMatchObject({ messagesOut: 500, droppedUnconnected: 0 });
    expect(incoming(n2.transport)).toMatchObject({ connections: 1, messagesIn: 500, damagedFrames: 0, junkConnections: 0 });
  });

  it('drops and counts what is sent while there is no connection, and finds the peer again when it is back', async () => {
    const first = await startNode('n2', { n1: unknown });
    const n1 = await startDialler('n1', first.port);
    first.transport.close();
    await vi.waitFor(() => expect(outTo(n1, 'n2')).toMatchObject({ connected: false }), within);
    n1.send('n2', Buffer.from('nobody is there'));
    expect(outTo(n1, 'n2')).toMatchObject({ droppedUnconnected: 1 });
    const again = await startNode('n2', { n1: unknown }, first.port);
    await vi.waitFor(() => {
      n1.send('n2', Buffer.from('back'));
      expect(again.received).toContain('n1: back');
    }, within);
    expect(again.received).not.toContain('n1: nobody is there');
  });

  it('drops and counts what is over the size of a frame, and what a stuck peer does not take', async () => {
    const sockets: Socket[] = [];
    const stuck: Server = createServer({ pauseOnConnect: true }, (socket) => sockets.push(socket));
    await new Promise<void>((resolve) => stuck.listen(0, localhost, resolve));
    open.push(stuck, { close: () => sockets.map((socket) => socket.destroy()) });
    const n1 = await startDialler('n1', (stuck.address() as { port: number }).port);
    n1.send('n2', new Uint8Array(MAX_FRAME_BYTES + 1));
    expect(outTo(n1, 'n2')).toMatchObject({ droppedOversized: 1, messagesOut: 0 });
    for (let i = 0; i < 40; i += 1) n1.send('n2', new Uint8Array(1 << 20));
    expect(outTo(n1, 'n2')).toMatchObject({ connected: true });
    expect((outTo(n1, 'n2') as { droppedFull: number }).droppedFull).toBeGreaterThan(10);
  });

  it.each([
    ['another system', 'n1', 'other'],
    ['a stranger', 'n9', 'toy'],
  ])('does not listen to %s', async (_, node, system) => {
    const n2 = await startNode('n2', { n1: unknown });
    const stranger = createTransport({ node, system, peers: { n2: { host: localhost, port: n2.port } }, received: () => {} });
    open.push(stranger);
    stranger.dial();
    await vi.waitFor(() => expect((incoming(n2.transport) as { junkConnections: number }).junkConnections).toBeGreaterThan(1), within);
    expect(n2.received).toEqual([]);
  });

  it.each([
    ['HTTP', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
    ['zeros', new Uint8Array(100)],
    ['a frame that is no hello', encodeFrame(Buffer.from('{"type":"vote"}'))],
    ['a long hello', encodeFrame(encodeHello({ node: 'n1', system: 'x'.repeat(5000) }))],
    ['a hello and junk', Buffer.concat([encodeFrame(encodeHello({ node: 'n1', system: 'toy' })), Buffer.alloc(64, 0xff)])],
  ])('closes the connection of a peer that sends %s, and works on', async (_, bytes) => {
    const n2 = await startNode('n2', { n1: unknown });
    const socket = connect(n2.port, localhost);
    const closed = new Promise<void>((resolve) => socket.on('error', () => {}).on('close', () => resolve()));
    socket.write(bytes);
    socket.resume();
    await closed;
    const n1 = await startDialler('n1', n2.port);
    n1.send('n2', Buffer.from('still here'));
    await vi.waitFor(() => expect(n2.received).toEqual(['n1: still here']), within);
  });

  it('leaves out a damaged frame and reads on', async () => {
    const n2 = await startNode('n2', { n1: unknown });
    const damaged = encodeFrame(Buffer.from('damaged'));
    damaged[damaged.length - 1] = 0;
    const socket = connect(n2.port, localhost);
    open.push({ close: () => socket.destroy() });
    socket.write(Buffer.concat([encodeFrame(encodeHello({ node: 'n1', system: 'toy' })), damaged, encodeFrame(Buffer.from('whole'))]));
    await vi.waitFor(() => expect(n2.received).toEqual(['n1: whole']), within);
    expect(incoming(n2.transport)).toMatchObject({ damagedFrames: 1, messagesIn: 1, junkConnections: 0 });
  });

  it('says why it cannot listen', async () => {
    const n2 = await startNode('n2', {});
    await expect(startNode('n3', {}, n2.port)).rejects.toThrow('EADDRINUSE');
  });
});
