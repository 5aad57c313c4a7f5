import type {
  Address,
  Clock,
  ClockRule,
  Connection,
  Done,
  JsonObject,
  Links,
  Ms,
  NodeId,
  Request,
  Response,
  ThreadId,
  TraceItem,
} from '../core/index.ts';

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
  /** Called back when the node can serve. Starting a running node is an error; so is a node that is `lost`, with the code `node-lost`. */
  start(node: NodeId, options: StartOptions, done: (error: Error | undefined, started?: { readonly boot: number }) => void): void;
  /** SIGKILL and its exit; a node that is down already is an error `node-down`. */
  kill(node: NodeId, done: Done): void;
  /** Called back once every thread of it is stopped. `resume` once it runs again. */
  pause(node: NodeId, done: Done): void;
  resume(node: NodeId, done: Done): void;
  /** Stops all at one instant, kills them, and takes their disks back to what was durable plus a seeded part of the rest. */
  powerCut(nodes: readonly NodeId[], done: (error: Error | undefined, loss?: PowerCutLoss) => void): void;
  /** Sets how a node's clock runs from now on; undefined: as the plan says. It outlives restarts. */
  skew(node: NodeId, clock: ClockRule | undefined, done: Done): void;
  /** Puts a fault's rule on a node's disk in force, or ends it (undefined). Rules of several faults all apply; they outlive restarts. */
  disk(node: NodeId, fault: string, rule: DiskRule | undefined, done: Done): void;
  /** What the disk rules of a fault have done so far. */
  diskEffect(fault: string): DiskEffect;
  /** The disk of a node that is down is gone: it cannot start again. */
  wipe(node: NodeId, done: Done): void;
  /** Why this node can never start again, by theory: its disk is gone, or damaged and the node said so. undefined: it can. */
  lost(node: NodeId): string | undefined;
  /** A client thread's connection to a node, through the rules of its two links. */
  connect(thread: ThreadId, node: NodeId): Connection;
  /** Where a client thread must dial a node to go through the rules of its links. Absent where nothing can be dialled. */
  address?(thread: ThreadId, node: NodeId, done: (error: Error | undefined, address?: Address) => void): void;
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
  /** A node that had been ready before was not again within what is allowed: it was later, or it never was, and the start fails with `notBack`. */
  late?(start: LateStart): void;
}

/** The code of the error of a start that came to nothing though the node had been ready before: no failure of the harness. */
export const notBack = 'node-not-back';

export interface LateStart {
  readonly node: NodeId;
  readonly boot: number;
  /** When it was started, on the cluster's clock. */
  readonly fromMs: Ms;
  readonly allowedMs: Ms;
  readonly waitedMs: Ms;
  /** False: it was given up, and ended. */
  readonly isReady: boolean;
  /** What it wrote last, at most 32 lines. */
  readonly lastLines: readonly string[];
  /** Of a process. */
  readonly logFile?: string;
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
  /** How many times as long as is allowed a node is waited for that was ready before; absent: once. */
  readonly patience?: number;
}

export type NodeState = 'down' | 'starting' | 'up' | 'paused';

/** `slow`: calls take up to `latencyMs` longer. `misdirect`: the next write lands on older bytes. `rot`: one durable byte flips, at once. */
export type DiskRule = { readonly kind: 'slow'; readonly latencyMs: Ms } | { readonly kind: 'misdirect' } | { readonly kind: 'rot' };

export interface DiskEffect {
  /** Disk calls that were made to wait. */
  readonly delayed: number;
  /** Bytes that are not what was written. */
  readonly damaged: readonly { readonly node: NodeId; readonly file: string; readonly offset: number }[];
}

/** Bytes that each victim lost, and whether its last record was left torn. */
export type PowerCutLoss = Readonly<Record<NodeId, { readonly lostBytes: number; readonly torn: boolean }>>;

/** Which faults this world can do, by fault kind; a string says why not. */
export interface Capabilities {
  can(kind: string): true | string;
}
