import { writeSync } from 'node:fs';
import type { JsonObject } from '../../../src/core/index.ts';
import type { Env, MessageCodec, ProtocolNode } from '../env.ts';
import { createHost, FATAL_EXIT_CODE } from '../host.ts';
import type { Host } from '../ports.ts';
import { nextBootNumber } from './boot-number.ts';
import { ClientServer } from './client-server.ts';
import { openDisk } from './disk.ts';
import { monotonicClock } from './monotonic-clock.ts';
import type { NodeOptions } from './node-options.ts';
import { openTraceFile } from './trace-file.ts';
import { createTransport, type Transport } from './transport.ts';

export interface NodeProgram<Message> {
  /** Name of the protocol: peers of another one are not listened to. */
  readonly system: string;
  readonly options: NodeOptions;
  readonly codec: MessageCodec<Message>;
  create(env: Env<Message>): ProtocolNode<Message>;
}

/** What a node's process prints, as one line of JSON on stdout, once it can serve. */
export interface ReadyLine {
  readonly ready: true;
  readonly node: string;
  readonly boot: number;
  readonly peerPort: number;
  readonly clientPort: number;
}

/** How long SIGTERM waits for requests that clients wait for. */
const DRAIN_TIMEOUT_MS = 5000;
/** Exit code of a node that a second SIGTERM ended. */
const IMPATIENT_EXIT_CODE = 143;

/**
 * Makes this process a node: listens, recovers, says that it is ready, and serves until a signal ends it. SIGTERM (or Ctrl-C) answers
 * what waits and exits with 0, a second one exits at once; SIGUSR2 prints the statistics to stderr. What no protocol should survive
 * ends the process with code 70 and the reason on stderr.
 */
export function runNode<Message>(program: NodeProgram<Message>): void {
  const { options, system } = program;
  const parts: { host?: Host } = {};
  const transport = createTransport({
    node: options.node,
    system,
    peers: options.peers,
    received: (from, payload) => parts.host?.message(from, payload),
  });
  const clients = new ClientServer({
    request: (request, respond) => parts.host?.request(request, respond) ?? refuseEarly(respond),
    cancelled: (id) => parts.host?.cancelled(id),
  });
  process.on('uncaughtException', (error: NodeJS.ErrnoException) => die(FATAL_EXIT_CODE, explain(error)));
  // The reader of our output may go away before we do.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  endOnSignals(parts, clients);
  // The ports come first: a second process for the same node fails on them before it touches the first one's files.
  transport.listen(options.host, options.peerPort, (peerError, peerPort) => {
    if (peerError !== undefined) return die(FATAL_EXIT_CODE, cannotListen(peerError, '--peer-port', options.host, options.peerPort));
    clients.listen(options.host, options.clientPort, (clientError, clientPort) => {
      if (clientError !== undefined)
        return die(FATAL_EXIT_CODE, cannotListen(clientError, '--client-port', options.host, options.clientPort));
      const boot = options.boot ?? nextBootNumber(options.dataFolder);
      const host = openHost(program, boot, transport);
      parts.host = host;
      process.on('SIGUSR2', () =>
        printLine(2, {
          node: options.node,
          boot,
          protocol: host.status(),
          host: { ...host.statistics },
          peers: transport.statistics(),
          clients: clients.statistics(),
        }),
      );
      transport.dial();
      host.start(() => printLine(1, { ready: true, node: options.node, boot, peerPort, clientPort } satisfies ReadyLine));
    });
  });
}

function openHost<Message>({ options, codec, create }: NodeProgram<Message>, boot: number, transport: Transport): Host {
  const { node, seed, peers, dataFolder, notesFolder, traceFile } = options;
  const trace = traceFile === undefined ? undefined : openTraceFile(traceFile);
  return createHost({
    node,
    boot,
    seed,
    peers: Object.keys(peers),
    codec,
    create,
    ports: {
      clock: monotonicClock,
      storage: openDisk({ dataFolder, notesFolder }),
      send: (to, bytes) => transport.send(to, bytes),
      trace: trace === undefined ? undefined : (events) => trace.write(events),
      exit: die,
    },
  });
}

function endOnSignals(parts: { readonly host?: Host }, clients: ClientServer): void {
  let asked = false;
  const stop = () => {
    if (asked) process.exit(IMPATIENT_EXIT_CODE);
    asked = true;
    parts.host?.drain();
    clients.drain(() => process.exit(0));
    setTimeout(() => process.exit(0), DRAIN_TIMEOUT_MS);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

function refuseEarly(respond: (response: { status: number; body: JsonObject }) => void): number {
  respond({ status: 503, body: { error: 'temporarily-unavailable', message: 'the node is starting; nothing was done' } });
  return 0;
}

function cannotListen(error: Error, flag: string, host: string, port: number): string {
  return `cannot listen on ${host}:${port}: ${error.message}. Is another process, perhaps this node itself, using it? Give another ${flag}, or none for any free one.`;
}

/** An error with a code says what the world refused; for any other one the place in the code is what helps. */
function explain(error: NodeJS.ErrnoException): string {
  return error.code === undefined ? (error.stack ?? error.message) : error.message;
}

function printLine(fd: 1 | 2, value: object): void {
  writeText(fd, `${JSON.stringify(value)}\n`);
}

function die(code: number, reason: string): never {
  writeText(2, `${reason}\n`);
  process.exit(code);
}

/** Written before this returns, or not at all: a pipe that is full or gone is no reason to fail. */
function writeText(fd: 1 | 2, text: string): void {
  const bytes = Buffer.from(text);
  try {
    for (let offset = 0; offset < bytes.length; ) offset += writeSync(fd, bytes, offset);
  } catch {}
}
