import type { ChildProcess } from 'node:child_process';
import { connect } from 'node:net';
import { type CliResult, startCli, until } from './test-cli.ts';

export interface TestServer {
  readonly url: string;
  readonly port: number;
  readonly child: ChildProcess;
  readonly ended: Promise<CliResult>;
  stderr(): string;
  /** Ends it as a user does. */
  interrupt(): Promise<CliResult>;
}

/** The built server on a free port, as a user starts it. */
export async function startServer(cwd: string, ...more: string[]): Promise<TestServer> {
  const { child, ended } = startCli(cwd, ['serve', '--port', '0', ...more]);
  const said = { stdout: '', stderr: '' };
  child.stdout?.on('data', (bytes) => {
    said.stdout += String(bytes);
  });
  child.stderr?.on('data', (bytes) => {
    said.stderr += String(bytes);
  });
  await until('the server to say where it is', () => said.stdout.includes('\n') || child.exitCode !== null);
  const url = said.stdout.trim();
  return {
    url,
    port: Number(new URL(url).port),
    child,
    ended,
    stderr: () => said.stderr,
    interrupt() {
      process.kill(-(child.pid ?? 0), 'SIGINT');
      return ended;
    },
  };
}

export interface RawAnswer {
  readonly status: number;
  readonly head: string;
  readonly body: string;
}

/** Sends exactly these bytes: a client library would tidy up what an attacker would not. */
export function sendRaw(port: number, request: string): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(request));
    const chunks: Buffer[] = [];
    socket.on('data', (bytes) => chunks.push(bytes));
    socket.on('error', reject);
    socket.on('close', () => {
      const text = Buffer.concat(chunks).toString('utf8');
      const end = text.indexOf('\r\n\r\n');
      resolve({ status: Number(text.slice(9, 12)), head: text.slice(0, end), body: text.slice(end + 4) });
    });
  });
}

/** A request for this path as it stands, with the right Host unless another is given. */
export function get(port: number, path: string, { host = `127.0.0.1:${port}`, method = 'GET', headers = '' } = {}): Promise<RawAnswer> {
  return sendRaw(port, `${method} ${path} HTTP/1.1\r\nHost: ${host}\r\n${headers}Connection: close\r\n\r\n`);
}
