import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Guard, startGuard } from './guard.ts';
import { findProcessesOfRun, RUN_VARIABLE, readStartTime } from './procfs.ts';
import { prepareTestGround, type TestGround } from './test-system.ts';

const deadline = { timeout: 20_000, interval: 20 };
let ground: TestGround;
const spawned: ChildProcess[] = [];

beforeAll(async () => {
  ground = await prepareTestGround();
});
afterEach(() => {
  for (const child of spawned.splice(0)) child.kill('SIGKILL');
});
afterAll(() => ground.remove());

describe('the guard', () => {
  it('stands ready in a session of its own, with nothing of the run in its command line and environment', async () => {
    const runFolder = ground.runFolder('quiet');
    const guard = await openGuard('run-quiet', runFolder);
    const stat = readFileSync(`/proc/${guard.pid}/stat`, 'utf8');
    const [, , group, session] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    expect([group, session]).toEqual([String(guard.pid), String(guard.pid)]);
    expect(readFileSync(`/proc/${guard.pid}/cmdline`, 'utf8').split('\0').filter(Boolean)).toEqual([process.execPath, ground.guardProgram]);
    expect(readFileSync(`/proc/${guard.pid}/environ`, 'utf8')).not.toContain(RUN_VARIABLE);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.kill(guard.pid, signal);
    await new Promise<void>((resolve) => guard.done(resolve));
    expect(liveGuards()).toEqual([]);
    expect(existsSync(join(runFolder, 'guard.log'))).toBe(false);
  });

  it('says why it did not get ready', async () => {
    await expect(openGuard('run-none', ground.runFolder('none'), join(ground.folder, 'no-such-program.mjs'))).rejects.toMatchObject({
      code: 'guard-failed',
      message: expect.stringContaining('no-such-program.mjs'),
    });
  });

  it('ends what the list names and what carries the run id, and removes only folders inside the run', async () => {
    const runFolder = ground.runFolder('left');
    const outside = ground.runFolder('outside');
    mkdirSync(join(runFolder, 'work', 'n1'), { recursive: true });
    const listed = sleeper({});
    const unlisted = sleeper({ [RUN_VARIABLE]: 'run-left' });
    const another = sleeper({ [RUN_VARIABLE]: 'run-left-2' });
    const recycled = sleeper({});
    const script = `
      import { startGuard } from './guard.ts';
      const [runFolder, guardProgram, told] = process.argv.slice(2);
      startGuard({ runId: 'run-left', runFolder, folders: JSON.parse(told).folders.slice(0, 1), program: guardProgram }, (error, guard) => {
        if (guard === undefined) throw error;
        for (const { pid, startTime } of JSON.parse(told).processes) guard.spawned(pid, startTime);
        for (const folder of JSON.parse(told).folders.slice(1)) guard.folder(folder);
        process.stdout.write(JSON.stringify({ guard: guard.pid }) + '\\n');
      });
    `;
    const told = {
      processes: [
        { pid: listed.pid, startTime: readStartTime(listed.pid ?? 0) },
        { pid: recycled.pid, startTime: '1' },
      ],
      folders: [join(runFolder, 'work'), outside, runFolder, join(runFolder, '..')],
    };
    const controller = spawnController(await ground.compile(script, 'controller-left'), [
      runFolder,
      ground.guardProgram,
      JSON.stringify(told),
    ]);
    const { guard } = await firstLine(controller);
    expect(liveGuards()).toEqual([String(guard)]);
    process.kill(controller.pid ?? 0, 'SIGKILL');
    await vi.waitUntil(() => liveGuards().length === 0, deadline);
    await vi.waitUntil(() => listed.signalCode === 'SIGKILL' && unlisted.signalCode === 'SIGKILL', deadline);
    expect(existsSync(join(runFolder, 'work'))).toBe(false);
    expect([existsSync(runFolder), existsSync(outside)]).toEqual([true, true]);
    expect(findProcessesOfRun('run-left')).toEqual([]);
    expect(findProcessesOfRun('run-left-2')).toEqual([another.pid]);
    expect([recycled.signalCode, recycled.exitCode]).toEqual([null, null]);
    expect(readFileSync(join(runFolder, 'guard.log'), 'utf8')).toContain(String(unlisted.pid));
  });

  it.each(['SIGKILL', 'SIGINT', 'SIGHUP'] as const)(
    'cleans up after %s of a controller with one node paused and another restarting',
    async (signal) => {
      const runFolder = ground.runFolder('killed');
      const runId = `run-killed-${signal}`;
      const script = `
      import { createLocalCluster } from './index.ts';
      import { toySystem } from './test-system.ts';
      const [runId, runFolder, guardProgram, nodeProgram] = process.argv.slice(2);
      const options = { runId, runFolder, system: toySystem(nodeProgram), nodes: ['n1', 'n2', 'n3'], seed: 1, readyTimeoutMs: 30000, guardProgram };
      const answered = (call) => new Promise((resolve, reject) => call((error, value) => (error ? reject(error) : resolve(value))));
      const start = (node, args, done) => cluster.start(node, { args, config: {} }, done);
      const cluster = await answered((done) => createLocalCluster(options, done));
      for (const node of cluster.nodes) await answered((done) => start(node, node === 'n2' ? [] : ['parent'], done));
      await answered((done) => cluster.pause('n1', done));
      await answered((done) => cluster.kill('n2', done));
      start('n2', ['silent'], () => {});
      process.stdout.write(JSON.stringify({ states: cluster.nodes.map(cluster.state) }) + '\\n');
    `;
      const program = await ground.compile(script, `controller-${signal}`);
      const nodeProgram = join(ground.folder, 'toy-node.mjs');
      const controller = spawnController(program, [runId, runFolder, ground.guardProgram, nodeProgram]);
      expect(await firstLine(controller)).toEqual({ states: ['paused', 'starting', 'up'] });
      // Three nodes, and the child of each that was not killed: to kill one with such a child is an error.
      expect(findProcessesOfRun(runId).length).toBe(5);
      // At the whole group, as a terminal does it.
      process.kill(signal === 'SIGKILL' ? (controller.pid ?? 0) : -(controller.pid ?? 0), signal);
      await vi.waitUntil(() => findProcessesOfRun(runId).length === 0 && !existsSync(join(runFolder, 'work')), deadline);
      await vi.waitUntil(() => liveGuards().length === 0, deadline);
      expect(existsSync(join(runFolder, 'logs', 'n1.log'))).toBe(true);
    },
  );
});

