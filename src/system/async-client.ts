import {
  type Address,
  type AttemptResult,
  type Client,
  type ClientContext,
  type Identity,
  isOperationError,
  type NodeId,
  type Operation,
  operationErrors,
} from '../core/index.ts';

export interface AsyncClientOptions<Connection> {
  /** Opens a connection to a node. One that cannot be opened is an attempt that was certainly not made. It must not try again by itself. */
  open(address: Address, node: NodeId): Promise<Connection>;
  /**
   * Makes one attempt. What it throws means that nobody knows what became of it; an error that tells more is returned. After a throw or an
   * indefinite error the connection is used no more. A library that sends an operation again by itself must be told not to.
   */
  attempt(connection: Connection, operation: Operation, identity: Identity): Promise<AttemptResult>;
  /** Ends a connection at once, also while an attempt is under way on it. */
  close(connection: Connection): unknown;
}

/**
 * The `client` of a system that is talked to with a library of its own: promises, and a protocol that Faultline cannot read. Its connections go
 * through a proxy, which can stall, cut and reset them and damages nothing. On real processes only.
 */
export function asyncClient<Connection>(options: AsyncClientOptions<Connection>): (context: ClientContext) => Client {
  return (context) => new AsyncClient(options, context);
}

class AsyncClient<Connection> implements Client {
  readonly #options: AsyncClientOptions<Connection>;
  readonly #context: ClientContext;
  readonly #connections = new Map<NodeId, Promise<Connection>>();
  /** Of the attempt under way: what belongs to an earlier one is heard by nobody. */
  #number = 0;
  #current: NodeId | undefined;

  constructor(options: AsyncClientOptions<Connection>, context: ClientContext) {
    this.#options = options;
    this.#context = context;
  }

  attempt(node: NodeId, operation: Operation, identity: Identity, done: (result: AttemptResult) => void): void {
    this.#number += 1;
    const number = this.#number;
    this.#current = node;
    void this.#carryOut(node, operation, identity, number).then((result) =>
      // Out of the promise's hands: what `done` leads to and throws must not end as a rejection that nobody sees.
      setImmediate(() => {
        if (number === this.#number && result !== undefined) done(result);
      }),
    );
  }

  abandon(): void {
    this.#number += 1;
    if (this.#current !== undefined) this.#drop(this.#current);
    this.#current = undefined;
  }

  close(): void {
    this.#number += 1;
    for (const node of [...this.#connections.keys()]) this.#drop(node);
  }

  /** Never rejects. undefined: it was given up meanwhile. */
  async #carryOut(node: NodeId, operation: Operation, identity: Identity, number: number): Promise<AttemptResult | undefined> {
    const opened = this.#connectionTo(node);
    let connection: Connection;
    try {
      connection = await opened;
    } catch (error) {
      this.#tell(error);
      if (this.#connections.get(node) === opened) this.#connections.delete(node);
      return { type: 'error', error: 'refused' };
    }
    if (number !== this.#number) return undefined;
    try {
      const result = await this.#options.attempt(connection, operation, identity);
      if (isIndefinite(result) && this.#connections.get(node) === opened) this.#drop(node);
      return result;
    } catch (error) {
      this.#tell(error);
      if (this.#connections.get(node) === opened) this.#drop(node);
      return { type: 'error', error: 'internal' };
    }
  }

  #connectionTo(node: NodeId): Promise<Connection> {
    const known = this.#connections.get(node);
    if (known !== undefined) return known;
    const opened = this.#addressOf(node).then((address) => this.#options.open(address, node));
    this.#connections.set(node, opened);
    return opened;
  }

  #addressOf(node: NodeId): Promise<Address> {
    return new Promise((resolve, reject) => {
      if (this.#context.address === undefined) return reject(new Error('there is nothing to dial in this world'));
      this.#context.address(node, (error, address) =>
        address === undefined ? reject(error ?? new Error('no address')) : resolve(address),
      );
    });
  }

  /** That an attempt failed is told by its result; why, only the library knows, and whoever sets it up must see it. */
  #tell(error: unknown): void {
    this.#context.tell?.(`an attempt failed: ${error instanceof Error ? error.message : String(error)}`);
  }

  /** One that is opened still is ended once it is. */
  #drop(node: NodeId): void {
    const opened = this.#connections.get(node);
    this.#connections.delete(node);
    opened?.then((connection) => this.#options.close(connection)).catch(() => {});
  }
}

/** Nobody knows what became of the attempt: what the connection says next may still be its answer. */
function isIndefinite(result: AttemptResult): boolean {
  const { type, error }: { readonly type?: unknown; readonly error?: unknown } = Object(result);
  return type !== 'ok' && !(isOperationError(error) && operationErrors[error].definite);
}
