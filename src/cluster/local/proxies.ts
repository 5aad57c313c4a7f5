import {
  type Address,
  type Clock,
  type Connection,
  FaultlineError,
  type Ms,
  type NodeId,
  type Request,
  type Response,
  type System,
  type ThreadId,
} from '../../core/index.ts';
import {
  createClientConnection,
  type Framing,
  http1,
  type FaultProxy as LinkProxy,
  type LinkTable,
  lengthPrefixed,
  openProxy,
  stream,
} from '../../network/index.ts';
import type { NodePorts } from './ready-line.ts';
import { connectWhenOpen, type DoorState } from './waiting-connection.ts';

/** A question to a node is given up after this: a paused node takes it and says nothing. */
export const ASK_TIMEOUT_MS: Ms = 2_000;

/** One proxy for each pair that talks: node to node from the start, client thread to node from its first connection on. */
export interface Proxies {
  /** The address of every other node as this one must dial it. Stays the same for the life of the cluster. */
  peers(dialler: NodeId): Readonly<Record<NodeId, string>>;
  connect(thread: ThreadId, node: NodeId): Connection;
  /** For a client that dials by itself, in a protocol that nobody here can read. */
  address(thread: ThreadId, node: NodeId, done: (address: Address) => void): void;
  /** Past all proxies. */
  ask(node: NodeId, request: Request, done: (error: Error | undefined, response?: Response) => void): void;
  close(done: () => void): void;
}

export interface ProxiesOptions {
  readonly nodes: readonly NodeId[];
  readonly system: System;
  readonly table: LinkTable;
  readonly clock: Clock;
  /** Where the node listens now; undefined while it is down. */
  ports(node: NodeId): NodePorts | undefined;
  /** A listener failed: the run cannot go on. */
  failed(error: Error): void;
}

export function openProxies(options: ProxiesOptions, done: (error: Error | undefined, proxies: Proxies) => void): void {
  const { nodes, system, table, clock } = options;
  const peerProxies = new Map<NodeId, Record<NodeId, string>>(nodes.map((node) => [node, {}]));
  const doors = new Map<string, DoorState>();
  const opened: LinkProxy[] = [];
  let opening = 0;
  let closing: (() => void) | undefined;

  const proxies: Proxies = {
    peers: (dialler) => peerProxies.get(dialler) ?? {},
    connect: (thread, node) => connectWhenOpen(doorFor(thread, node, http1)),
    address,
    ask,
    close(closed) {
      closing = closed;
      closeAll();
    },
  };
  openPeers();

  function openPeers(): void {
    const pairs = nodes.flatMap((dialler) => nodes.filter((target) => target !== dialler).map((target) => ({ dialler, target })));
    let left = pairs.length;
    let failure: Error | undefined;
    if (left === 0) return void setImmediate(() => done(undefined, proxies));
    for (const { dialler, target } of pairs) {
      // Read as frames, the bytes of another protocol could be held back for the rest of a frame that there never was.
      const framing = system.framed === true ? lengthPrefixed : stream;
      const peer = { dialler, target, framing, describe: (payload: Uint8Array) => system.describeFrame(payload) };
      const targetAddress = () => addressOf(options.ports(target)?.peerPort);
      open({ ...peer, table, targetAddress, onError: options.failed }, (error, proxy) => {
        failure ??= error;
        const peers = peerProxies.get(dialler);
        if (proxy !== undefined && peers !== undefined) peers[target] = `${proxy.address.host}:${proxy.address.port}`;
        left -= 1;
        if (left === 0) done(failure, proxies);
      });
    }
  }

  function address(thread: ThreadId, node: NodeId, told: (address: Address) => void): void {
    const state = doorFor(thread, node, stream);
    const tell = (): void => {
      if (state.door !== undefined) told(state.door.address);
    };
    if (state.door === undefined) state.waiting.push(tell);
    else setImmediate(tell);
  }

  function doorFor(thread: ThreadId, node: NodeId, framing: Framing): DoorState {
    const key = `${thread}>${node} ${framing.name}`;
    const known = doors.get(key);
    if (known !== undefined) return known;
    const state: DoorState = { door: undefined, waiting: [] };
    doors.set(key, state);
    const targetAddress = () => addressOf(options.ports(node)?.clientPort);
    open({ dialler: thread, target: node, framing, table, targetAddress, onError: options.failed }, (error, proxy) => {
      if (error !== undefined) return options.failed(error);
      state.door = proxy;
      for (const ready of state.waiting.splice(0)) ready();
    });
    return state;
  }

  /** Counts what is under way, so that a close also ends what opens behind it. */
  function open(what: Parameters<typeof openProxy>[0], then: (error: Error | undefined, proxy?: LinkProxy) => void): void {
    opening += 1;
    openProxy(what, (cause, proxy) => {
      opening -= 1;
      if (proxy !== undefined) opened.push(proxy);
      if (closing !== undefined) return closeAll();
      then(cause === undefined ? undefined : notOpened(what.dialler, what.target, cause), proxy);
    });
  }

  function closeAll(): void {
    if (opening > 0) return;
    let left = opened.length + 1;
    const oneClosed = (): void => {
      left -= 1;
      if (left === 0) closing?.();
    };
    for (const proxy of opened.splice(0)) proxy.close(oneClosed);
    oneClosed();
  }

  function ask(node: NodeId, request: Request, answer: (error: Error | undefined, response?: Response) => void): void {
    const ports = options.ports(node);
    const address = addressOf(ports?.statusPort ?? ports?.clientPort);
    if (address === undefined) return void setImmediate(() => answer(notAnswered('node-down', node, request, 'the node is down')));
    const connection = createClientConnection({ address, refused: () => false });
    const deadline = clock.timer(ASK_TIMEOUT_MS, () => {
      connection.close();
      answer(notAnswered('node-silent', node, request, `no answer within ${ASK_TIMEOUT_MS} ms`));
    });
    connection.send(request, (reply) => {
      clock.cancel(deadline);
      connection.close();
      if (reply.ok) answer(undefined, reply.response);
      else answer(notAnswered('node-silent', node, request, reply.error));
    });
  }
}

const LOOPBACK = '127.0.0.1';

function addressOf(port: number | undefined): Address | undefined {
  return port === undefined ? undefined : { host: LOOPBACK, port };
}

function notOpened(dialler: string, target: string, cause: Error): FaultlineError {
  const message = `The proxy from ${dialler} to ${target} must listen on a port of ${LOOPBACK}; got: ${cause.message}.`;
  return new FaultlineError('proxy-not-opened', `${message} Too many open files? Raise the limit with ulimit -n.`, { cause });
}

function notAnswered(code: string, node: NodeId, { method, path }: Request, got: string): FaultlineError {
  return new FaultlineError(code, `Expected an answer of ${node} to ${method} ${path}; got: ${got}. Its log may tell why.`);
}
