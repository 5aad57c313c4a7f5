import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Connection, Done, Json, Reply, TraceItem } from '../../core/index.ts';
import type { NodeDeath } from '../cluster.ts';
import { createLocalCluster, type LocalCluster } from './index.ts';
import { findProcessesOfRun, readThreadStates } from './procfs.ts';
import { listeningPorts, prepareTestGround, type TestGround } from './test-system.ts';

const deadline = { timeout: 20_000, interval: 10 };
let ground: TestGround;
let runs = 0;
const open: Run[] = [];

interface Run {
  readonly cluster: LocalCluster;
  readonly runId: string;
  readonly runFolder: string;
  readonly items: TraceItem[];
  readonly deaths: NodeDeath[];
}

beforeAll(async () => {
  ground = await prepareTestGround();
});
afterEach(async () => {
  for (const { cluster, runId, runFolder } of open.splice(0)) {
    await answered((done) => cluster.close(done));
    expect(findProcessesOfRun(runId)).toEqual([]);
    expect(existsSync(join(runFolder, 'work'))).toBe(false);
    expect(existsSync(join(runFolder, 'guard.log'))).toBe(false);
  }
  expect(listeningPorts()).toEqual([]);
});
afterAll(() => ground.remove());

describe('a local cluster', () => {
  it('carries peers and clients through proxies whose addresses outlive restarts', async () => {
    const { cluster } = await openRun();
    await startAll(cluster);
    await ask(cluster, 'n1', '/send/n2/hello');
    await received(cluster, 'n2', ['hello']);
    const connection = cluster.connect('c0', 'n2');
    expect(await sent(connection, '/status')).toMatchObject({ ok: true, response: { status: 200, body: { node: 'n2', boot: 1 } } });
    await answered((done) => cluster.kill('n2', done));
    expect(await start(cluster, 'n2')).toEqual({ boot: 2 });
    await vi.waitUntil(async () => {
      await ask(cluster, 'n1', '/send/n2/again');
      return (await seenBy(cluster, 'n2')).includes('again');
    }, deadline);
    expect(await sent(cluster.connect('c0', 'n2'), '/status')).toMatchObject({ ok: true, response: { body: { node: 'n2', boot: 2 } } });
  });

  it('lets links break what passes between nodes and between clients and nodes', async () => {
    const { cluster } = await openRun();
    await startAll(cluster);
    cluster.links.apply('f1', 0, [{ link: { from: 'n1', to: 'n2' }, rule: { kind: 'drop', match: { fields: { text: 'bad' } } } }]);
    for (const text of ['first', 'bad', 'last']) await ask(cluster, 'n1', `/send/n2/${text}`);
    await received(cluster, 'n2', ['first', 'last']);
    expect(cluster.links.effect('f1')).toMatchObject({ seen: 1, affected: 1 });
    cluster.links.apply('f2', 1, [{ link: { from: 'c3', to: 'n2' }, rule: { kind: 'drop' } }]);
    const silent: Reply[] = [];
    cluster.connect('c3', 'n2').send({ method: 'GET', path: '/write/lost' }, (reply) => silent.push(reply));
    await vi.waitUntil(() => cluster.links.effect('f2').affected === 1, deadline);
    expect(await sent(cluster.connect('c4', 'n2'), '/status')).toMatchObject({ ok: true, response: { body: { data: null } } });
    expect(silent).toEqual([]);
  });

  it('says for certain that a node which is down took nothing', async () => {
    const { cluster } = await openRun();
    await startAll(cluster);
    await answered((done) => cluster.kill('n3', done));
    expect(await sent(cluster.connect('c0', 'n3'), '/status')).toEqual({ ok: false, error: 'refused' });
    await expect(ask(cluster, 'n3', '/status')).rejects.toMatchObject({ code: 'node-down' });
  });

  it('hands on traces in order with boots counted, and the last of them at the close', async () => {
    const { cluster, items } = await openRun();
    await startAll(cluster);
    await vi.waitUntil(() => items.length === 3, deadline);
    await ask(cluster, 'n1', '/trace/one');
    await answered((done) => cluster.kill('n1', done));
    // What a node wrote before its exit is told before the kill is answered.
    expect(items.map(describeItem)).toContain('n1 1/2 said');
    await start(cluster, 'n1');
    await ask(cluster, 'n1', '/trace/two');
    await answered((done) => cluster.close(done));
    expect(items.map(describeItem).filter((text) => text.startsWith('n1'))).toEqual([
      'n1 1/1 boot',
      'n1 1/2 said',
      'n1 2/1 boot',
      'n1 2/2 said',
    ]);
    const { monotonicStartMs, clock } = cluster;
    for (const item of items) expect(item.kind === 'event' && item.event.at - monotonicStartMs).toBeGreaterThan(0);
    for (const item of items) expect(item.kind === 'event' && item.event.at - monotonicStartMs).toBeLessThan(clock.now());
  });

  it('tells of a node that ended by itself', async () => {
    const { cluster, deaths } = await openRun();
    await startAll(cluster);
    await ask(cluster, 'n2', '/die').catch(() => {});
    await vi.waitUntil(() => deaths.length > 0, deadline);
    expect(deaths).toMatchObject([{ node: 'n2', boot: 1, how: 'exit code 7' }]);
    expect(deaths[0]?.lastLines.at(-1)).toBe('last words 40');
    expect(cluster.nodes.map(cluster.state)).toEqual(['up', 'down', 'up']);
  });

  it('cuts several nodes from power at once, and each comes back with what was durable', async () => {
    const { cluster, deaths } = await openRun();
    await startAll(cluster);
    await ask(cluster, 'n1', '/write/never%20synced');
    await answered((done) => cluster.pause('n2', done));
    const loss = await new Promise((resolve, reject) => {
      cluster.powerCut(['n1', 'n2'], (error, what) => (error === undefined ? resolve(what) : reject(error)));
    });
    expect(loss).toMatchObject({ n1: { lostBytes: expect.any(Number) }, n2: { lostBytes: 0, torn: false } });
    expect(cluster.nodes.map(cluster.state)).toEqual(['down', 'down', 'up']);
    await expect(answered((done) => cluster.powerCut(['n1'], done))).rejects.toMatchObject({ code: 'node-down' });
    expect(await start(cluster, 'n1')).toEqual({ boot: 2 });
    expect(deaths).toEqual([]);
  });

  it('refuses to cut a node from power that does not note what is durable, and leaves it running', async () => {
    const { cluster } = await openRun();
    await startAll(cluster, ['forgetful']);
    await ask(cluster, 'n1', '/write/kept');
    await expect(answered((done) => cluster.powerCut(['n1', 'n2'], done))).rejects.toMatchObject({ code: 'power-cut-not-noted' });
    expect(await ask(cluster, 'n1', '/status')).toMatchObject({ boot: 1, data: 'kept' });
  });

  it('keeps two clusters at once apart', async () => {
    const [one, two] = await Promise.all([openRun(), openRun()]);
    await Promise.all([startAll(one.cluster), startAll(two.cluster)]);
    await ask(one.cluster, 'n1', '/send/n2/of%20one');
    await received(one.cluster, 'n2', ['of one']);
    await answered((done) => one.cluster.close(done));
    expect(findProcessesOfRun(two.runId).length).toBe(3);
    expect(await seenBy(two.cluster, 'n2')).toEqual([]);
  });

  it('closes over nodes in every state, and over what they left behind', async () => {
    const { cluster, runId } = await openRun({ stopTimeoutMs: 100 });
    await start(cluster, 'n1', ['parent']);
    await start(cluster, 'n2', ['stubborn']);
    await answered((done) => cluster.pause('n2', done));
    const starting = start(cluster, 'n3', ['silent']);
    expect(findProcessesOfRun(runId).length).toBe(4);
    expect(readThreadStates(Number((await status(cluster, 'n1'))['pid']))).not.toContain('T');
    const closings = [answered((done) => cluster.close(done)), answered((done) => cluster.close(done))];
    await expect(starting).rejects.toMatchObject({ code: 'node-not-ready' });
    const left = { code: 'left-session', exitCode: 255, message: expect.stringMatching(/process \d+ of the nodes still ran/) };
    // What closing it says is looked at here.
    open.splice(0);
    await Promise.all(closings.map((closing) => expect(closing).rejects.toMatchObject(left)));
    await expect(answered((done) => cluster.close(done))).rejects.toMatchObject(left);
    expect(findProcessesOfRun(runId)).toEqual([]);
    await expect(start(cluster, 'n1')).rejects.toMatchObject({ code: 'cluster-closed' });
  });

  it('drives main until it finishes, and calls nothing of it back afterwards', async () => {
    const { cluster, items } = await openRun();
    const calls: string[] = [];
    const error = await new Promise((resolve) => {
      cluster.drive((finish) => {
        cluster.observe({ trace: () => calls.push('trace') });
        cluster.clock.timer(0, () => calls.push('timer'));
        cluster.start('n1', { args: [], config: {} }, (failed) => {
          expect(failed).toBeUndefined();
          cluster.kill('n1', () => calls.push('killed'));
          cluster.start('n2', { args: [], config: {} }, () => calls.push('started'));
          cluster.clock.timer(1, () => calls.push('late timer'));
          finish(new Error('enough'));
          finish();
        });
      }, resolve);
    });
    expect(error).toMatchObject({ message: 'enough' });
    await vi.waitUntil(() => cluster.state('n2') === 'up' && items.length === 2, deadline);
    expect(calls.filter((call) => call !== 'trace')).toEqual(['timer']);
    await expect(answered((done) => cluster.drive(() => {}, done))).rejects.toMatchObject({ code: 'driven-already' });
  });

  it('refuses names that it does not know', async () => {
    const { cluster } = await openRun();
    await expect(start(cluster, 'n9')).rejects.toMatchObject({ code: 'unknown-node' });
    await expect(answered((done) => cluster.powerCut(['n9'], done))).rejects.toMatchObject({ code: 'unknown-node' });
    expect(cluster.capabilities.can('earthquake')).toContain('earthquake');
  });

  it('refuses what only the simulated world can do to clocks and disks, and never calls a node lost', async () => {
    const { cluster } = await openRun();
    const refused = { code: 'platform-unsupported', message: expect.stringContaining('only the simulated world can') };
    await expect(answered((done) => cluster.skew('n1', { offsetMs: 5, driftPpm: 0 }, done))).rejects.toMatchObject(refused);
    await expect(answered((done) => cluster.disk('n1', 'f1', { kind: 'rot' }, done))).rejects.toMatchObject(refused);
    await expect(answered((done) => cluster.wipe('n1', done))).rejects.toMatchObject(refused);
    expect([cluster.lost('n1'), cluster.diskEffect('f1')]).toEqual([undefined, { delayed: 0, damaged: [] }]);
  });

  it('says so when its guard cannot run', async () => {
    await expect(openRun({ guardProgram: join(ground.folder, 'missing.mjs') })).rejects.toMatchObject({ code: 'guard-failed' });
  });
});

