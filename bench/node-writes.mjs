import { spawn } from 'node:child_process';
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../dist/nodes/raft/main.js', import.meta.url));
const folder = fileURLToPath(new URL('../results', import.meta.url));

/** Writes per second of a cluster of one, over keep-alive HTTP; and what the disk can do, for comparison. */
export async function measureNode({ seconds, clients }) {
  const data = mkdtempSync(join(folder, '.bench-'));
  const child = spawn(process.execPath, [main, '--id', 'n1', '--data', data], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const port = await new Promise((resolve, reject) => {
      child.stdout.once('data', (line) => resolve(JSON.parse(String(line)).clientPort));
      child.once('exit', (code) => reject(new Error(`the node ended with ${code}`)));
    });
    const agent = new Agent({ keepAlive: true, maxSockets: clients });
    while ((await put(agent, port, 'warm', 0)) !== 200);
    const end = performance.now() + seconds * 1000;
    let done = 0;
    await Promise.all(
      Array.from({ length: clients }, async (_, client) => {
        for (let i = 0; performance.now() < end; i += 1) if ((await put(agent, port, `k${client}`, i)) === 200) done += 1;
      }),
    );
    agent.destroy();
    return { perSecond: done / seconds, syncsPerSecond: measureDisk(data, 2) };
  } finally {
    child.removeAllListeners('exit');
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await ended;
    rmSync(data, { recursive: true, force: true });
  }
}

function measureDisk(data, seconds) {
  const fd = openSync(join(data, 'probe'), 'a');
  const end = performance.now() + seconds * 1000;
  let count = 0;
  while (performance.now() < end) {
    writeSync(fd, 'a record of about a hundred bytes, as the write-ahead log would append it for one small write.....\n');
    fdatasyncSync(fd);
    count += 1;
  }
  closeSync(fd);
  return count / seconds;
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
