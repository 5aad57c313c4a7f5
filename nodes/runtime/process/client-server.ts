import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { JsonObject, Request, Response } from '../../../src/core/index.ts';
import { listenOnce } from './listen.ts';
import { MAX_BODY_BYTES, readRequest } from './read-request.ts';

/** Requests that clients wait for at one time; more are answered 503 `temporarily-unavailable`. */
export const MAX_OPEN_REQUESTS = 8192;
/** Clients' connections at one time; more are closed at once. */
const MAX_CLIENT_CONNECTIONS = 2048;
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 30_000;
/** Long, because a server that closes an idle connection in the moment of the next request makes its outcome unknown. */
const IDLE_TIMEOUT_MS = 600_000;

export interface ClientServerOptions {
  /** Takes a request on and names it; `respond` is called once at the most. */
  request(request: Request, respond: (response: Response) => void): number;
  /** The client is gone. */
  cancelled(id: number): void;
}

/** The clients' side of a node: HTTP/1.1 with JSON bodies. Nothing a client sends does more than get an error and close a connection. */
export class ClientServer {
  readonly #options: ClientServerOptions;
  readonly #server: Server;
  readonly #counts = { requests: 0, refused: 0, malformed: 0, cancelled: 0 };
  #openCount = 0;
  #draining = false;
  #drained: (() => void) | undefined;

  constructor(options: ClientServerOptions) {
    this.#options = options;
    this.#server = createServer(
      { headersTimeout: HEADERS_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS, keepAliveTimeout: IDLE_TIMEOUT_MS, noDelay: true },
      (request, response) => this.#take(request, response),
    );
    this.#server.maxConnections = MAX_CLIENT_CONNECTIONS;
    this.#server.on('clientError', (error: NodeJS.ErrnoException, socket) => this.#refuseJunk(error, socket as Socket));
  }

  listen(host: string, port: number, done: (error: Error | undefined, port: number) => void): void {
    listenOnce(this.#server, host, port, done);
  }

  statistics(): JsonObject {
    return { open: this.#openCount, ...this.#counts };
  }

  /** Takes no new connections, and calls back once nobody waits for an answer. */
  drain(done: () => void): void {
    this.#draining = true;
    this.#drained = done;
    this.#server.close();
    this.#server.closeIdleConnections();
    this.#checkDrained();
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #take(message: IncomingMessage, response: ServerResponse): void {
    this.#counts.requests += 1;
    // An aborted upload ends here: nothing was taken on, and there is nobody to answer.
    message.on('error', () => {});
    response.on('error', () => {});
    if (this.#openCount >= MAX_OPEN_REQUESTS) {
      this.#counts.refused += 1;
      message.resume();
      return this.#answer(response, {
        status: 503,
        body: { error: 'temporarily-unavailable', message: `${MAX_OPEN_REQUESTS} requests wait already; nothing was done` },
      });
    }
    this.#openCount += 1;
    let id: number | undefined;
    response.on('close', () => {
      this.#openCount -= 1;
      if (!response.writableEnded && id !== undefined) {
        this.#counts.cancelled += 1;
        this.#options.cancelled(id);
      }
      this.#checkDrained();
    });
    readRequest(message, (result) => {
      if ('request' in result) id = this.#options.request(result.request, (answer) => this.#answer(response, answer));
      else {
        this.#counts.malformed += 1;
        this.#answer(response, result.refusal, result.lastOfConnection || this.#draining);
      }
    });
  }

  #answer(response: ServerResponse, { status, body }: Response, last = this.#draining): void {
    if (response.destroyed || response.writableEnded) return;
    const bytes = Buffer.from(JSON.stringify(body));
    response.writeHead(status, {
      'content-type': 'application/json',
      'content-length': bytes.length,
      ...(last ? { connection: 'close' } : {}),
    });
    response.end(bytes);
  }

  #checkDrained(): void {
    if (this.#openCount > 0) return;
    const drained = this.#drained;
    this.#drained = undefined;
    drained?.();
  }

  /** Bytes that are no HTTP. */
  #refuseJunk(error: NodeJS.ErrnoException, socket: Socket): void {
    this.#counts.malformed += 1;
    if (!socket.writable || error.code === 'ECONNRESET') {
      socket.destroy();
      return;
    }
    const status = error.code === 'HPE_HEADER_OVERFLOW' ? '431 Request Header Fields Too Large' : '400 Bad Request';
    const body = JSON.stringify({
      error: 'bad-request',
      message: `this is no HTTP/1.1 request (${error.code ?? error.message}); bodies are at most ${MAX_BODY_BYTES} bytes`,
    });
    socket.end(
      `HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    );
  }
}
