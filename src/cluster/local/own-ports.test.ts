import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Done, Listening, NodeLaunch, System } from '../../core/index.ts';
import type { NodeDeath } from '../cluster.ts';
import { createLocalClock, type LocalClock } from './clock.ts';
import { createLocalNode, type LocalNode } from './local-node.ts';
import { openNodeOutputs } from './node-outputs.ts';
import { findPorts } from './own-ports.ts';
import { findProcessesOfRun } from './procfs.ts';

const runId = 'run-own-ports';
const runFolder = mkdtempSync(join(tmpdir(), 'faultline-ports-'));
let clock: LocalClock;
let ports: Required<Listening>;
let deaths: NodeDeath[];
let spawned: () => void;
const others: Server[] = [];

/** Listens where it is told to, and knows no ready line. `busy`: is not ready at first; `never`: nor later; `half`: has no port for peers. */
const program = `
const http = require('node:http');
const [client, peer, how] = process.argv.slice(1);
let asked = 0;
const answer = (request, response) => {
  asked += 1;
  const ready = how !== 'never' && (how !== 'busy' || asked > 3);
  response.writeHead(request.url === '/health' && ready ? 200 : 503).end('{}');
};
const listen = (port) => http.createServer(answer).listen(Number(port), '127.0.0.1');
setTimeout(() => [client, ...(how === 'half' ? [] : [peer])].map(listen), 100);
`;

const system = {
  name: 'plain',
  traced: false,
  status: { method: 'GET', path: '/health' },
  launch: ({ ports: given, args }: NodeLaunch) => ({
    file: 'node',
    args: ['--eval', program, `${given.client}`, `${given.peer}`, ...args],
    listens: { client: given.client, peer: given.peer },
  }),
} as unknown as System;

beforeEach(async () => {
  clock = createLocalClock();
  const [client = 0, peer = 0, status = 0] = await found(3);
  ports = { client, peer, status };
  deaths = [];
  spawned = () => {};
});
afterEach(async () => {
  clock.stop();
  await Promise.all(others.splice(0).map((server) => new Promise((closed) => server.close(closed))));
  expect(findProcessesOfRun(runId)).toEqual([]);
});
afterAll(() => rmSync(runFolder, { recursive: true, force: true }));

describe('ports that are kept for nodes', () => {
  it('are free, different, and none that the kernel gives to others', async () => {
    const kernelFrom = Number.parseInt(readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8'), 10);
    const some = await found(20);
    expect(new Set(some).size).toBe(20);
    expect(some.filter((port) => port < 10_000 || port >= kernelFrom)).toEqual([]);
  });

  it('pass over one that is taken', async () => {
    await take(ports.client);
    expect(await found(200)).not.toContain(ports.client);
  });
});

describe('a node that is told where to listen', () => {
  it('is ready once it answers its status, and listens there again after a kill', async () => {
    const node = openNode();
    await started(node, 'busy');
    expect(node.ports()).toEqual({ clientPort: ports.client, peerPort: ports.peer });
    await called((done) => node.kill(done));
    await started(node, 'plain');
    expect([node.ports(), node.boot(), deaths]).toEqual([{ clientPort: ports.client, peerPort: ports.peer }, 2, []]);
    await called((done) => node.stop(5000, done));
  });

  it.each([
    ['never', 'GET /health was answered with 503'],
    ['half', 'nobody listens on port'],
  ])('is not ready if it is %s, and says what came', async (how, words) => {
    const node = openNode(1000);
    await expect(started(node, how)).rejects.toMatchObject({
      code: 'node-not-ready',
      message: expect.stringMatching(
        new RegExp(`must answer GET /health on port ${ports.client} .* within 1000 ms, but .*${words}.*n1\\.log`, 's'),
      ),
    });
    expect(deaths).toEqual([]);
  });

  it('is not started where somebody else listens', async () => {
    await take(ports.peer);
    let wasSpawned = false;
    spawned = () => {
      wasSpawned = true;
    };
    await expect(started(openNode(), 'plain')).rejects.toMatchObject({
      code: 'port-taken',
      exitCode: 255,
      message: expect.stringMatching(
        new RegExp(`Port ${ports.peer} of 127.0.0.1 is kept for node n1 .*EADDRINUSE.*let .launch. name the server`),
      ),
    });
    expect([wasSpawned, deaths]).toEqual([false, []]);
  });

  it('has not died if somebody took its port just before it came to listen', async () => {
    const node = openNode();
    await started(node, 'plain');
    await called((done) => node.kill(done));
    spawned = () => void take(ports.client);
    await expect(started(node, 'plain')).rejects.toMatchObject({ code: 'port-taken' });
    expect([node.state(), deaths]).toEqual(['down', []]);
  });

  it('dies like any other if it ends before it is ready, and nobody was in its way', async () => {
    const node = openNode();
    await started(node, 'plain');
    await called((done) => node.kill(done));
    const failing = '--no-such-option-of-node';
    await expect(
      started(node, 'plain', { ...system, launch: () => ({ file: 'node', args: [failing], listens: ports }) }),
    ).rejects.toMatchObject({
      code: 'node-not-ready',
      message: expect.stringContaining(failing),
    });
    expect(deaths).toMatchObject([{ node: 'n1', boot: 2 }]);
  });

  it('is not started any more once it is to end', async () => {
    const node = openNode();
    const refused = expect(started(node, 'plain')).rejects.toMatchObject({ code: 'node-state' });
    await called((done) => node.stop(1000, done));
    await refused;
  });
});

let launchedBy = system;

function openNode(readyTimeoutMs = 20_000): LocalNode {
  launchedBy = system;
  return createLocalNode('n1', {
    system: { ...system, launch: (launch) => launchedBy.launch(launch) },
    seed: 1,
    runId,
    runFolder,
    readyTimeoutMs,
    clock,
    guard: { pid: 0, spawned: () => spawned(), ended: () => {}, folder: () => {}, done: (ended) => ended() },
    peers: () => ({}),
    ports: () => ports,
    output: openNodeOutputs({ runFolder, nodes: ['n1'], clock }).of('n1'),
    exited: () => {},
    died: (death) => deaths.push(death),
    late: () => {},
  });
}

function started(node: LocalNode, how: string, by: System = system): Promise<void> {
  launchedBy = by;
  return new Promise((resolve, reject) => {
    node.start({ args: [how], config: {} }, (error) => (error === undefined ? resolve() : reject(error)));
  });
}

function called(call: (done: Done) => void): Promise<void> {
  return new Promise((resolve, reject) => call((error) => (error === undefined ? resolve() : reject(error))));
}

function found(count: number): Promise<readonly number[]> {
  return new Promise((resolve, reject) => findPorts(count, (error, all) => (error === undefined ? resolve(all) : reject(error))));
}

function take(port: number): Promise<void> {
  const server = createServer((socket) => socket.destroy());
  others.push(server);
  return new Promise((resolve) => server.listen({ host: '127.0.0.1', port }, resolve));
}
