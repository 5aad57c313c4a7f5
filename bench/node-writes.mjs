import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, fdatasyncSync, mkdtempSync, openSync, writeSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { forgetFolder, interrupted, killAtExit, removeAtExit } from './leaving.mjs';
import { WARM_UP_SECONDS } from './window.mjs';

const program = fileURLToPath(new URL('../dist/nodes/raft/main.js', import.meta.url));
const results = fileURLToPath(new URL('../results', import.meta.url));
const LEADER_WITHIN_MS = 20_000;
const DISK_SECONDS = 2;

/** Writes per second of a cluster of one, over keep-alive HTTP with fsync on; and what the disk can do alone, for comparison. */
export async function measureNode({ seconds, clients }) {
  const data = mkdtempSync(join(results, '.bench-'));
  removeAtExit(data);
  // In a session of its own, so that Ctrl-C reaches this script alone.
  const child = spawn(process.execPath, [program, '--id', 'n1', '--data', data], { detached: true, stdio: ['ignore', 'pipe', 'inherit'] });
  killAtExit(child);
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  try {
    const port = await clientPort(child);
    const deadline = performance.now() + LEADER_WITHIN_MS;
    while ((await put(agent, port, 'warm', 0)) !== 200)
      if (performance.now() > deadline) throw new Error(`the node takes no writes within ${LEADER_WITHIN_MS} ms`);
    const perSecond = await load({ agent, port, seconds, clients });
    return { perSecond, syncsPerSecond: interrupted() ? 0 : measureDisk(data) };
  } finally {
    agent.destroy();
    if (child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    }
    forgetFolder(data);
  }
}

async function load({ agent, port, seconds, clients }) {
  const from = performance.now() + WARM_UP_SECONDS * 1000;
  const until = from + seconds * 1000;
  let done = 0;
  await Promise.all(
    Array.from({ length: clients }, async (_, client) => {
      for (let i = 0; performance.now() < until && !interrupted(); i += 1) {
        const status = await put(agent, port, `k${client}`, i);
        const now = performance.now();
        if (status === 200 && now >= from && now < until) done += 1;
      }
    }),
  );
  return done / seconds;
}

function measureDisk(data) {
  const fd = openSync(join(data, 'probe'), 'a');
  const end = performance.now() + DISK_SECONDS * 1000;
  let count = 0;
  while (performance.now() < end) {
    writeSync(fd, 'a record of about a hundred bytes, as the write-ahead log would append it for one small write.....\n');
    fdatasyncSync(fd);
    count += 1;
  }
  closeSync(fd);
  return count / DISK_SECONDS;
}

function clientPort(child) {
  return new Promise((resolve, reject) => {
    child.stdout.once('data', (line) => resolve(JSON.parse(String(line)).clientPort));
    child.once('exit', (code) => reject(new Error(`the node ended with ${code} before it was ready`)));
  });
}

function put(agent, port, key, value) {
  return new Promise((resolve, reject) => {
    const body = JSON.stringify({ value });
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const call = request({ agent, host: '127.0.0.1', port, path: `/kv/${key}`, method: 'PUT', headers }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode));
    });
    call.on('error', reject);
    call.end(body);
  });
}
