import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { isJsonObject, type JsonObject } from '../../../src/core/index.ts';
import { restoreDurable } from './restore.ts';
import type { ReadyLine } from './run-node.ts';

/** A counter: each `POST /add` is one durable byte, and told to the peers. */
const counterProgram = `
  import { parseArgs } from 'node:util';
  import { nodeFlags, readNodeOptions, runNode } from './index.ts';

  class Counter {
    count = 0; written = 0; heard = 0; hung = []; waiting = []; syncing = false;
    constructor(env) { this.env = env; }
    start(ready) {
      this.env.disk.read('log', (error, bytes) => {
        this.count = this.written = bytes?.length ?? 0;
        this.env.trace('boot', { count: this.count });
        ready(error);
      });
    }
    message(from, { add }) { this.heard += add; this.env.trace('heard', { from, add }); }
    request(id, { method, path, body }) {
      if (path === '/status') return this.env.reply(id, { status: 200, body: this.status() });
      if (path === '/hang') return void this.hung.push(id);
      if (path === '/throw') throw new Error('a planted bug');
      if (path !== '/add') return this.env.reply(id, { status: 404, body: { error: 'not-found' } });
      this.count += 1;
      const { count } = this;
      this.env.trace('add', { count });
      this.env.disk.append('log', new Uint8Array([120]), [{ count }], () => { this.written = count; this.sync(); });
      this.waiting.push({ id, count });
    }
    sync() {
      if (this.syncing) return;
      this.syncing = true;
      const covered = this.waiting.filter(({ count }) => count <= this.written);
      this.env.disk.sync('log', () => {
        this.syncing = false;
        for (const { id, count } of covered) this.env.reply(id, { status: 200, body: { count } });
        this.waiting = this.waiting.filter((wait) => !covered.includes(wait));
        for (const peer of this.env.peers) this.env.send(peer, { add: covered.length });
        if (this.waiting.some(({ count }) => count <= this.written)) this.sync();
      });
    }
    cancelled(id) { this.hung = this.hung.filter((other) => other !== id); }
    status() { return { node: this.env.node, boot: this.env.boot, count: this.count, heard: this.heard, hung: this.hung.length }; }
    drain() { for (const id of this.hung) this.env.reply(id, { status: 503, body: { error: 'temporarily-unavailable' } }); }
  }

  const codec = {
    encode: (message) => Buffer.from(JSON.stringify(message)),
    decode: (bytes) => JSON.parse(Buffer.from(bytes).toString()),
    describe: ({ add }) => ({ type: 'added', fields: { add } }),
  };
  const { values } = parseArgs({ options: nodeFlags });
  runNode({ system: 'counter', options: readNodeOptions(values), codec, create: (env) => new Counter(env) });
`;

const within = { timeout: 20_000, interval: 10 };
const root = mkdtempSync(join(tmpdir(), 'faultline-node-'));
const program = join(root, 'counter.mjs');
const children = new Set<ChildProcess>();

beforeAll(() => {
  const here = fileURLToPath(new URL('.', import.meta.url));
  buildSync({ stdin: { contents: counterProgram, resolveDir: here }, bundle: true, platform: 'node', format: 'esm', outfile: program });
});
afterEach(async () => {
  await Promise.all([...children].map(kill));
});
afterAll(() => rmSync(root, { recursive: true }));

interface Running {
  readonly child: ChildProcess;
  readonly ready: ReadyLine;
  readonly stderr: () => string;
}

let folderCount = 0;
function freshFolder(): string {
  folderCount += 1;
  return join(root, `node-${folderCount}`);
}

function spawnNode(args: readonly string[]): { child: ChildProcess; stdout: () => string; stderr: () => string } {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  children.add(child);
  const text = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) child[name]?.on('data', (chunk) => (text[name] += String(chunk)));
  child.on('exit', () => children.delete(child));
  return { child, stdout: () => text.stdout, stderr: () => text.stderr };
}

/** A node with all its files in one folder. */
async function start(folder: string, more: readonly string[] = []): Promise<Running> {
  const { child, stdout, stderr } = spawnNode([...flags(folder), ...more]);
  await vi.waitFor(() => {
    expect(child.exitCode, stderr()).toBeNull();
    expect(stdout()).toContain('\n');
  }, within);
  return { child, stderr, ready: JSON.parse(stdout()) };
}

