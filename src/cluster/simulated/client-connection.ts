import {
  type Connection,
  type ConnectionError,
  FaultlineError,
  type Json,
  type Link,
  type NodeId,
  type Reply,
  type Request,
  type Response,
  type ThreadId,
} from '../../core/index.ts';
import { type Delivery, type Fate, http1, type LinkTable, obeys } from '../../network/index.ts';
import type { EventLoop } from './event-loop.ts';
import type { Journal } from './journal.ts';
import type { SimulatedNode } from './simulated-node.ts';

export interface ClientNetworkOptions {
  readonly latencyMs: number;
  readonly loop: EventLoop;
  readonly journal: Journal;
  readonly table: LinkTable;
}

/** The connections of client threads: HTTP's rules (one request at a time, replies by position) without its bytes. */
export class ClientNetwork {
  readonly options: ClientNetworkOptions;
  readonly latencyUs: number;
  readonly #open = new Set<SimulatedConnection>();

  constructor(options: ClientNetworkOptions) {
    this.options = options;
    this.latencyUs = Math.round(options.latencyMs * 1000);
    options.table.onReset((link) => this.#reset(link));
  }

  connect(thread: ThreadId, node: NodeId, place: SimulatedNode): Connection {
    return new SimulatedConnection(this, thread, node, place);
  }

  /** The node is gone: its connections break, and the clients learn it a little later. */
  nodeDown(node: NodeId): void {
    for (const connection of [...this.#open]) if (connection.node === node) connection.breakOff();
  }

  opened(connection: SimulatedConnection): void {
    this.#open.add(connection);
  }

  ended(connection: SimulatedConnection): void {
    this.#open.delete(connection);
  }

  #reset({ from, to }: Link): number {
    let count = 0;
    for (const connection of [...this.#open]) {
      if (!connection.carries(from, to)) continue;
      connection.breakOff();
      count += 1;
    }
    return count;
  }
}

type Done = (reply: Reply) => void;

/** `idle` before its first request; then dialled to one boot of its node. */
class SimulatedConnection implements Connection {
  readonly node: NodeId;
  readonly #network: ClientNetwork;
  readonly #place: SimulatedNode;
  readonly #there: Link;
  readonly #back: Link;
  readonly #who: string;
  #boot: number | undefined;
  #waiting: Done | undefined;
  /** Rises with each request, and when the connection ends: what belongs to an earlier one is not heard. */
  #turn = 0;
  #requestId: number | undefined;
  #isOpen = true;
  #closed = false;

  constructor(network: ClientNetwork, thread: ThreadId, node: NodeId, place: SimulatedNode) {
    this.node = node;
    this.#network = network;
    this.#place = place;
    this.#there = { from: thread, to: node };
    this.#back = { from: node, to: thread };
    this.#who = `${thread}>${node}`;
  }

  get open(): boolean {
    return this.#isOpen;
  }

  carries(from: string, to: string): boolean {
    const { from: thread, to: node } = this.#there;
    return (from === thread && to === node) || (from === node && to === thread);
  }

  send(request: Request, done: Done): void {
    if (this.#waiting !== undefined) {
      throw new FaultlineError(
        'connection-busy',
        `Expected one request at a time, got ${request.method} ${request.path} during another one.`,
      );
    }
    this.#waiting = done;
    this.#turn += 1;
    const turn = this.#turn;
    if (!this.#isOpen) return this.#failLater(turn, 'refused');
    if (this.#boot === undefined) {
      if (this.#network.options.table.refuses(this.#there) || !this.#place.listens) return this.#failLater(turn, 'refused');
      this.#boot = this.#place.boot;
      this.#network.opened(this);
    }
    const sent = copied(request);
    this.#carry(this.#there, 'request', { method: request.method, path: request.path }, sent.text, (copies) => {
      this.#requestArrives(turn, sent.text, sent.request);
      // Sent once more, on a connection of its own; nobody hears what comes back.
      if (copies === 2) this.#place.enter(() => this.#place.request(copied(request).request, () => undefined));
    });
  }

  close(): void {
    this.#isOpen = false;
    this.#closed = true;
    this.#waiting = undefined;
    this.#turn += 1;
    this.#network.ended(this);
    const id = this.#requestId;
    const boot = this.#boot;
    if (id === undefined) return;
    this.#later(() => {
      if (this.#place.boot === boot) this.#place.enter(() => this.#place.cancelled(id));
    });
  }

  /** From the other side: the client learns it when the news has come. */
  breakOff(): void {
    this.#network.ended(this);
    this.#requestId = undefined;
    const turn = this.#turn;
    this.#later(() => {
      this.#isOpen = false;
      this.#fail(turn, 'reset');
    });
  }

