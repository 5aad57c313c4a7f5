import type { Clock, Connection, Done, JsonObject, Links, NodeId, Request, Response, ThreadId, TraceItem } from '../core/index.ts';

/**
 * Where the nodes live and everything that can be done to them, in one world. Callbacks, not promises: no hidden order in the
 * simulated world. A callback comes once, with an error if the thing asked for is not in force.
 */
export interface Cluster {
  /** Every endpoint that may ever exist. */
  readonly nodes: readonly NodeId[];
  readonly clock: Clock;
  readonly links: Links;
  readonly capabilities: Capabilities;
  /** Called back when the node can serve. Starting a running node is an error. */
  start(node: NodeId, options: StartOptions, done: (error: Error | undefined, started?: { readonly boot: number }) => void): void;
  /** SIGKILL and its exit; a node that is down already is an error `node-down`. */
  kill(node: NodeId, done: Done): void;
  /** Called back once every thread of it is stopped. `resume` once it runs again. */
  pause(node: NodeId, done: Done): void;
  resume(node: NodeId, done: Done): void;
  /** Stops all at one instant, kills them, and takes their disks back to what was durable plus a seeded part of the rest. */
  powerCut(nodes: readonly NodeId[], done: (error: Error | undefined, loss?: PowerCutLoss) => void): void;
  /** A client thread's connection to a node, through the rules of its two links. */
  connect(thread: ThreadId, node: NodeId): Connection;
  /** Asks a node directly, past all links: for readiness, convergence and the report, never for load. */
  ask(node: NodeId, request: Request, done: (error: Error | undefined, response?: Response) => void): void;
  /** Trace items as the harness reads them; and nodes that ended by themselves. */
  observe(observer: ClusterObserver): void;
  state(node: NodeId): NodeState;
  /** Runs `main` in this world's time until it calls `finish`; nothing of `main` runs after. */
  drive(main: (finish: (error?: Error) => void) => void, done: Done): void;
  /** Ends everything that was started, in good order, and removes what was temporary. May be called at any time, once. */
  close(done: Done): void;
}

export interface ClusterObserver {
  trace?(item: TraceItem): void;
  /** A node ended that nobody ended: a finding. */
  died?(death: NodeDeath): void;
}

export interface NodeDeath {
  readonly node: NodeId;
  readonly boot: number;
  /** `exit code 70`, `SIGSEGV`. */
  readonly how: string;
  /** What it wrote last, at most 32 lines. */
  readonly lastLines: readonly string[];
  readonly logFile: string;
}

export interface StartOptions {
  readonly variant?: string;
  readonly args: readonly string[];
  readonly config: JsonObject;
}

export type NodeState = 'down' | 'starting' | 'up' | 'paused';

/** Bytes that each victim lost, and whether its last record was left torn. */
export type PowerCutLoss = Readonly<Record<NodeId, { readonly lostBytes: number; readonly torn: boolean }>>;

/** Which faults this world can do, by fault kind; a string says why not. */
export interface Capabilities {
  can(kind: string): true | string;
}