function flags(folder: string): string[] {
  return [
    '--id',
    'n1',
    '--seed',
    '1',
    '--data',
    join(folder, 'data'),
    '--notes',
    join(folder, 'notes'),
    '--trace',
    join(folder, 'trace.jsonl'),
  ];
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

async function ask({ ready }: Running, method: string, path: string): Promise<{ status: number; body: JsonObject }> {
  const response = await fetch(`http://127.0.0.1:${ready.clientPort}${path}`, { method, headers: { connection: 'close' } });
  const body: unknown = await response.json();
  return { status: response.status, body: isJsonObject(body) ? body : {} };
}

function traceOf(folder: string): JsonObject[] {
  const lines = readFileSync(join(folder, 'trace.jsonl'), 'utf8').trimEnd().split('\n');
  return lines.flatMap((line) => {
    try {
      return [JSON.parse(line)];
    } catch {
      return [{ torn: line }];
    }
  });
}

describe('a node as a process', () => {
  it('says that it is ready, serves, and ends with 0 on SIGTERM when nobody waits any more', async () => {
    const folder = freshFolder();
    const node = await start(folder, ['--boot', '4']);
    expect(node.ready).toEqual({ ready: true, node: 'n1', boot: 4, peerPort: expect.any(Number), clientPort: expect.any(Number) });
    expect(await ask(node, 'POST', '/add')).toEqual({ status: 200, body: { count: 1 } });
    expect((await ask(node, 'GET', '/elsewhere')).status).toBe(404);
    const hung = ask(node, 'GET', '/hang');
    await vi.waitFor(async () => expect((await ask(node, 'GET', '/status')).body).toMatchObject({ hung: 1 }), within);
    const exited = once(node.child, 'exit');
    node.child.kill('SIGTERM');
    expect((await hung).status).toBe(503);
    expect(await exited).toEqual([0, null]);
    expect(traceOf(folder)).toMatchObject([
      { node: 'n1', boot: 4, seq: 1, event: 'boot', count: 0 },
      { seq: 2, event: 'add', count: 1 },
      { seq: 3, event: 'persist', file: 'log', length: 1, records: [{ count: 1 }] },
    ]);
  });

  it('talks to its peers, and prints its statistics on SIGUSR2', async () => {
    const [folder, otherFolder] = [freshFolder(), freshFolder()];
    const other = await start(otherFolder, ['--id', 'n2', '--peer', 'n1=127.0.0.1:9']);
    const node = await start(folder, ['--peer', `n2=127.0.0.1:${other.ready.peerPort}`]);
    await vi.waitFor(async () => {
      await ask(node, 'POST', '/add');
      expect((await ask(other, 'GET', '/status')).body['heard']).toBeGreaterThan(0);
    }, within);
    expect(traceOf(folder).find(({ event }) => event === 'send')).toMatchObject({ to: 'n2', type: 'added', add: 1 });
    expect(traceOf(otherFolder).find(({ event }) => event === 'heard')).toMatchObject({ node: 'n2', from: 'n1', add: 1 });
    node.child.kill('SIGUSR2');
    await vi.waitFor(() => expect(node.stderr()).toContain('\n'), within);
    expect(JSON.parse(node.stderr())).toMatchObject({
      node: 'n1',
      protocol: { heard: 0 },
      host: { messagesEarly: 0 },
      peers: { in: { connections: 0 }, out: { n2: { connected: true } } },
      clients: { open: 0 },
    });
  });

  it('ends at once on a second SIGTERM', async () => {
    const node = await start(freshFolder());
    // Its request is never sent whole, so that the first SIGTERM has something to wait for.
    const upload = connect(node.ready.clientPort, '127.0.0.1').on('error', () => {});
    upload.write('POST /add HTTP/1.1\r\nhost: n1\r\ncontent-length: 5\r\n\r\n12');
    const exited = once(node.child, 'exit');
    await vi.waitFor(() => {
      node.child.kill('SIGUSR2');
      expect(node.stderr().includes('"open":1')).toBe(true);
    }, within);
    node.child.kill('SIGTERM');
    await vi.waitFor(async () => expect(await refuses(node.ready.clientPort)).toBe(true), within);
    node.child.kill('SIGTERM');
    expect(await exited).toEqual([143, null]);
    upload.destroy();
  });

  it('ends with 70 and the stack on a bug', async () => {
    const node = await start(freshFolder());
    const exited = once(node.child, 'close');
    await expect(ask(node, 'GET', '/throw')).rejects.toThrow();
    expect(await exited).toEqual([70, null]);
    expect(node.stderr()).toMatch(/^Error: a planted bug\n {4}at Counter\.request/);
  });

  it('counts its boots itself if nobody else does, and begins each on a fresh line of the trace', async () => {
    const folder = freshFolder();
    for (let boot = 1; boot <= 3; boot += 1) {
      const node = await start(folder);
      expect(node.ready.boot).toBe(boot);
      await ask(node, 'POST', '/add');
      await kill(node.child);
      if (boot === 1) appendFileSync(join(folder, 'trace.jsonl'), '{"node":"n1","boot":1,"se');
    }
    const boots = traceOf(folder).filter(({ event }) => event === 'boot');
    expect(boots).toMatchObject([
      { boot: 1, count: 0 },
      { boot: 2, count: 1 },
      { boot: 3, count: 2 },
    ]);
    expect(traceOf(folder).filter((line) => 'torn' in line)).toEqual([{ torn: '{"node":"n1","boot":1,"se' }]);
  });

  it('loses nothing that it has answered, killed at any moment and its power cut', async () => {
    const folder = freshFolder();
    let acknowledged = 0;
    for (let boot = 1; boot <= 6; boot += 1) {
      const node = await start(folder, ['--boot', String(boot)]);
      const { count } = (await ask(node, 'GET', '/status')).body;
      expect(count).toBeGreaterThanOrEqual(acknowledged);
      const enough = acknowledged + 15 * boot;
      let dead = false;
      const client = async () => {
        while (!dead) {
          const added = await ask(node, 'POST', '/add').catch(() => undefined);
          if (added === undefined) return;
          acknowledged = Math.max(acknowledged, Number(added.body['count']));
          if (acknowledged < enough) continue;
          dead = true;
          await kill(node.child);
        }
      };
      await Promise.all([client(), client(), client(), client()]);
      restoreDurable({ dataFolder: join(folder, 'data'), notesFolder: join(folder, 'notes'), seed: boot, node: 'n1' });
      expect(readFileSync(join(folder, 'data', 'log')).length).toBeGreaterThanOrEqual(acknowledged);
    }
  });

  it.each([
    [[], /--id is missing/],
    [['--id', '../n1', '--data', 'x'], /--id: expected a name/],
    [['--id', 'n1', '--data', 'x', '--peer', 'n2'], /--peer: expected NAME=HOST:PORT, like n2=127\.0\.0\.1:7002, got 'n2'/],
    [['--id', 'n1', '--data', 'x', '--peer', 'n2=127.0.0.1:99999'], /--peer n2: expected HOST:PORT/],
    [['--id', 'n1', '--data', 'x', '--boot', '0'], /--boot: expected a whole number from 1/],
    [['--id', 'n1', '--data', 'x', '--peer-port', '7e3'], /--peer-port: expected a whole number from 0 to 65535, got '7e3'/],
  ])('does not start with %j', async (args, reason) => {
    const { child, stderr } = spawnNode(args);
    const [code] = await once(child, 'close');
    expect(code).not.toBe(0);
    expect(stderr()).toMatch(reason);
  });

  it('does not touch the files of a process that has its port', async () => {
    const node = await start(freshFolder());
    const folder = freshFolder();
    const { child, stderr } = spawnNode([...flags(folder), '--client-port', String(node.ready.clientPort)]);
    expect(await once(child, 'close')).toEqual([70, null]);
    expect(stderr()).toMatch(/cannot listen on 127\.0\.0\.1:\d+: .*EADDRINUSE.*--client-port/);
    expect(() => readFileSync(join(folder, 'notes', 'notes.jsonl'))).toThrow('ENOENT');
  });
});

/** Whether nobody listens on the port: it can be had. */
function refuses(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.on('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
