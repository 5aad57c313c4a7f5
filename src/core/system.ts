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
  readonly variant?: string;
  readonly args: readonly string[];
  readonly config: JsonObject;
}

export interface LaunchCommand {
  /** Absolute path of the program. */
  readonly file: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** What is under test. */
export interface System {
  readonly name: string;
  readonly description: string;
  /** Whether its nodes write a trace that `raft-safety` and triggers can read. */
  readonly traced: boolean;
  /** Checkers that only make sense for this system, beside the workload's. */
  readonly checkers: readonly string[];
  readonly variants: readonly Variant[];
  readonly plans: Readonly<Record<string, DirectedPlan>>;
  /** Its settings and their defaults under a harness. */
  readonly config: JsonObject;
  client(context: ClientContext): Client;
  /** How a process is started. It must print one JSON line `{"ready":true,"peerPort":n,"clientPort":n}` to stdout once it can serve. */
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
  /** A status body in a few words: `n1 follows n2 in term 3, applied 0 of 82`. Absent: findings show bodies in their evidence alone. */
  describeStatus?(body: Json): string;
  /** What differs where `converged` says no, as the end of a sentence; undefined where it says yes. */
  describeApart?(bodies: ReadonlyMap<NodeId, Json>): string | undefined;
}
