import { realpathSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { badInput, FaultlineError } from '../core/index.ts';
import { isRunning } from '../store/index.ts';
import { readAssets } from './assets.ts';
import { type ServerBounds, serverBounds } from './bounds.ts';
import { errorPage } from './html/error-page.ts';
import { LiveHub } from './live/live-hub.ts';
import type { OpenWatcher } from './live/live-run.ts';
import { guard, isRefusal } from './request-guard.ts';
import { answerRequest, type Site } from './routes.ts';
import { RunIndex } from './runs/run-index.ts';
import { Answer } from './send.ts';

const HOST = '127.0.0.1';

export interface ServeOptions {
  /** The results folder. */
  readonly root: string;
  /** 0: any that is free. */
  readonly port: number;
  /** Judges a run while it goes on. */
  readonly watch: OpenWatcher;
  /** Told of what went wrong on our side while a request was answered. */
  readonly failed: (message: string) => void;
  readonly bounds?: ServerBounds;
}

export interface ResultsServer {
  readonly url: string;
  readonly port: number;
  /** Ends every connection, live views as well. */
  close(): Promise<void>;
}

/** Serves a results folder to browsers on this machine, read-only, until it is closed. Writes nothing anywhere. */
export async function serveResults({ root, port, watch, failed, bounds = serverBounds }: ServeOptions): Promise<ResultsServer> {
  const folder = folderOf(root);
  const hub = new LiveHub({ root: folder, watch, isRunning });
  const site: Site = { root: folder, index: new RunIndex(folder), hub, assets: readAssets() };
  let ownPort = port;
  const { requestMs, stalledMs, answerMs, connectionsMax } = bounds;
  const patience = { requestTimeout: requestMs, headersTimeout: requestMs, connectionsCheckingInterval: requestMs / 4 };
  const server = createServer(patience, (request, response) => {
    const reply = new Answer(response, { headOnly: request.method === 'HEAD', withinMs: answerMs });
    void answer(site, ownPort, request, reply).catch((error) => {
      failed(error instanceof Error ? (error.stack ?? error.message) : String(error));
      giveUp(reply);
    });
  });
  server.maxConnections = connectionsMax;
  // It comes when a connection was still, and what waits to be sent did not become less. Who waits for us is left alone.
  server.setTimeout(stalledMs, (socket) => {
    if (socket.writableLength > 0) socket.destroy();
  });
  server.on('clientError', (_error, socket) => refuseJunk(socket as Socket));
  // Nothing is upgraded, and no tunnel is made.
  server.on('connect', (_request, socket) => refuseJunk(socket as Socket));
  ownPort = await listen(server, port);
  void site.index.refresh();
  return {
    url: `http://${HOST}:${ownPort}/`,
    port: ownPort,
    close() {
      hub.close();
      return new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

async function answer(site: Site, port: number, request: IncomingMessage, reply: Answer): Promise<void> {
  // A body is of no use here; whoever sends one gets an answer and is cut off.
  if (request.headers['content-length'] !== undefined || request.headers['transfer-encoding'] !== undefined)
    reply.response.setHeader('Connection', 'close');
  const asked = guard(request, port);
  if (!isRefusal(asked)) return answerRequest(site, asked, reply);
  if (asked.status === 405) reply.response.setHeader('Allow', 'GET, HEAD');
  reply.page(asked.status, errorPage(asked.status, asked.why));
}

function giveUp(reply: Answer): void {
  if (reply.response.headersSent) return void reply.response.destroy();
  const why = 'This could not be answered: a defect of Faultline. The terminal in which it runs says more.';
  reply.page(500, errorPage(500, why));
}

/** Also what takes too long to arrive. It is not waited for the other end to close: that might never come. */
function refuseJunk(socket: Socket): void {
  if (socket.writable) socket.write('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
  socket.destroySoon();
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(cannotListen(error, port)));
    server.listen(port, HOST, () => resolve((server.address() as AddressInfo).port));
  });
}

function cannotListen(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code === 'EADDRINUSE')
    return badInput(
      'port-in-use',
      `Expected a free port, got ${port}, which somebody listens on already. Try another one, or --port 0 for any.`,
    );
  if (error.code === 'EACCES')
    return badInput('port-forbidden', `Expected a port that you may listen on, got ${port}. Try one above 1023.`);
  return new FaultlineError('cannot-listen', `Expected to listen on ${HOST}:${port}, got: ${error.message}`, { cause: error });
}

function folderOf(root: string): string {
  if (statSync(root, { throwIfNoEntry: false })?.isDirectory() === true) return realpathSync(root);
  throw badInput(
    'no-results',
    `Expected a results folder, got ${root}, which is none. "faultline run" makes one; --results names another.`,
  );
}
