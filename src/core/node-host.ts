import type { JsonObject } from './json.ts';
import type { FrameDescription } from './links.ts';
import type { NodeId } from './operation.ts';
import type { Request, Response } from './system.ts';
import type { Clock } from './time.ts';
import type { TraceEvent } from './trace.ts';

/**
 * What a world gives to run one node in it: the low side of a node's `Env`. A process has sockets and files behind it, the simulated
 * world virtual ones. One object belongs to one boot of one node; after `exit`, or once the host was stopped, it is not used again.
 */
export interface WorldPorts {
  /** The node's own clock. A process counts from the machine's CLOCK_MONOTONIC zero, the simulated world from the begin of the run. */
  readonly clock: Clock;
  /** Stamps the trace where the node's own clock may be wrong; absent: `clock` is right. */
  readonly trueNow?: () => number;
  readonly storage: StoragePort;
  /** Fire and forget; the bytes are the world's own from now on. `described` is what rules and triggers may know of the message. */
  send(to: NodeId, bytes: Uint8Array, described: FrameDescription | undefined): void;
  /** Takes a step's events, kept (or written) before this returns; a throw ends the node. undefined: nobody wants a trace. */
  readonly trace: ((events: readonly TraceEvent[]) => void) | undefined;
  /** The node ends by its own fault. In a process this does not return. */
  exit(code: number, reason: string): void;
}

/**
 * The disk without the protocol's words for what it holds. Each callback comes once; those of one file in the order of its calls.
 * The bytes given are the world's own. After a failed call every later one on that file fails too.
 */
export interface StoragePort {
  read(name: string, done: (error: Error | undefined, bytes: Uint8Array | undefined) => void): void;
  append(name: string, bytes: Uint8Array, done: (error?: Error) => void): void;
  /** Makes the file's name durable, and what was called back before this call. `length` is how much of the file is durable now. */
  sync(name: string, done: (error: Error | undefined, length: number) => void): void;
  replace(name: string, bytes: Uint8Array, done: (error?: Error) => void): void;
}

/** One boot of one node, as its world drives it. */
export interface Host {
  /** `ready` is called once the protocol takes messages; a start that fails ends the node instead. */
  start(ready: () => void): void;
  /** What came from a peer. Dropped and counted before `ready`, or if the codec cannot read it. */
  message(from: NodeId, bytes: Uint8Array): void;
  /** `respond` is called once at the most: never after `cancelled`, and never by a node that has ended. */
  request(request: Request, respond: (response: Response) => void): number;
  cancelled(id: number): void;
  drain(): void;
  /** A crash: the protocol is never called again, its timers are gone, and nothing that it asked for leaves any more. */
  stop(): void;
  /** The protocol's own status; empty before it exists. */
  status(): JsonObject;
  readonly statistics: HostStatistics;
}

export interface HostStatistics {
  readonly messagesIn: number;
  readonly messagesOut: number;
  /** Came before the node was ready. */
  readonly messagesEarly: number;
  /** The codec could not read them. */
  readonly messagesMalformed: number;
  readonly requests: number;
}

/** Everything a simulated node must be told at its start. */
export interface SimulatedLaunch {
  readonly node: NodeId;
  readonly boot: number;
  readonly peers: readonly NodeId[];
  readonly seed: number;
  readonly variant?: string;
  readonly config: JsonObject;
  readonly ports: WorldPorts;
}