function openGuard(runId: string, runFolder: string, program: string = ground.guardProgram): Promise<Guard> {
  return new Promise((resolve, reject) => {
    startGuard({ runId, runFolder, folders: [], program }, (error, guard) => (guard === undefined ? reject(error) : resolve(guard)));
  });
}

function sleeper(environment: Record<string, string>): ChildProcess {
  const child = spawn('sleep', ['600'], { env: { PATH: process.env['PATH'] ?? '', ...environment }, stdio: 'ignore' });
  spawned.push(child);
  return child;
}

/** In a group of its own, so that a signal to the group does not reach the tests. */
function spawnController(program: string, args: readonly string[]): ChildProcess {
  const child = spawn(process.execPath, [program, ...args], { detached: true, stdio: ['ignore', 'pipe', 'inherit'] });
  spawned.push(child);
  return child;
}

async function firstLine(child: ChildProcess): Promise<{ guard: number; states: string[] }> {
  let text = '';
  for await (const chunk of child.stdout ?? []) {
    text += chunk;
    if (text.includes('\n')) return JSON.parse(text.slice(0, text.indexOf('\n')));
  }
  throw new Error(`the controller ended without a line; it said ${text || 'nothing'}`);
}

/** Whoever runs the guard program in this file's own folder is a guard of its tests. */
function liveGuards(): string[] {
  return readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/cmdline`, 'utf8') === `${process.execPath}\0${ground.guardProgram}\0`;
    } catch {
      return false;
    }
  });
}
