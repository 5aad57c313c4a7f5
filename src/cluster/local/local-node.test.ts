import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Done, System } from '../../core/index.ts';
import type { LateStart, NodeDeath } from '../cluster.ts';
import { createLocalClock, type LocalClock } from './clock.ts';
import { createLocalNode, type LocalNode } from './local-node.ts';
import { openNodeOutputs } from './node-outputs.ts';
import { findProcessesOfRun, readThreadStates } from './procfs.ts';
import { prepareTestGround, type TestGround } from './test-system.ts';

let ground: TestGround;
let clock: LocalClock;
let node: LocalNode;
let runFolder: string;
let deaths: NodeDeath[];
let lateStarts: LateStart[];
let told: string[];
const runId = 'run-local-node';

beforeAll(async () => {
  ground = await prepareTestGround();
});
beforeEach(() => {
  clock = createLocalClock();
  runFolder = ground.runFolder('node');
  deaths = [];
  lateStarts = [];
  told = [];
  node = openNode(20_000);
});
afterEach(async () => {
  await answered((done) => node.stop(2_000, done));
  clock.stop();
  expect(findProcessesOfRun(runId)).toEqual([]);
});
afterAll(() => ground.remove());

describe('a node as a process', () => {
  it('starts, says its ports, counts its boots and tells the guard', async () => {
    expect(await started()).toEqual({ boot: 1 });
    expect(node.state()).toBe('up');
    const { pid } = await status();
    expect(told).toEqual([expect.stringMatching(`^spawned ${pid} \\d+$`)]);
    expect(readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0')).toEqual(expect.arrayContaining([`FAULTLINE_RUN=${runId}`, 'TZ=UTC']));
    await answered((done) => node.kill(done));
    expect([node.state(), node.ports(), told.at(-1)]).toEqual(['down', undefined, `ended ${pid}`]);
    expect(await started()).toEqual({ boot: 2 });
    expect(await status()).toMatchObject({ node: 'n1', boot: 2 });
    expect(deaths).toEqual([]);
    expect(readFileSync(join(runFolder, 'logs', 'n1.log'), 'utf8')).toMatch(
      /--- n1, start 1 ---\nsome text before\n\{"ready".*\n--- n1, start 2 ---/,
    );
  });

  it('says what came instead of a ready line, and leaves no process', async () => {
    const slow = openNode(1500);
    await expect(started(['silent'], slow)).rejects.toMatchObject({
      code: 'node-not-ready',
      message: expect.stringMatching(/within 1500 ms.*some text before.*n1\.log/s),
    });
    expect([slow.state(), deaths]).toEqual(['down', []]);
    expect(findProcessesOfRun(runId)).toEqual([]);
  });

  it('says how it ended when it ends before it is ready; a later start of a node that once ran is a finding too', async () => {
    const failing = { code: 'node-not-ready', message: expect.stringMatching(/exit code 3.*cannot go on/s) };
    await expect(started(['fails'])).rejects.toMatchObject(failing);
    expect(deaths).toEqual([]);
    await started();
    await answered((done) => node.kill(done));
    await expect(started(['fails'])).rejects.toMatchObject(failing);
    expect(deaths).toMatchObject([{ node: 'n1', boot: 3, how: 'exit code 3', lastLines: ['cannot go on'] }]);
  });

  it('tells of one that was ready before and is not again, and waits for it as many times longer as is asked', async () => {
    const slow = openNode(1500);
    await started([], slow);
    await answered((done) => slow.kill(done));
    const again = answered((done) => slow.start({ args: ['silent'], config: {}, patience: 2 }, done));
    await expect(again).rejects.toMatchObject({ code: 'node-not-back', message: expect.stringContaining('within 3000 ms') });
    expect(lateStarts).toMatchObject([{ node: 'n1', boot: 2, allowedMs: 1500, isReady: false, lastLines: ['some text before'] }]);
    expect([slow.state(), deaths]).toEqual(['down', []]);
    expect(findProcessesOfRun(runId)).toEqual([]);
  });

  it('refuses a program that cannot be run', async () => {
    const program = join(ground.folder, 'not-executable');
    writeFileSync(program, '');
    const system = { ...ground.system, launch: () => ({ file: program, args: [] }) };
    const broken = createLocalNode('n1', surroundings({ system }));
    await expect(started([], broken)).rejects.toMatchObject({ code: 'node-not-spawned', message: expect.stringContaining(program) });
    expect([broken.state(), broken.boot()]).toEqual(['down', 0]);
  });

  it('pauses every thread, and resumes', async () => {
    await started();
    const { pid } = await status();
    await answered((done) => node.pause(done));
    expect(node.state()).toBe('paused');
    const states = readThreadStates(pid);
    expect(states.length).toBeGreaterThan(1);
    expect(new Set(states)).toEqual(new Set(['T']));
    await answered((done) => node.resume(done));
    expect(node.state()).toBe('up');
    expect(readThreadStates(pid)).not.toContain('T');
    expect(await status()).toMatchObject({ pid });
  });

  it('is all that its command started: a wrapper is paused, and ends, with the server behind it', async () => {
    const wrapped: System = {
      ...ground.system,
      launch: (launch) => {
        const { file, args } = ground.system.launch(launch);
        return { file: 'sh', args: ['-c', '"$0" "$@"; true', file, ...args] };
      },
    };
    node = createLocalNode('n1', surroundings({ system: wrapped }));
    await started();
    const { pid } = await status();
    await answered((done) => node.pause(done));
    expect(new Set(readThreadStates(pid))).toEqual(new Set(['T']));
    await answered((done) => node.resume(done));
    expect(readThreadStates(pid)).not.toContain('T');
    await answered((done) => node.kill(done));
    expect([findProcessesOfRun(runId), deaths]).toEqual([[], []]);
    expect(await started()).toEqual({ boot: 2 });
  });

  it('does not count as killed while something that it started runs in a session of its own', async () => {
    await started(['parent']);
    await expect(answered((done) => node.kill(done))).rejects.toMatchObject({ code: 'left-session', exitCode: 255 });
    for (const pid of findProcessesOfRun(runId, 'n1')) process.kill(pid, 'SIGKILL');
    await vi.waitUntil(() => findProcessesOfRun(runId).length === 0);
  });

  it('kills a paused node, and refuses what its state does not allow', async () => {
    await started();
    await expect(started()).rejects.toMatchObject({ code: 'node-state' });
    await expect(answered((done) => node.resume(done))).rejects.toMatchObject({ code: 'node-state' });
    await answered((done) => node.pause(done));
    await answered((done) => node.kill(done));
    for (const call of [node.kill, node.pause, node.resume]) await expect(answered(call)).rejects.toMatchObject({ code: 'node-down' });
  });

  it('reports a node that ends by itself with its last lines', async () => {
    await started();
    await request('/die').catch(() => {});
    await vi.waitUntil(() => deaths.length > 0);
    expect(node.state()).toBe('down');
    const lastLines = Array.from({ length: 32 }, (_, index) => `last words ${index + 9}`);
    expect(deaths).toEqual([{ node: 'n1', boot: 1, how: 'exit code 7', lastLines, logFile: join(runFolder, 'logs', 'n1.log') }]);
    expect(existsSync(deaths[0]?.logFile ?? '')).toBe(true);
  });

  it('names the signal of a node that somebody else killed', async () => {
    await started();
    process.kill((await status()).pid, 'SIGSEGV');
    await vi.waitUntil(() => deaths.length > 0);
    expect(deaths[0]?.how).toBe('SIGSEGV');
  });

  it('stops a paused node in good order and a stubborn one by force, and neither is a finding', async () => {
    await started();
    await answered((done) => node.pause(done));
    await answered((done) => node.stop(20_000, done));
    await started(['stubborn']);
    await answered((done) => node.stop(50, done));
    expect([node.state(), deaths]).toEqual(['down', []]);
  });
});

function openNode(readyTimeoutMs: number): LocalNode {
  return createLocalNode('n1', surroundings({ readyTimeoutMs }));
}

function surroundings(changes: Partial<Parameters<typeof createLocalNode>[1]>): Parameters<typeof createLocalNode>[1] {
  return {
    system: ground.system,
    seed: 1,
    runId,
    runFolder,
    readyTimeoutMs: 20_000,
    clock,
    guard: {
      pid: 0,
      spawned: (pid, startTime) => told.push(`spawned ${pid} ${startTime}`),
      ended: (pid) => told.push(`ended ${pid}`),
      folder: () => {},
      done: (ended) => ended(),
    },
    peers: () => ({}),
    ports: () => ({ client: 0, peer: 0, status: 0 }),
    output: openNodeOutputs({ runFolder, nodes: ['n1'], clock }).of('n1'),
    exited: () => {},
    died: (death) => deaths.push(death),
    late: (start) => lateStarts.push(start),
    ...changes,
  };
}

function started(args: readonly string[] = [], which: LocalNode = node): Promise<{ boot: number } | undefined> {
  return new Promise((resolve, reject) => {
    which.start({ args, config: {} }, (error, start) => (error === undefined ? resolve(start) : reject(error)));
  });
}

function answered(call: (done: Done) => void): Promise<void> {
  return new Promise((resolve, reject) => call((error) => (error === undefined ? resolve() : reject(error))));
}

async function request(path: string): Promise<{ node: string; boot: number; pid: number }> {
  const response = await fetch(`http://127.0.0.1:${node.ports()?.clientPort}${path}`, { headers: { connection: 'close' } });
  return (await response.json()) as { node: string; boot: number; pid: number };
}

function status(): ReturnType<typeof request> {
  return request('/status');
}