async function openRun(changes: { stopTimeoutMs?: number; guardProgram?: string } = {}): Promise<Run> {
  runs += 1;
  const runId = `run-local-cluster-${process.pid}-${runs}`;
  const runFolder = ground.runFolder('cluster');
  const { system, guardProgram } = ground;
  const options = { runId, runFolder, system, guardProgram, nodes: ['n1', 'n2', 'n3'], seed: 7, readyTimeoutMs: 20_000, ...changes };
  const cluster = await new Promise<LocalCluster>((resolve, reject) => {
    createLocalCluster(options, (error, opened) => (opened === undefined ? reject(error) : resolve(opened)));
  });
  const run: Run = { cluster, runId, runFolder, items: [], deaths: [] };
  cluster.observe({ trace: (item) => run.items.push(item), died: (death) => run.deaths.push(death) });
  open.push(run);
  return run;
}

async function startAll(cluster: LocalCluster, args: readonly string[] = []): Promise<void> {
  await Promise.all(cluster.nodes.map((node) => start(cluster, node, args)));
}

function start(cluster: LocalCluster, node: string, args: readonly string[] = []): Promise<{ boot: number } | undefined> {
  return new Promise((resolve, reject) => {
    cluster.start(node, { args, config: {} }, (error, started) => (error === undefined ? resolve(started) : reject(error)));
  });
}

