/** What Faultline must know of a system to test it: how a node is started, how a client talks to it, and when all hold the same. */
import { fileURLToPath } from 'node:url';
import {
  type AttemptResult,
  type Client,
  type ClientContext,
  type Connection,
  isJsonObject,
  isOperationError,
  type NodeId,
  type Operation,
  type Reply,
  type Request,
  type System,
} from '../../src/core/index.ts';

export const own: System = {
  name: 'own',
  description: 'A primary copy that answers before it has told anybody.',
  traced: false,
  checkers: [],
  variants: [],
  plans: {},
  config: {},
  client: createClient,
  launch: ({ node, peers, args }) => ({
    file: process.execPath,
    args: [
      fileURLToPath(new URL('./main.js', import.meta.url)),
      ...['--id', node],
      ...Object.entries(peers).flatMap(([name, address]) => ['--peer', `${name}=${address}`]),
      ...args,
    ],
  }),
  describeFrame: () => undefined,
  leads: () => undefined,
  status: { method: 'GET', path: '/status' },
  converged: (bodies) => new Set([...bodies.values()].map((body) => JSON.stringify(body))).size === 1,
};

/** One client thread: a connection to each node it has talked to, one attempt at a time. */
function createClient({ connect }: ClientContext): Client {
  const connections = new Map<NodeId, Connection>();
  let current: NodeId | undefined;

  /** A connection is over after any error. */
  function connectionTo(node: NodeId): Connection {
    const known = connections.get(node);
    if (known?.open) return known;
    const connection = connect(node);
    connections.set(node, connection);
    return connection;
  }

  return {
    attempt(node, operation, _identity, done) {
      current = node;
      connectionTo(node).send(requestOf(operation), (reply) => done(resultOf(operation, reply)));
    },
    abandon() {
      if (current === undefined) return;
      connections.get(current)?.close();
      connections.delete(current);
    },
    close() {
      for (const connection of connections.values()) connection.close();
      connections.clear();
    },
  };
}

function requestOf({ f, key = '', value }: Operation): Request {
  const path = `/kv/${key}`;
  if (f === 'read') return { method: 'GET', path };
  if (f === 'write') return { method: 'PUT', path, body: { value } };
  if (f !== 'cas' || !Array.isArray(value)) throw new Error(`the client knows read, write and cas, not ${f}`);
  const [expected = null, next = null] = value;
  return { method: 'PUT', path, body: { expected, value: next } };
}

/** What is certain, and nothing else: an error that is not known for certain must be an indefinite one, like `internal`. */
function resultOf({ readOnly, value }: Operation, reply: Reply): AttemptResult {
  if (!reply.ok) return { type: 'error', error: reply.error };
  const body = isJsonObject(reply.response.body) ? reply.response.body : {};
  if (reply.response.status === 200) return { type: 'ok', value: readOnly ? (body['value'] ?? null) : value };
  const { error, leader, seen } = body;
  return {
    type: 'error',
    error: isOperationError(error) ? error : 'internal',
    ...(typeof leader === 'string' ? { hint: leader } : {}),
    ...(seen === undefined ? {} : { seen }),
  };
}
