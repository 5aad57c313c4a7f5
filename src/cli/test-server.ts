import type { ChildProcess } from 'node:child_process';
import { connect } from 'node:net';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll } from 'vitest';
import { type CliResult, makeFolder, startCli, until } from './test-cli.ts';
import { storeRun } from './test-runs-folder.ts';

/** Whatever a page, a terminal or a header could take for its own. */
export const hostile = `</script><img src=x onerror="alert(1)">'"&\u0000\u001b[31m\u202e\ud800`;

/** The page of the run that every test site holds. */
export const storedRun = '/runs/smoke/20261121T063725.123Z-7';

export interface TestSite {
  /** Of its own; the results folder lies in it. */
  readonly folder: string;
  readonly results: string;
  /** There once the tests of the file run. */
  readonly server: TestServer;
}

/** A results folder with one run in it, served while the tests of a file last. `prepare` puts more there first. */
export function openTestSite(prepare: (folder: string) => void = () => undefined): TestSite {
  const folder = makeFolder();
  const results = join(folder.path, 'results');
  let server: TestServer | undefined;
  beforeAll(async () => {
    prepare(folder.path);
    storeRun(results, { files: { 'report.html': '<!doctype html><title>r</title>', 'history.jsonl': '{"index":0}\n' } });
    server = await startServer(folder.path);
  });
  afterAll(async () => {
    await server?.interrupt();
    folder.remove();
  });
  return {
    folder: folder.path,
    results,
    get server() {
      if (server === undefined) throw new Error('the server runs while tests do');
      return server;
    },
  };
}

export interface TestServer {
  /** With its slash at the end. */
  readonly url: string;
  /** Without it. */
  readonly origin: string;
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
    origin: new URL(url).origin,
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

/** Waits until the path is there: the listing is at most a second old. */
export async function untilServed({ port }: TestServer, path: string): Promise<void> {
  let status = 0;
  const ask = async (): Promise<void> => {
    while (status !== 200) status = (await get(port, path)).status;
  };
  await Promise.race([ask(), until(`${path} to be there`, () => status === 200)]);
}

export interface Followed {
  readonly phase: string;
  readonly texts: Readonly<Record<string, string>>;
  readonly faults: readonly object[];
  readonly findings: readonly object[];
  readonly ended?: { readonly standing: string; readonly headline: string };
}

/** Reads server-sent events as a browser does. */
export async function follow(url: string) {
  const response = await fetch(url);
  const type = response.headers.get('content-type');
  if (type !== 'text/event-stream; charset=utf-8') throw new Error(`expected events, got ${response.status} ${type}`);
  let text = '';
  const ended = (async () => {
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) text += decoder.decode(chunk, { stream: true });
  })().catch(() => undefined);
  const last = (): Followed | undefined => {
    const data = text
      .slice(0, text.lastIndexOf('\n\n') + 1)
      .split('\n')
      .findLast((line) => line.startsWith('data: '));
    return data === undefined ? undefined : (JSON.parse(data.slice('data: '.length)) as Followed);
  };
  return { ended, last, raw: () => text };
}

/** What is in an archive, by the format's own rules. */
export async function tarNames(response: Response): Promise<string[]> {
  const tar = gunzipSync(Buffer.from(await response.arrayBuffer()));
  const names: string[] = [];
  for (let at = 0; tar[at] !== 0; ) {
    const size = Number.parseInt(tar.toString('latin1', at + 124, at + 135), 8);
    names.push(tar.toString('utf8', at, tar.indexOf(0, at)));
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return names;
}
