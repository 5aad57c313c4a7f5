/**
 * A small system for this room's own tests: a real program in a real process, with the ready line, HTTP and frames of a proper node
 * and the misbehaviour that a test asks for by argument or by request. It knows nothing of consensus.
 */
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { System } from '../../core/index.ts';

export interface TestGround {
  /** Holds everything below; removed by `remove`. */
  readonly folder: string;
  /** The compiled guard. */
  readonly guardProgram: string;
  readonly system: System;
  /** A fresh run folder. */
  runFolder(name: string): string;
  /** Bundles a module of this room for a process of its own. */
  compile(source: string, name: string): Promise<string>;
  remove(): void;
}

export async function prepareTestGround(): Promise<TestGround> {
  const folder = mkdtempSync(join(tmpdir(), 'faultline-local-'));
  // Packages stay outside of the bundles and are found through this link.
  symlinkSync(fileURLToPath(new URL('../../../node_modules', import.meta.url)), join(folder, 'node_modules'));
  const compile = async (source: string, name: string): Promise<string> => {
    const outfile = join(folder, `${name}.mjs`);
    const stdin = { contents: source, resolveDir: fileURLToPath(new URL('.', import.meta.url)), loader: 'ts' as const };
    await build({ stdin, bundle: true, platform: 'node', format: 'esm', target: 'node20', packages: 'external', outfile });
    return outfile;
  };
  const nodeProgram = join(folder, 'toy-node.mjs');
  writeFileSync(nodeProgram, toyNode);
  return {
    folder,
    guardProgram: await compile("import './guard-main.ts';", 'guard'),
    system: toySystem(nodeProgram),
    runFolder: (name) => mkdtempSync(join(folder, `${name} `)),
    compile,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

export function toySystem(nodeProgram: string): System {
  return {
    name: 'toy',
    description: 'answers and obeys',
    traced: true,
    checkers: [],
    variants: [],
    plans: {},
    config: {},
    client: () => {
      throw new Error('the toy system has no client');
    },
    launch: (launch) => ({ file: process.execPath, args: [nodeProgram, JSON.stringify(launch), ...launch.args] }),
    framed: true,
    describeFrame: (payload) => ({ type: 'text', fields: { text: new TextDecoder().decode(payload) } }),
    leads: () => undefined,
    status: { method: 'GET', path: '/status' },
    converged: (bodies) => bodies.size > 0,
  };
}

/** TCP ports on which this process listens. */
export function listeningPorts(): string[] {
  const sockets = new Set(readdirSync('/proc/self/fd').map(socketOf));
  const lines = ['tcp', 'tcp6'].flatMap((table) => readFileSync(`/proc/self/net/${table}`, 'utf8').trim().split('\n').slice(1));
  return lines.map((line) => line.trim().split(/\s+/)).flatMap((row) => (row[3] === '0A' && sockets.has(row[9]) ? [row[1] ?? ''] : []));
}

function socketOf(fd: string): string | undefined {
  try {
    return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/self/fd/${fd}`))?.[1];
  } catch {
    return undefined;
  }
}

/**
 * Arguments: `silent` never gets ready, `forgetful` notes nothing of its disk, `fails` exits with 3 before it is ready, `stubborn` ignores SIGTERM, `parent` starts a child that
 * outlives it. Requests: `/status`, `/die` exits with 7 after forty lines, `/send/<peer>/<text>` sends a frame, `/write/<text>` appends to
 * a file, `/trace/<text>` writes a trace event.
 */
const toyNode = `
import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';

const launch = JSON.parse(process.argv[2]);
const wants = new Set(process.argv.slice(3));
const received = [];
let seq = 0;
const trace = (event, fields) => {
  seq += 1;
  const at = Number(process.hrtime.bigint()) / 1e6;
  appendFileSync(launch.traceFile, JSON.stringify({ node: launch.node, boot: launch.boot, seq, at, event, ...fields }) + '\\n');
};
const data = join(launch.dataFolder, 'file');

if (wants.has('fails')) {
  console.error('cannot go on');
  process.exit(3);
}
process.on('SIGTERM', () => {
  if (!wants.has('stubborn')) process.exit(0);
});
if (wants.has('parent')) spawn('sleep', ['600'], { detached: true, stdio: 'ignore' }).unref();
if (existsSync(launch.traceFile) && !readFileSync(launch.traceFile, 'utf8').endsWith('\\n')) appendFileSync(launch.traceFile, '\\n');
trace('boot', {});
if (!wants.has('forgetful')) appendFileSync(join(launch.notesFolder, 'notes.jsonl'), '');

const peers = net.createServer((socket) => {
  let bytes = Buffer.alloc(0);
  socket.on('error', () => {});
  socket.on('data', (chunk) => {
    bytes = Buffer.concat([bytes, chunk]);
    while (bytes.length >= 8 && bytes.length >= 8 + bytes.readUInt32BE(0)) {
      const end = 8 + bytes.readUInt32BE(0);
      received.push(bytes.toString('utf8', 8, end));
      bytes = bytes.subarray(end);
    }
  });
});
const sockets = new Map();
const send = (peer, text) => {
  if (!sockets.has(peer)) {
    const [host, port] = launch.peers[peer].split(':');
    const socket = net.connect(Number(port), host);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(peer));
    sockets.set(peer, socket);
  }
  const payload = Buffer.from(text);
  const header = Buffer.alloc(8);
  header.writeUInt32BE(payload.length, 0);
  header.writeUInt32BE(crc32 ? crc32(payload) : 0, 4);
  sockets.get(peer).write(Buffer.concat([header, payload]));
};
const clients = http.createServer((request, response) => {
  const [, call, ...rest] = request.url.split('/').map(decodeURIComponent);
  const answer = (body) => {
    const text = JSON.stringify(body);
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }).end(text);
  };
  if (call === 'die') {
    for (let line = 1; line <= 40; line += 1) console.error('last words ' + line);
    process.exit(7);
  }
  if (call === 'send') send(rest[0], rest[1]);
  if (call === 'write') appendFileSync(data, rest[0]);
  if (call === 'trace') trace('said', { text: rest[0] });
  answer({ node: launch.node, boot: launch.boot, pid: process.pid, received, data: existsSync(data) ? readFileSync(data, 'utf8') : null });
});
peers.listen(0, '127.0.0.1', () => clients.listen(0, '127.0.0.1', () => {
  console.log('some text before');
  if (!wants.has('silent')) {
    console.log(JSON.stringify({ ready: true, peerPort: peers.address().port, clientPort: clients.address().port }));
  }
}));
`;
