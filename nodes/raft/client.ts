import {
  type AttemptResult,
  type Client,
  type ClientContext,
  type Connection,
  type Identity,
  isJsonObject,
  isOperationError,
  type NodeId,
  type Operation,
  type OperationError,
  type Request,
  type Response,
} from '../../src/core/index.ts';
import { SEQUENCE_HEADER, SESSION_HEADER } from './api.ts';

/** A client thread of the key-value store: one connection to each node it talks to, one attempt at a time. */
export function createRaftClient(context: ClientContext): Client {
  const connections = new Map<NodeId, Connection>();
  let attempts = 0;
  let current: NodeId | undefined;

  function connectionTo(node: NodeId): Connection {
    const known = connections.get(node);
    if (known?.open) return known;
    known?.close();
    const connection = context.connect(node);
    connections.set(node, connection);
    return connection;
  }

  return {
    attempt(node, operation, identity, done) {
      attempts += 1;
      const attempt = attempts;
      current = node;
      connectionTo(node).send(requestOf(operation, identity), (reply) => {
        if (attempt !== attempts) return;
        current = undefined;
        done(reply.ok ? resultOf(operation, reply.response) : { type: 'error', error: reply.error });
      });
    },
    abandon() {
      attempts += 1;
      if (current === undefined) return;
      connections.get(current)?.close();
      connections.delete(current);
      current = undefined;
    },
    close() {
      attempts += 1;
      for (const connection of connections.values()) connection.close();
      connections.clear();
    },
  };
}

function requestOf(operation: Operation, identity: Identity): Request {
  const path = `/kv/${encodeURIComponent(operation.key ?? '')}`;
  const headers = { [SESSION_HEADER]: identity.session, [SEQUENCE_HEADER]: String(identity.sequence) };
  switch (operation.f) {
    case 'get':
    case 'read':
      return { method: 'GET', path };
    case 'put':
    case 'write':
      return { method: 'PUT', path, headers, body: { value: operation.value } };
    case 'append':
      return { method: 'POST', path: `${path}/append`, headers, body: { value: operation.value } };
    case 'delete':
      return { method: 'DELETE', path, headers };
    case 'cas': {
      const [expected, value] = Array.isArray(operation.value) ? operation.value : [];
      return { method: 'POST', path: `${path}/cas`, headers, body: { expected: expected ?? null, value: value ?? null } };
    }
    default:
      throw new Error(`the raft client knows get, read, put, write, append, delete and cas, not ${operation.f}`);
  }
}

function resultOf(operation: Operation, response: Response): AttemptResult {
  const body = isJsonObject(response.body) ? response.body : {};
  if (response.status === 200) {
    const seen = body['value'];
    if (!operation.readOnly) return { type: 'ok', value: operation.value };
    return seen === undefined ? { type: 'error', error: 'malformed' } : { type: 'ok', value: seen };
  }
  const { seen, leader } = body;
  return {
    type: 'error',
    error: errorOf(response.status, body['error']),
    ...(seen === undefined ? {} : { seen }),
    ...(typeof leader === 'string' ? { hint: leader } : {}),
  };
}

function errorOf(status: number, code: unknown): OperationError {
  if (isOperationError(code)) return code;
  if (status === 413) return 'too-large';
  return status >= 400 && status < 500 ? 'bad-request' : 'internal';
}