  #requestArrives(turn: number, text: string, request: Request): void {
    const { journal, loop } = this.#network.options;
    journal.record(loop.nowUs, 'request', this.#who, turn, text);
    if (turn !== this.#turn || this.#closed) return;
    if (this.#boot !== this.#place.boot || !this.#place.listens) return this.breakOff();
    const boot = this.#boot;
    this.#place.enter(() => {
      if (turn !== this.#turn) return;
      this.#requestId = this.#place.request(request, (response) => {
        if (this.#boot !== boot || turn !== this.#turn) return;
        this.#requestId = undefined;
        this.#respond(turn, response);
      });
    });
  }

  #respond(turn: number, response: Response): void {
    const text = JSON.stringify(response);
    this.#carry(this.#back, 'response', { status: response.status }, text, () => {
      const { journal, loop } = this.#network.options;
      journal.record(loop.nowUs, 'response', this.#who, turn, text);
      if (turn !== this.#turn) return;
      this.#reply({ ok: true, response: JSON.parse(text) as Response });
    });
  }

  #carry(
    link: Link,
    type: 'request' | 'response',
    fields: Record<string, string | number>,
    text: string,
    arrive: (copies: number) => void,
  ): void {
    const { table, loop } = this.#network.options;
    const { latencyUs } = this.#network;
    if (table.isClear(link)) {
      loop.after(latencyUs, () => arrive(1));
      return;
    }
    const settled = (fate: Fate): void => {
      if (fate.kind === 'held') return;
      if (fate.kind === 'dropped') return this.#dropped(text);
      const { dueMs, copies }: Delivery = fate;
      loop.at(Math.round(dueMs * 1000) + latencyUs, () => arrive(copies));
    };
    settled(table.judge({ link, type, fields, bytes: text.length }, { obeys: (rule) => obeys(http1, rule, type), settled }));
  }

  #dropped(text: string): void {
    const { journal, loop } = this.#network.options;
    journal.record(loop.nowUs, 'drop', this.#who, this.#turn, text);
  }

  #failLater(turn: number, error: ConnectionError): void {
    this.#later(() => {
      if (error === 'refused') this.#isOpen = false;
      this.#fail(turn, error);
    });
  }

  #fail(turn: number, error: ConnectionError): void {
    if (turn !== this.#turn) return;
    this.#reply({ ok: false, error });
  }

  #reply(reply: Reply): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.(reply);
  }

  #later(run: () => void): void {
    this.#network.options.loop.after(this.#network.latencyUs, run);
  }
}

/** What comes out at the other end of the wire: the same words, and no object of the sender's. The text is all that travels. */
function copied({ method, path, headers, body }: Request): { readonly text: string; readonly request: Request } {
  let text = `${method} ${path}\n`;
  for (const name in headers) text += `${name}: ${headers[name]}\n`;
  if (body === undefined) return { text, request: headers === undefined ? { method, path } : { method, path, headers: { ...headers } } };
  const written = JSON.stringify(body);
  const received = typeof body === 'object' ? (JSON.parse(written) as Json) : body;
  return { text: text + written, request: { method, path, headers: { ...headers }, body: received } };
}
