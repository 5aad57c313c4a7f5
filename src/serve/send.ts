import { createReadStream } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { extname } from 'node:path';
import { pipeline, type Readable } from 'node:stream';
import type { Markup } from './html/markup.ts';
import { securityHeaders, type Trust } from './security-headers.ts';

/** An answer to GET or, without its body, to HEAD. */
export class Answer {
  readonly #response: ServerResponse;
  readonly #headOnly: boolean;
  readonly #deadline: NodeJS.Timeout;

  /** What is not sent whole within so long is cut off. */
  constructor(response: ServerResponse, { headOnly, withinMs }: { readonly headOnly: boolean; readonly withinMs: number }) {
    this.#response = response;
    this.#headOnly = headOnly;
    this.#deadline = setTimeout(() => response.destroy(), withinMs);
    response.on('close', () => clearTimeout(this.#deadline));
  }

  /** The response itself, for what goes on for longer than one answer. */
  get response(): ServerResponse {
    return this.#response;
  }

  page(status: number, page: Markup): void {
    this.text(status, 'text/html; charset=utf-8', page.text);
  }

  text(status: number, type: string, text: string, trust: Trust = 'own'): void {
    const bytes = Buffer.from(text);
    this.#head(status, trust, { 'Content-Type': type, 'Content-Length': bytes.length });
    this.#response.end(this.#headOnly ? undefined : bytes);
  }

  redirect(to: string): void {
    this.#head(302, 'own', { Location: to, 'Content-Length': 0 });
    this.#response.end();
  }

  /** There is nothing to say, and a browser that asked for events does not ask again. */
  nothing(): void {
    this.#head(204, 'own', {});
    this.#response.end();
  }

  /** The bytes of an open file, which is closed when they are sent. */
  file(fd: number, bytes: number, path: string, trust: Trust): void {
    const type = trust === 'report' ? 'text/html; charset=utf-8' : (fileTypes[extname(path)] ?? 'application/octet-stream');
    this.#head(200, trust, { 'Content-Type': type, 'Content-Length': bytes });
    const from = createReadStream('', { fd, start: 0, end: Math.max(0, bytes - 1) });
    if (!this.#headOnly && bytes > 0) return this.#pipe(from);
    from.destroy();
    this.#response.end();
  }

  download(name: string, from: Readable): void {
    // The name is made of what names of plans and runs may hold; anything else must not end the header.
    const fileName = name.replace(/[^A-Za-z0-9._-]/g, '_');
    this.#head(200, 'file', { 'Content-Type': 'application/gzip', 'Content-Disposition': `attachment; filename="${fileName}"` });
    if (!this.#headOnly) return this.#pipe(from);
    from.destroy();
    this.#response.end();
  }

  /** They go on for as long as the run does, or the reader. */
  events(): void {
    clearTimeout(this.#deadline);
    this.#head(200, 'own', { 'Content-Type': 'text/event-stream; charset=utf-8' });
    if (this.#headOnly) this.#response.end();
    else this.#response.flushHeaders();
  }

  #head(status: number, trust: Trust, headers: Readonly<Record<string, string | number>>): void {
    this.#response.writeHead(status, { ...securityHeaders(trust), ...headers });
  }

  /** A reader that goes away in the middle is no failure of ours, and a file that does ends the answer short, which the reader sees. */
  #pipe(from: Readable): void {
    pipeline(from, this.#response, () => undefined);
  }
}

/** Everything that a run holds is shown as text; only what is named here is shown at all, the rest is only saved. */
const fileTypes: Readonly<Record<string, string>> = {
  '.json': 'application/json; charset=utf-8',
  '.jsonl': 'text/plain; charset=utf-8',
  '.log': 'text/plain; charset=utf-8',
  '.edn': 'text/plain; charset=utf-8',
  '.csv': 'text/plain; charset=utf-8',
};
