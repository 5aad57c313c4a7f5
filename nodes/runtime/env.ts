import type { FrameDescription, JsonObject, Request, Response } from '../../src/core/index.ts';

/** The name of a node of the same system. */
export type NodeId = string;

/** A pending timer of this node; a crash drops it. */
export interface EnvTimer {
  readonly id: number;
}

/**
 * What a protocol node may touch of the world: this and nothing else. Everything asked for here takes effect when the step (one
 * callback into the protocol) has returned: first the step's trace is written, then disk, messages and replies leave, in order.
 */
export interface Env<Message> {
  readonly node: NodeId;
  /** 1 for the node's first start. */
  readonly boot: number;
  readonly peers: readonly NodeId[];
  /** Monotonic milliseconds, at most three decimals. Not comparable between nodes. */
  now(): number;
  /** `afterMs` is 0 to 2^31-1; anything else is an error of the protocol and ends the node. */
  timer(afterMs: number, fire: () => void): EnvTimer;
  cancel(timer: EnvTimer): void;
  /** Fire and forget: the message may be lost, delayed, doubled or overtaken. It is copied at the boundary. */
  send(to: NodeId, message: Message): void;
  readonly disk: Disk;
  /** In [0, 1), keyed by (seed, node, boot, how-manieth draw). */
  random(): number;
  /** Answers a client's request, once. A second answer, or one to a request of a closed connection, is dropped. */
  reply(request: RequestId, response: Response): void;
  /** Says what the node does. Runtime fields (node, boot, seq, at) are added. `persist` and `send` are the runtime's own events. */
  trace(event: string, fields: JsonObject): void;
  /** Ends the node: it cannot go on. What the step has traced is written first; nothing else leaves. */
  fatal(reason: string): void;
}

/** Names a client's request until it is answered. */
export type RequestId = number;

export type DiskDone = (error?: Error) => void;

/**
 * Append-only files and atomic replacement: no truncate, no overwrite. Every callback carries an error; a failed `sync` or
 * `replace` is not called back at all, it ends the node. Callbacks of one file come in the order of the calls. The bytes given are
 * copied. A name is 1 to 100 letters, digits, `.`, `_` and `-`, and begins with a letter or a digit.
 */
export interface Disk {
  /** The whole file; undefined if there is none. What is handed out is durable: a predecessor killed between its write and its sync
   *  leaves bytes that the next power cut would still take, so the runtime syncs the file before it calls back. */
  read(name: string, done: (error: Error | undefined, bytes: Uint8Array | undefined) => void): void;
  /** Written when called back, durable only after a later `sync`. `about` says what the bytes are, for the trace: the runtime repeats
   *  it in a `persist` event once the bytes are durable. */
  append(name: string, bytes: Uint8Array, about: readonly JsonObject[], done: DiskDone): void;
  /** Makes durable what was written (called back) before this call, and the file's name. */
  sync(name: string, done: DiskDone): void;
  /** The file is the old or the new one, never a mixture; durable when called back. `about` as in `append`, for the whole file. */
  replace(name: string, bytes: Uint8Array, about: readonly JsonObject[], done: DiskDone): void;
}

/**
 * A protocol as a plain class over `Env`. It imports nothing of `node:*`, awaits nothing, and reads no clock or entropy but Env's.
 * A crash is the end of the object: its timers and callbacks are never called again.
 */
export interface ProtocolNode<Message> {
  /** Recovers from disk. `ready` is called once the node can take messages and requests; nothing is delivered before. */
  start(ready: (error?: Error) => void): void;
  message(from: NodeId, message: Message): void;
  /** A client's request. Must be answered by `env.reply(id, ...)` sooner or later. */
  request(id: RequestId, request: Request): void;
  /** The client's connection is gone: nobody waits for this request any more. */
  cancelled(id: RequestId): void;
  /** What SIGUSR2 prints and `GET /status` answers. */
  status(): JsonObject;
  /** The node is asked to stop: answer what waits, start nothing new. */
  drain(): void;
}

/** How a protocol's messages look on the wire. */
export interface MessageCodec<Message> {
  encode(message: Message): Uint8Array;
  /** undefined for anything that is not a well-formed message: the runtime drops it and counts it. */
  decode(bytes: Uint8Array): Message | undefined;
  /** What the trace says of a sent message (its terms, indexes and flags, not its load); undefined: not worth a trace event. */
  describe(message: Message): FrameDescription | undefined;
}
