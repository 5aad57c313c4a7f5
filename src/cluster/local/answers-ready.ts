import { connect } from 'node:net';
import type { Clock, Listening, Ms, Reply, Request } from '../../core/index.ts';
import { createClientConnection } from '../../network/index.ts';
import type { NodePorts } from './ready-line.ts';

/** Between two questions; longer than for a line, since each is a connection that the node has to take. */
export const ANSWER_POLL_MS: Ms = 20;
/** A question is given up after this, and asked again. */
export const ANSWER_TIMEOUT_MS: Ms = 1000;

const LOOPBACK = '127.0.0.1';

/** Looks whether a node answers where it is said to listen. */
export interface ReadyAnswers {
  /** Once it has answered. */
  ports(): NodePorts | undefined;
  /** What came of the last question, in words. */
  readonly lastWords: string;
  close(): void;
}

/** Asks a node for its status until it answers with a 2xx, and then looks whether somebody listens where it said of the others. */
export function askUntilReady(listens: Listening, status: Request, clock: Clock): ReadyAnswers {
  const { client, peer, status: statusPort = client } = listens;
  let ready: NodePorts | undefined;
  let lastWords = 'nobody listens there yet';
  let closed = false;
  let end: () => void = () => {};
  ask();

  return {
    ports: () => ready,
    get lastWords() {
      return lastWords;
    },
    close() {
      closed = true;
      end();
    },
  };

  function ask(): void {
    if (closed) return;
    const connection = createClientConnection({ address: { host: LOOPBACK, port: statusPort }, refused: () => false });
    const deadline = clock.timer(ANSWER_TIMEOUT_MS, () => {
      connection.close();
      again(`${status.method} ${status.path} was not answered within ${ANSWER_TIMEOUT_MS} ms`);
    });
    end = () => {
      clock.cancel(deadline);
      connection.close();
    };
    connection.send(status, (reply) => {
      end();
      const wrong = whyNotReady(reply, status);
      if (wrong !== undefined) again(wrong);
      else dial([...new Set([client, peer])].filter((port) => port !== statusPort));
    });
  }

  /** One after the other. */
  function dial([port, ...others]: readonly number[]): void {
    if (port === undefined) {
      ready = { clientPort: client, peerPort: peer, ...(statusPort === client ? {} : { statusPort }) };
      return;
    }
    const socket = connect({ host: LOOPBACK, port });
    end = () => socket.destroy();
    socket.once('connect', () => {
      socket.destroy();
      dial(others);
    });
    socket.once('error', () => {
      socket.destroy();
      again(
        `it answers its status, but nobody listens on port ${port}, which \`listens\` says is for its ${port === client ? 'clients' : 'peers'}`,
      );
    });
  }

  function again(words: string): void {
    lastWords = words;
    if (!closed) clock.timer(ANSWER_POLL_MS, ask);
  }
}

function whyNotReady(reply: Reply, { method, path }: Request): string | undefined {
  if (!reply.ok)
    return reply.error === 'refused' ? 'nobody listens there yet' : `${method} ${path} was not answered: ${wordsFor[reply.error]}`;
  const { status } = reply.response;
  return status >= 200 && status < 300 ? undefined : `${method} ${path} was answered with ${status}`;
}

const wordsFor = { reset: 'the connection broke', malformed: 'what came is no HTTP/1 with a JSON body' } as const;
