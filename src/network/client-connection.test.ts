import { createServer, type Server } from 'node:http';
import { createServer as createTcpServer, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Connection, Reply, Request } from '../core/index.ts';
import { createClientConnection } from './client-connection.ts';
import { http1 } from './framings/index.ts';
import { listen, openRig, type Rig } from './test-rig.ts';

const eventually = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 20_000, interval: 2 });

/** A server that answers with what it was asked, and remembers it. */
let server: Server;
let asked: string[];
let sockets: Set<Socket>;
let rig: Rig;
let connections: Connection[];

beforeEach(async () => {
  asked = [];
  sockets = new Set();
  connections = [];
  server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += String(chunk);
    });
    request.on('end', () => {
      asked.push(`${request.method} ${request.url} ${body}`.trim());
      response.end(JSON.stringify({ url: request.url, body: body === '' ? null : JSON.parse(body) }));
    });
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  rig = await openRig(http1);
  rig.target = await listen(server);
});

afterEach(async () => {
  for (const connection of connections) connection.close();
  await rig.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function client(): Connection {
  const connection = createClientConnection(rig.proxy);
  connections.push(connection);
  return connection;
}

const ask = (connection: Connection, request: Request): Promise<Reply> => new Promise((resolve) => connection.send(request, resolve));
const get = (path: string): Request => ({ method: 'GET', path });
const put = (path: string, value: string): Request => ({ method: 'PUT', path, body: { value } });
const answer = (url: string, body: unknown = null): unknown => ({ ok: true, response: { status: 200, body: { url, body } } });

describe('requests', () => {
  it('follow each other on one connection, which is dialled by the first', async () => {
    const connection = client();
    expect(rig.proxy.statistics.acceptedConnections).toBe(0);
    for (let i = 0; i < 5; i += 1) expect(await ask(connection, get(`/${i}`))).toEqual(answer(`/${i}`));
    expect(await ask(connection, put('/k', 'é'))).toEqual(answer('/k', { value: 'é' }));
    expect(asked.at(-1)).toBe('PUT /k {"value":"é"}');
    expect([connection.open, rig.proxy.statistics.acceptedConnections]).toEqual([true, 1]);
  });

  it('come one at a time', () => {
    const connection = client();
    connection.send(get('/a'), () => {});
    expect(() => connection.send(get('/b'), () => {})).toThrow(/one request at a time/);
  });

  it('are not answered after close', async () => {
    const connection = client();
    const replies: Reply[] = [];
    connection.send(get('/a'), (reply) => replies.push(reply));
    connection.close();
    connection.send(get('/b'), (reply) => replies.push(reply));
    expect(await ask(client(), get('/c'))).toEqual(answer('/c'));
    expect([replies, connection.open]).toEqual([[], false]);
  });
});

describe('a connection that fails', () => {
  it('is refused where nothing was forwarded: the target is down, the proxy refuses, or nobody listens', async () => {
    const target = rig.target;
    rig.target = undefined;
    const connection = client();
    expect(await ask(connection, put('/a', 'x'))).toEqual({ ok: false, error: 'refused' });
    expect(connection.open).toBe(false);
    expect(await ask(connection, get('/a'))).toEqual({ ok: false, error: 'refused' });
    rig.target = target;
    rig.apply('f1', { kind: 'refuse' });
    expect(await ask(client(), put('/a', 'x'))).toEqual({ ok: false, error: 'refused' });
    const nobody = createTcpServer();
    const address = await listen(nobody);
    await new Promise((resolve) => nobody.close(resolve));
    expect(await ask(createClientConnection({ address, refused: () => false }), get('/a'))).toEqual({ ok: false, error: 'refused' });
    expect(asked).toEqual([]);
  });

  it('is reset once anything may have been forwarded', async () => {
    const connection = client();
    rig.applyBack('cut', { kind: 'drop' });
    const reply = ask(connection, put('/a', 'x'));
    await eventually(() => expect(asked).toHaveLength(1));
    rig.apply('f1', { kind: 'reset' });
    expect(await reply).toEqual({ ok: false, error: 'reset' });
    rig.table.remove('cut');
    const second = client();
    await ask(second, get('/b'));
    for (const socket of sockets) socket.destroy();
    await eventually(() => expect(second.open).toBe(false));
  });

  it.each([
    ['HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n<p>', { ok: false, error: 'malformed' }],
    ['what?\r\n\r\n', { ok: false, error: 'malformed' }],
    ['HTTP/1.1 200 OK\r\nContent-Length: 30\r\n\r\n{"a":', { ok: false, error: 'reset' }],
    // Without a length a killed node's answer ends like a whole one.
    ['HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n', { ok: false, error: 'malformed' }],
    ['HTTP/1.0 200 OK\r\n\r\n', { ok: false, error: 'malformed' }],
    ['HTTP/1.0 200 OK\r\n\r\n{"value":', { ok: false, error: 'malformed' }],
    ['HTTP/1.0 200 OK\r\n\r\n1', { ok: false, error: 'malformed' }],
    ['HTTP/1.0 200 OK\r\n\r\n12\n', { ok: true, response: { status: 200, body: 12 } }],
    ['HTTP/1.0 200 OK\r\n\r\n{"value":1}', { ok: true, response: { status: 200, body: { value: 1 } } }],
    ['HTTP/1.0 200 OK\r\n\r\nnull', { ok: true, response: { status: 200, body: null } }],
    ['HTTP/1.0 204 No Content\r\nConnection: close\r\n\r\n', { ok: true, response: { status: 204, body: null } }],
    [`HTTP/1.1 200 OK\r\nContent-Length: ${2 ** 30}\r\n\r\n{}`, { ok: false, error: 'malformed' }],
    ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}', { ok: false, error: 'malformed' }],
    ['HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n', { ok: true, response: { status: 400, body: null } }],
    ['HTTP/1.1 200 OK\r\nContent-Length: 1\r\nConnection: close\r\n\r\n1', { ok: true, response: { status: 200, body: 1 } }],
  ])('tells what came back: %j', async (bytes, expected) => {
    const odd = createTcpServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', () => socket.end(bytes));
    });
    rig.target = await listen(odd);
    const connection = client();
    expect(await ask(connection, get('/a'))).toEqual(expected);
    expect(connection.open).toBe(false);
    await new Promise((resolve) => odd.close(resolve));
  });
});

