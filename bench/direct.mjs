import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createLocalClock } from '../dist/src/cluster/local/clock.js';
import { createClientConnection } from '../dist/src/network/index.js';
import { ClientThread } from '../dist/src/run/client-thread.js';
import { expandEntry } from '../dist/src/run/index.js';
import { Recorder } from '../dist/src/run/recorder.js';
import { benchEntry } from './entry.mjs';
import { forgetFolder, interrupted, killAtExit, onInterrupt, removeAtExit } from './leaving.mjs';
import { openWindow, WARM_UP_SECONDS } from './window.mjs';

const program = fileURLToPath(new URL('../dist/nodes/raft/main.js', import.meta.url));
const results = fileURLToPath(new URL('../results', import.meta.url));
const LEADER_WITHIN_MS = 20_000;

/**
 * The same client threads under the same load with no harness: nodes dial each other, clients dial the nodes, nobody records or
 * judges. `traced`: the nodes still write the trace and the notes of what is durable that a harness needs of them.
 */
export async function measureDirect({ nodes, seconds, concurrency, traced }) {
  const folder = mkdtempSync(join(results, '.bench-'));
  removeAtExit(folder);
  const { plan, system, workload } = expandEntry(benchEntry({ nodes, concurrency, safetyMs: 0 }), 1);
  const running = [];
  try {
    const addresses = await startNodes({ plan, folder, traced, running });
    await leaderIsThere(addresses);
    return { perSecond: await load({ plan, system, workload, addresses, seconds }) };
  } finally {
    await Promise.all(running.map(end));
    forgetFolder(folder);
  }
}

async function startNodes({ plan, folder, traced, running }) {
  const { nodes } = plan.system;
  const ports = await freePorts(nodes.length);
  const { heartbeatMs, electionTimeoutMs } = plan.system.config;
  const addresses = new Map();
  await Promise.all(
    nodes.map(async (node, at) => {
      const peers = nodes.flatMap((peer, i) => (i === at ? [] : ['--peer', `${peer}=127.0.0.1:${ports[i]}`]));
      const settings = ['--heartbeat', heartbeatMs, '--election-timeout', electionTimeoutMs.join('-'), '--peer-port', ports[at]];
      const instruments = traced ? ['--trace', join(folder, `${node}.jsonl`), '--notes', join(folder, node, 'notes')] : [];
      const args = ['--id', node, '--data', join(folder, node, 'data'), ...peers, ...settings, ...instruments];
      // In a session of its own, so that Ctrl-C reaches this script alone.
      const child = spawn(process.execPath, [program, ...args.map(String)], { detached: true, stdio: ['ignore', 'pipe', 'inherit'] });
      running.push(child);
      killAtExit(child);
      addresses.set(node, { host: '127.0.0.1', port: await clientPort(node, child) });
    }),
  );
  return addresses;
}

/** Ports that were free a moment ago: they are all held until all are known. */
async function freePorts(count) {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

function clientPort(node, child) {
  return new Promise((resolve, reject) => {
    child.stdout.once('data', (line) => resolve(JSON.parse(String(line)).clientPort));
    child.once('exit', (code) => reject(new Error(`${node} ended with ${code} before it was ready`)));
  });
}

async function leaderIsThere(addresses) {
  const deadline = Date.now() + LEADER_WITHIN_MS;
  const [{ port }] = addresses.values();
  for (;;) {
    const { leader, appliedIndex } = await (await fetch(`http://127.0.0.1:${port}/status`)).json();
    if (leader !== null && appliedIndex > 0) return;
    if (interrupted()) throw new Error('interrupted');
    if (Date.now() > deadline) throw new Error(`no leader within ${LEADER_WITHIN_MS} ms`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function load({ plan, system, workload, addresses, seconds }) {
  const clock = createLocalClock();
  const window = openWindow(seconds);
  const recorder = new Recorder(clock, [(event) => window.take(event)]);
  const { nodes } = plan.system;
  const connect = (node) => createClientConnection({ address: addresses.get(node), refused: () => false });
  const threads = Array.from({ length: plan.load.concurrency }, (_, thread) => {
    const client = system.client({ clock, nodes, connect });
    const settings = { seed: plan.seed, nodes, workloadPlan: plan.workload, load: plan.load, note: () => {} };
    return new ClientThread({ thread, clock, client, recorder, workload, ...settings });
  });
  window.begin(clock.now() * 1e6);
  for (const thread of threads) thread.start();
  let takeBack = () => {};
  await new Promise((resolve) => {
    clock.timer((seconds + WARM_UP_SECONDS) * 1000, resolve);
    takeBack = onInterrupt(resolve);
  });
  takeBack();
  await Promise.all(threads.map((thread) => new Promise((resolve) => thread.stop(resolve))));
  for (const thread of threads) thread.close();
  clock.stop();
  return window.perSecond();
}

async function end(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
