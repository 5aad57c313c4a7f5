import type { Server } from 'node:net';

/** Tells once whether the server listens, and on which port. */
export function listenOnce(server: Server, host: string, port: number, done: (error: Error | undefined, port: number) => void): void {
  const failed = (error: Error) => done(error, 0);
  server.once('error', failed);
  server.listen({ host, port }, () => {
    server.off('error', failed);
    // A listening server has nothing to be told of: single connections that fail have handlers of their own.
    server.on('error', () => {});
    const address = server.address();
    done(undefined, typeof address === 'object' && address !== null ? address.port : 0);
  });
}