function answered(call: (done: Done) => void): Promise<void> {
  return new Promise((resolve, reject) => call((error) => (error === undefined ? resolve() : reject(error))));
}

function ask(cluster: LocalCluster, node: string, path: string): Promise<Json> {
  return new Promise((resolve, reject) => {
    cluster.ask(node, { method: 'GET', path }, (error, response) => (response === undefined ? reject(error) : resolve(response.body)));
  });
}

async function status(cluster: LocalCluster, node: string): Promise<Record<string, Json>> {
  return (await ask(cluster, node, '/status')) as Record<string, Json>;
}

async function seenBy(cluster: LocalCluster, node: string): Promise<Json[]> {
  return (await status(cluster, node))['received'] as Json[];
}

async function received(cluster: LocalCluster, node: string, texts: readonly string[]): Promise<void> {
  await vi.waitUntil(async () => (await seenBy(cluster, node)).length >= texts.length, deadline);
  expect(await seenBy(cluster, node)).toEqual(texts);
}

function sent(connection: Connection, path: string): Promise<Reply> {
  return new Promise((resolve) => connection.send({ method: 'GET', path }, resolve));
}

function describeItem(item: TraceItem): string {
  return item.kind === 'event' ? `${item.event.node} ${item.event.boot}/${item.event.seq} ${item.event.event}` : `gap in ${item.node}`;
}
