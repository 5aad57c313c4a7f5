import type { ClientContext, Connection } from '../core/index.ts';

/** Calls back what a client of the user's own handed over. */
type Run = (act: () => void) => void;

/** What a client is given, and whatever is called back to it goes through `run`: what it throws there nobody else would hear as its own. */
export function guardContext(context: ClientContext, run: Run): ClientContext {
  const { clock, address } = context;
  return {
    ...context,
    clock: {
      now: () => clock.now(),
      timer: (delayMs, callback) => clock.timer(delayMs, () => run(callback)),
      cancel: (timer) => clock.cancel(timer),
    },
    connect: (node) => guardConnection(context.connect(node), run),
    ...(address === undefined
      ? {}
      : { address: (node, done) => address.call(context, node, (error, found) => run(() => done(error, found))) }),
  };
}

function guardConnection(connection: Connection, run: Run): Connection {
  return {
    send: (request, done) => connection.send(request, (reply) => run(() => done(reply))),
    close: () => connection.close(),
    get open() {
      return connection.open;
    },
  };
}
