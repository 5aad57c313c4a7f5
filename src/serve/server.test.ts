import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ServerBounds } from './bounds.ts';
import { type ResultsServer, serveResults } from './index.ts';

const patient: ServerBounds = { connectionsMax: 1, requestMs: 60_000, stalledMs: 60_000, answerMs: 60_000 };
const run = '/runs/smoke/20261121T063725.123Z-7';
/** More than the system keeps for a reader who does not read. */
const LONG_BYTES = 64 * 1024 * 1024;

let root = '';
let server: ResultsServer | undefined;
const sockets: Socket[] = [];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'faultline-server-'));
  const dir = join(root, 'smoke', '20261121T063725.123Z-7');
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, 'plan.json'), '{}');
  writeFileSync(join(dir, 'long.log'), Buffer.alloc(LONG_BYTES, 'x'));
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await server?.close();
  rmSync(root, { recursive: true });
});

async function serve(bounds: Partial<ServerBounds>): Promise<ResultsServer> {
  server = await serveResults({ root, port: 0, watch: () => undefined, failed: () => undefined, bounds: { ...patient, ...bounds } });
  return server;
}

/** A connection that says this, and reads nothing unless it is told to. */
function say({ port }: ResultsServer, text: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text, () => resolve(socket)));
    sockets.push(socket);
    socket.pause();
    socket.on('error', reject);
  });
}

const get = ({ port }: ResultsServer, path: string) => `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`;

/** Of a server with one place: whether it is free. */
async function isFree({ url }: ResultsServer): Promise<boolean> {
  return await fetch(url, { headers: { connection: 'close' } }).then(
    async (response) => (await response.text()) !== '' && response.status === 200,
    () => false,
  );
}

describe('a server whose places are taken', () => {
  it.each<[string, Partial<ServerBounds>, (to: ResultsServer) => string]>([
    ['that says nothing', { requestMs: 200 }, () => ''],
    ['that never ends its request', { requestMs: 200 }, () => 'GET / HTTP/1.1\r\nHost: '],
    ['that reads nothing of its answer', { stalledMs: 200 }, (to) => get(to, `${run}/files/long.log`)],
    ['that asks twice at once, and reads nothing', { stalledMs: 200 }, (to) => get(to, `${run}/files/long.log`).repeat(2)],
  ])('has them back from a connection %s', async (_what, bounds, request) => {
    const to = await serve(bounds);
    expect(await isFree(to)).toBe(true);
    await say(to, request(to));
    await expect.poll(() => isFree(to), { timeout: 20_000, interval: 100 }).toBe(true);
  });

  it('has them back from a reader who never stops reading, and never comes to the end', async () => {
    const to = await serve({ answerMs: 500 });
    const socket = await say(to, get(to, `${run}/files/long.log`));
    const sip = setInterval(() => socket.read(1024), 10);
    try {
      await expect.poll(() => isFree(to), { timeout: 20_000, interval: 100 }).toBe(true);
    } finally {
      clearInterval(sip);
    }
  });

  it('takes nothing from who waits, or is not done', async () => {
    const to = await serve({ connectionsMax: 2 });
    const socket = await say(to, get(to, `${run}/files/long.log`));
    expect(await isFree(to)).toBe(true);
    let bytes = 0;
    for await (const chunk of socket) {
      bytes += (chunk as Buffer).length;
      if (bytes > LONG_BYTES) break;
    }
    expect(bytes).toBeGreaterThan(LONG_BYTES);
  });
});
