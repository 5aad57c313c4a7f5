import { Agent, request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Json, Request, Response } from '../../../src/core/index.ts';
import { ClientServer } from './client-server.ts';
import { MAX_BODY_BYTES } from './read-request.ts';

const localhost = '127.0.0.1';
const within = { timeout: 20_000, interval: 5 };

/** A node that answers what it was asked, unless the path is /wait. */
let server: ClientServer;
let port: number;
let waiting: Map<number, (response: Response) => void>;
let cancelled: number[];

beforeEach(async () => {
  waiting = new Map();
  cancelled = [];
  let last = 0;
  server = new ClientServer({
    request: (request, respond) => {
      last += 1;
      if (request.path === '/wait') waiting.set(last, respond);
      else respond({ status: 200, body: echo(request) });
      return last;
    },
    cancelled: (id) => cancelled.push(id),
  });
  port = await new Promise<number>((resolve, reject) => server.listen(localhost, 0, (error, at) => (error ? reject(error) : resolve(at))));
});
afterEach(() => server.close());

function echo({ method, path, headers = {}, body }: Request): Json {
  return { method, path, session: headers['faultline-session'] ?? null, body: body === undefined ? 'none' : body };
}

interface Answer {
  readonly status: number;
  readonly body: Json;
  readonly headers: Readonly<Record<string, unknown>>;
}

function ask(
  method: string,
  path: string,
  body?: string | Uint8Array,
  headers: Record<string, string> = {},
  agent?: Agent,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest({ host: localhost, port, method, path, headers, ...(agent === undefined ? {} : { agent }) }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body: JSON.parse(String(Buffer.concat(chunks))), headers: response.headers }),
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

describe('the clients’ side', () => {
  it('makes a request of HTTP, and HTTP of the response', async () => {
    const put = await ask('PUT', '/kv/a%20b', '{"value":[1,"ü"]}', { 'Faultline-Session': 's1' });
    expect(put).toMatchObject({ status: 200, body: { method: 'PUT', path: '/kv/a%20b', session: 's1', body: { value: [1, 'ü'] } } });
    expect(put.headers).toMatchObject({ 'content-type': 'application/json' });
    expect(Number(put.headers['content-length'])).toBeGreaterThan(10);
    expect((await ask('GET', '/status')).body).toMatchObject({ method: 'GET', body: 'none' });
  });

  it('keeps a connection for many requests', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    for (let i = 0; i < 20; i += 1) expect((await ask('GET', `/${i}`, undefined, {}, agent)).headers['connection']).toBe('keep-alive');
    expect(Object.values(agent.freeSockets).flat()).toHaveLength(1);
    agent.destroy();
  });

  it.each([
    ['no JSON', '{"value":', /must be JSON/],
    ['two values', '1 2', /must be JSON/],
    ['no UTF-8', Buffer.from([0x22, 0xff, 0x22]), /must be UTF-8/],
  ])('answers 400 with the reason to a body that is %s', async (_, body, reason) => {
    const answer = await ask('PUT', '/kv/a', body);
    expect(answer).toMatchObject({ status: 400, body: { error: 'bad-request', message: expect.stringMatching(reason) } });
  });

  it('answers 400 to an encoded body and to a target that is no path', async () => {
    expect(await ask('PUT', '/kv/a', 'x', { 'content-encoding': 'gzip' })).toMatchObject({ status: 400 });
    expect(await raw('OPTIONS * HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n')).toMatch(/^HTTP\/1.1 400 /);
    expect(await raw('GET http://x/status HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n')).toMatch(/^HTTP\/1.1 400 /);
  });

  it('takes a body up to the limit and answers 413 to a longer one, however it is sent', async () => {
    const largest = `"${'x'.repeat(MAX_BODY_BYTES - 2)}"`;
    expect((await ask('PUT', '/kv/a', largest)).status).toBe(200);
    expect(await ask('PUT', '/kv/a', `${largest} `)).toMatchObject({ status: 413, body: { error: 'too-large' } });
    expect(await ask('PUT', '/kv/a', `${largest} `, { 'transfer-encoding': 'chunked' })).toMatchObject({ status: 413 });
    // Beyond what is read on, the client may be cut off before it has read the answer.
    await ask('PUT', '/kv/a', Buffer.alloc(40 << 20)).then(
      ({ status }) => expect(status).toBe(413),
      (error: NodeJS.ErrnoException) => expect(['ECONNRESET', 'EPIPE']).toContain(error.code),
    );
    expect((await ask('GET', '/still-here')).status).toBe(200);
  });

  it('tells the node when a client goes away before its answer, and only then', async () => {
    const sent = httpRequest({ host: localhost, port, path: '/wait' });
    sent.on('error', () => {});
    sent.end();
    await vi.waitFor(() => expect(waiting.size).toBe(1), within);
    sent.destroy();
    await vi.waitFor(() => expect(cancelled).toEqual([...waiting.keys()]), within);
    await ask('GET', '/answered');
    expect(server.statistics()).toMatchObject({ open: 0, cancelled: 1 });
    // An answer that comes too late goes nowhere.
    for (const respond of waiting.values()) respond({ status: 200, body: null });
  });

  it('drains: answers who waits, closes the connection, takes nobody on', async () => {
    const waits = ask('GET', '/wait', undefined, { connection: 'keep-alive' });
    await vi.waitFor(() => expect(waiting.size).toBe(1), within);
    let drained = false;
    const done = new Promise<void>((resolve) =>
      server.drain(() => {
        drained = true;
        resolve();
      }),
    );
    await expect(ask('GET', '/late')).rejects.toThrow('ECONNREFUSED');
    expect(drained).toBe(false);
    for (const respond of waiting.values()) respond({ status: 200, body: 'at last' });
    expect(await waits).toMatchObject({ body: 'at last', headers: { connection: 'close' } });
    await done;
  });

  it('survives any bytes', async () => {
    const line = fc.constantFrom(
      'GET / HTTP/1.1\r\n',
      'content-length: 5\r\n',
      'content-length: -1\r\n',
      'transfer-encoding: chunked\r\n',
      '\r\n',
      'zz\r\n',
      '\0\xff',
      'PUT /kv/a HTTP/1.1\r\nhost: x\r\n',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(line, fc.string()), { maxLength: 8 }), async (parts) => {
        await raw(parts.join(''));
      }),
      { numRuns: 60 },
    );
    expect(await raw('\x16\x03\x01 this is TLS\r\n\r\n')).toMatch(/^HTTP\/1.1 400 Bad Request\r\n.*"error":"bad-request"/s);
    expect(await raw(`GET / HTTP/1.1\r\nx: ${'y'.repeat(100_000)}\r\n\r\n`)).toMatch(/^(HTTP\/1.1 431 |$)/);
    expect((await ask('GET', '/still-here')).status).toBe(200);
  });
});

/** Sends bytes, ends, and answers all that comes back. */
function raw(text: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, localhost);
    let answer = '';
    socket.on('data', (chunk) => (answer += String(chunk)));
    socket.on('error', () => {});
    socket.on('close', () => resolve(answer));
    socket.end(Buffer.from(text, 'latin1'));
  });
}
