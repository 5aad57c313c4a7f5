import type { DirectedPlan } from './directed-plan.ts';
import type { Json, JsonObject } from './json.ts';
import type { FrameDescription } from './links.ts';
import type { Host, SimulatedLaunch } from './node-host.ts';
import type { AttemptResult, NodeId, Operation } from './operation.ts';
import type { Clock } from './time.ts';
import type { TraceEvent } from './trace.ts';

/** A client's request: HTTP-shaped in every world, so that a node parses the same thing in all of them. */
export interface Request {
  readonly method: string;
  /** Starts with `/`; segments are percent-encoded. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** undefined: no body. */
  readonly body?: Json;
}

export interface Response {
  readonly status: number;
  readonly body: Json;
}

/** `refused`: nothing was sent, for certain. `reset`: the connection broke. `malformed`: what came back was no response. */
export type ConnectionError = 'refused' | 'reset' | 'malformed';
export type Reply = { readonly ok: true; readonly response: Response } | { readonly ok: false; readonly error: ConnectionError };

/** One client connection to one node. One request at a time; after `close` nothing more is called back. */
export interface Connection {
  send(request: Request, done: (reply: Reply) => void): void;
  close(): void;
  /** Whether another request may be sent. False after any error or `close`. */
  readonly open: boolean;
}

export interface ClientContext {
  readonly clock: Clock;
  readonly nodes: readonly NodeId[];
  connect(node: NodeId): Connection;
  /**
   * Where this client must dial a node with a library that speaks the node's own protocol: the proxy of its links, which stays. Called back once.
   * Absent in the simulated world, where nothing can be dialled.
   */
  address?(node: NodeId, done: (error: Error | undefined, address?: Address) => void): void;
  /** What whoever has set this client up must see, and no result can tell. Absent where nobody sits and looks. */
  tell?(words: string): void;
}

/** Where something listens. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Who asks: a session of the system's own, and the operation's number in it. The same in every attempt of an operation. */
export interface Identity {
  readonly session: string;
  /** From 1. */
  readonly sequence: number;
}

/** A client thread's side of a system: one attempt at a time, called back once. */
export interface Client {
  attempt(node: NodeId, operation: Operation, identity: Identity, done: (result: AttemptResult) => void): void;
  /** The attempt under way has timed out: its connection is never used again, and its callback is not called any more. */
  abandon(): void;
  close(): void;
}

/** A way for a node to be wrong (a planted bug), or different. Belongs to one node at one start. */
export interface Variant {
  readonly name: string;
  readonly description: string;
  /** The real incident it comes from. */
  readonly source: string;
  /** Checkers that must see it. */
  readonly foundBy: readonly string[];
}

/** Everything a node's process must be told at its start. */
export interface NodeLaunch {
  readonly node: NodeId;
  readonly boot: number;
  readonly seed: number;
  readonly dataFolder: string;
  /** Where the runtime notes what is durable: outside the data folder. */
  readonly notesFolder: string;
  readonly traceFile: string;
  /** Address of each other node as this one must dial it: the proxy of the link. */
  readonly peers: Readonly<Record<NodeId, string>>;
  /** Ports of 127.0.0.1 that are kept for this node through all its starts, for a program that must be told where to listen. */
  readonly ports: Required<Listening>;
  readonly variant?: string;
  readonly args: readonly string[];
  readonly config: JsonObject;
}

/** Where a node listens on 127.0.0.1: for clients, and for its peers. May be one port for both. */
export interface Listening {
  readonly client: number;
  readonly peer: number;
  /** Where it answers `status` by HTTP; absent: where its clients are. */
  readonly status?: number;
}

export interface LaunchCommand {
  /** The program: a path, or a name that is looked for in PATH. */
  readonly file: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /**
   * Where the node listens once it is ready, which it is as soon as it answers `status` there. Absent: the program finds ports of its own, and
   * prints one JSON line `{"ready":true,"peerPort":n,"clientPort":n}` to stdout once it can serve (and `statusPort`, if it has one).
   */
  readonly listens?: Listening;
}

/** The systems that a command knows: Faultline's own by their names, those that modules of the user's are by `from` of a plan. */
export type Systems = ReadonlyMap<string, System>;

/** What a plan says of which system it is for. No name is like a path, so that neither is taken for the other. */
export function findSystem(systems: Systems, { name, from }: { readonly name: string; readonly from?: string }): System | undefined {
  return systems.get(from ?? name);
}

/** What is under test. */
export interface System {
  readonly name: string;
  readonly description: string;
  /** Whether its nodes write a trace that `raft-safety` and triggers can read. */
  readonly traced: boolean;
  /**
   * Whether attempts with the same session and sequence number are carried out once, however many come. Absent or false: a write whose
   * attempt may have had an effect is not tried again, since that could do it twice, and be taken for the system's mistake.
   */
  readonly appliesOnce?: boolean;
  /**
   * Whether its nodes speak to each other in frames of `nodes/runtime`, which can be dropped, overtaken and damaged one by one. Absent or
   * false: what passes between them is a stream, stalled or cut and nothing else.
   */
  readonly framed?: boolean;
  /** Checkers that only make sense for this system, beside the workload's. */
  readonly checkers: readonly string[];
  readonly variants: readonly Variant[];
  readonly plans: Readonly<Record<string, DirectedPlan>>;
  /** Its settings and their defaults under a harness. */
  readonly config: JsonObject;
  client(context: ClientContext): Client;
  /** How a process is started, and how it is known to be ready. */
  launch(launch: NodeLaunch): LaunchCommand;
  /** The same node in the simulated world. Absent: this system runs as processes only. Throws `FaultlineError` for settings it cannot read. */
  simulate?(launch: SimulatedLaunch): Host;
  /** What a peer message says of itself to rules and triggers; `payload` is one frame's. undefined: not a message of this system. */
  describeFrame(payload: Uint8Array): FrameDescription | undefined;
  /** The term in which this event declares its node the leader; undefined for any other event. */
  leads(event: TraceEvent): number | undefined;
  /** How to ask a node what `converged` compares. */
  readonly status: Request;
  /** Whether these status bodies, one of each node, say that all hold the same. */
  converged(bodies: ReadonlyMap<NodeId, Json>): boolean;
  /** `converged` was not given, and compares whole bodies, what each node counts for itself among them: that they differ proves nothing. */
  readonly comparesAll?: boolean;
  /** A status body in a few words: `n1 follows n2 in term 3, applied 0 of 82`. Absent: findings show bodies in their evidence alone. */
  describeStatus?(body: Json): string;
  /** What differs where `converged` says no, as the end of a sentence; undefined where it says yes. */
  describeApart?(bodies: ReadonlyMap<NodeId, Json>): string | undefined;
}