describe('faults of messages on HTTP', () => {
  it('drop a request: the rest of its connection is silent, a new one is well', async () => {
    const connection = client();
    await ask(connection, get('/a'));
    rig.apply('f1', { kind: 'drop', match: { type: 'request', fields: { method: 'PUT' } } });
    const replies: Reply[] = [];
    connection.send(put('/b', 'x'), (reply) => replies.push(reply));
    await eventually(() => expect(rig.table.effect('f1').affected).toBe(1));
    rig.table.remove('f1');
    expect(await ask(client(), get('/c'))).toEqual(answer('/c'));
    expect([asked, replies, connection.open]).toEqual([['GET /a', 'GET /c'], [], true]);
  });

  it('drop a response: the request has happened, its client does not know', async () => {
    rig.applyBack('f1', { kind: 'drop', match: { type: 'response' } });
    const replies: Reply[] = [];
    client().send(put('/a', 'x'), (reply) => replies.push(reply));
    await eventually(() => expect(rig.table.effect('f1').affected).toBe(1));
    rig.table.remove('f1');
    expect(await ask(client(), get('/b'))).toEqual(answer('/b'));
    expect([asked.length, replies]).toEqual([2, []]);
  });

  it('hold a request, also beyond the end of its client: it arrives when the fault ends', async () => {
    rig.apply('f1', { kind: 'hold', match: { fields: { method: 'PUT' } } });
    const gone = client();
    gone.send(put('/late', 'x'), () => {});
    const waiting = client();
    const reply = ask(waiting, put('/waits', 'y'));
    await eventually(() => expect(rig.table.effect('f1').affected).toBe(2));
    gone.close();
    expect(await ask(client(), get('/b'))).toEqual(answer('/b'));
    rig.table.remove('f1');
    expect(await reply).toEqual(answer('/waits', { value: 'y' }));
    await eventually(() => expect(asked.slice().sort()).toEqual(['GET /b', 'PUT /late {"value":"x"}', 'PUT /waits {"value":"y"}']));
  });

  it('duplicate a request on a connection of its own, whose response nobody sees', async () => {
    const connection = client();
    rig.apply('f1', { kind: 'duplicate' });
    rig.applyBack('f2', { kind: 'duplicate' });
    expect(await ask(connection, put('/a', 'x'))).toEqual(answer('/a', { value: 'x' }));
    await eventually(() => expect(asked).toEqual(['PUT /a {"value":"x"}', 'PUT /a {"value":"x"}']));
    rig.table.remove('f1');
    expect(await ask(connection, get('/b'))).toEqual(answer('/b'));
    await eventually(() => expect(sockets.size).toBe(1));
    expect(rig.table.effect('f2').seen).toBe(0);
  });

  it('delay both ways, and pass over what HTTP cannot bear', async () => {
    rig.apply('slow', { kind: 'delay', latencyMs: 5 });
    rig.applyBack('slow back', { kind: 'delay', latencyMs: 5, jitterMs: 5 });
    rig.apply('impossible', { kind: 'corrupt' }, { kind: 'reorder', withinMs: 10 });
    const connection = client();
    for (let i = 0; i < 3; i += 1) expect(await ask(connection, get(`/${i}`))).toEqual(answer(`/${i}`));
    expect(rig.table.effect('slow').affected).toBe(3);
    expect(rig.table.effect('slow back').affected).toBe(3);
    expect(rig.table.effect('impossible').seen).toBe(0);
  });
});
