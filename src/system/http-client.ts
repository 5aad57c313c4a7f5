import type {
  AttemptResult,
  Client,
  ClientContext,
  Connection,
  Identity,
  Json,
  NodeId,
  Operation,
  Request,
  Response,
} from '../core/index.ts';
import { named } from './thrown-by.ts';

/** What is sent: a body is whatever JSON can hold. */
export type HttpRequest = Omit<Request, 'body'> & { readonly body?: unknown };

export interface HttpClientOptions {
  /** What is sent for an operation. The same (session, sequence) comes with every attempt of one operation, for systems that tell repeats by it. */
  request(operation: Operation, identity: Identity): HttpRequest;
  /** What an answer of the system means. Whether no answer came, or none that could be read, is told without asking. */
  result(operation: Operation, response: Response): AttemptResult;
}

/**
 * The `client` of a system that speaks HTTP/1 with JSON bodies: a connection to each node that it has talked to, one attempt at a time. A
 * connection is never used again after an error or a time-out: an answer on it might belong to the request before.
 */
export function httpClient(options: HttpClientOptions): (context: ClientContext) => Client {
  return (context) => new HttpClient(options, context);
}

class HttpClient implements Client {
  readonly #options: HttpClientOptions;
  readonly #context: ClientContext;
  readonly #connections = new Map<NodeId, Connection>();
  /** Where an attempt is under way. */
  #current: NodeId | undefined;

  constructor(options: HttpClientOptions, context: ClientContext) {
    this.#options = options;
    this.#context = context;
  }

  attempt(node: NodeId, operation: Operation, identity: Identity, done: (result: AttemptResult) => void): void {
    const { body, ...rest } = named('request', () => this.#options.request(operation, identity));
    const request: Request = body === undefined ? rest : { ...rest, body: body as Json };
    this.#current = node;
    this.#connectionTo(node).send(request, (reply) => {
      this.#current = undefined;
      done(reply.ok ? named('result', () => this.#options.result(operation, reply.response)) : { type: 'error', error: reply.error });
    });
  }

  abandon(): void {
    if (this.#current === undefined) return;
    this.#connections.get(this.#current)?.close();
    this.#connections.delete(this.#current);
    this.#current = undefined;
  }

  close(): void {
    for (const connection of this.#connections.values()) connection.close();
    this.#connections.clear();
  }

  #connectionTo(node: NodeId): Connection {
    const known = this.#connections.get(node);
    if (known?.open) return known;
    const connection = this.#context.connect(node);
    this.#connections.set(node, connection);
    return connection;
  }
}
