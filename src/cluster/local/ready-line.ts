import {
  type Clock,
  FaultlineError,
  isJsonObject,
  type Json,
  type Listening,
  type Ms,
  type NodeId,
  type Request,
} from '../../core/index.ts';
import { askUntilReady } from './answers-ready.ts';
import { openGrowingFile } from './growing-file.ts';
import type { NodeProcess } from './process.ts';

export const READY_POLL_MS: Ms = 5;
/** Output before the ready line is read over, but not without end. */
export const READY_OUTPUT_BYTES_MAX: number = 16 * 1024 * 1024;

export interface NodePorts {
  readonly peerPort: number;
  readonly clientPort: number;
  /** Where it answers its status, if not where its clients are. */
  readonly statusPort?: number;
}

export interface ReadyWait {
  readonly node: NodeId;
  readonly process: NodeProcess;
  readonly clock: Clock;
  readonly timeoutMs: Ms;
  /** Where it is said to listen, and what it is asked there; absent: it prints a line. */
  readonly answers?: { readonly listens: Listening; readonly status: Request };
}

/**
 * Waits for the line `{"ready":true,"peerPort":n,"clientPort":n}` in the node's output, or until it answers where it is said to listen. Called back once, with an error if the node
 * exited first or the time is over; the process is left as it is.
 */
export function awaitReady(wait: ReadyWait, done: (error: Error | undefined, ports?: NodePorts) => void): void {
  const { process, clock, timeoutMs } = wait;
  const asking = wait.answers === undefined ? undefined : askUntilReady(wait.answers.listens, wait.answers.status, clock);
  const output = openGrowingFile(process.logFile, process.logOffset);
  const deadline = clock.now() + timeoutMs;
  const decoder = new TextDecoder();
  let unfinished = '';
  let left = READY_OUTPUT_BYTES_MAX;
  look();

  function look(): void {
    const exit = process.exit();
    const ports = exit !== undefined ? undefined : asking === undefined ? readPorts() : asking.ports();
    if (exit !== undefined) return end(exitedBefore(wait, exit.how));
    if (ports !== undefined) return end(undefined, ports);
    if (clock.now() >= deadline || left <= 0) return end(notReady(wait, asking?.lastWords));
    clock.timer(READY_POLL_MS, look);
  }

  function readPorts(): NodePorts | undefined {
    let ports: NodePorts | undefined;
    output.read(left, (bytes) => {
      left -= bytes.length;
      const lines = (unfinished + decoder.decode(bytes, { stream: true })).split('\n');
      unfinished = lines.pop() ?? '';
      for (const line of lines) ports ??= parseReadyLine(line);
    });
    return ports;
  }

  function end(error: Error | undefined, ports?: NodePorts): void {
    output.close();
    asking?.close();
    if (ports === undefined) done(error);
    else done(undefined, ports);
  }
}

/** undefined for any line that is not a whole ready line. */
export function parseReadyLine(line: string): NodePorts | undefined {
  if (!line.startsWith('{')) return undefined;
  let value: Json;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (!isJsonObject(value) || value['ready'] !== true) return undefined;
  const { peerPort, clientPort, statusPort } = value;
  if (!isPort(peerPort) || !isPort(clientPort)) return undefined;
  return { peerPort, clientPort, ...(isPort(statusPort) ? { statusPort } : {}) };
}

function isPort(value: Json | undefined): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value > 0 && value < 65_536;
}

function notReady(wait: ReadyWait, lastAnswer: string | undefined): FaultlineError {
  const how = `within ${wait.timeoutMs} ms`;
  const last = lastAnswer === undefined ? '' : `${lastAnswer}; `;
  return new FaultlineError('node-not-ready', `${expected(wait, how)} but ${last}it came with ${outputOf(wait)}${advice}`);
}

function exitedBefore(wait: ReadyWait, how: string): FaultlineError {
  return new FaultlineError(
    'node-not-ready',
    `${expected(wait, 'once it can serve')} but it ended before that (${how}) with ${outputOf(wait)}${advice}`,
  );
}

function expected({ node, answers }: ReadyWait, when: string): string {
  if (answers !== undefined) {
    const { listens, status } = answers;
    const question = `${status.method} ${status.path} on port ${listens.status ?? listens.client} of 127.0.0.1`;
    return `Node ${node} did not become ready: it must answer ${question} with a 2xx ${when},`;
  }
  return `Node ${node} did not become ready: it must print {"ready":true,"peerPort":<port>,"clientPort":<port>} as one line to stdout ${when},`;
}

function outputOf({ process }: ReadyWait): string {
  const lines = process.lastLines();
  const words = lines.length === 0 ? 'no output at all' : `these last lines:\n${lines.map((line) => `  ${line}`).join('\n')}`;
  return `${words}\nIts log is ${process.shownLogFile}.`;
}

const advice = ' Look there for the reason; a slow machine may need a longer readyTimeout.';
