import type { Clock } from '../../src/core/index.ts';
import type { DiskDone, NodeId } from './env.ts';

/**
 * What a world gives to run one node in it: the low side of `Env`. A process has sockets and files behind it, the simulated world
 * virtual ones. One object belongs to one boot of one node; after `exit`, or once the host was stopped, it is not used again.
 */
export interface WorldPorts {
  /** A process counts from the machine's CLOCK_MONOTONIC zero, the simulated world from the begin of the run. */
  readonly clock: Clock;
  readonly storage: StoragePort;
  /** Fire and forget; the bytes are the world's own from now on. */
  send(to: NodeId, bytes: Uint8Array): void;
  /** Takes whole lines, written before this returns; a throw ends the node. undefined: nobody wants a trace. */
  readonly trace: ((lines: string) => void) | undefined;
  /** The node ends by its own fault. In a process this does not return. */
  exit(code: number, reason: string): void;
}

/**
 * The disk without the protocol's words for what it holds. Each callback comes once; those of one file in the order of its calls.
 * The bytes given are the world's own. After a failed call every later one on that file fails too.
 */
export interface StoragePort {
  read(name: string, done: (error: Error | undefined, bytes: Uint8Array | undefined) => void): void;
  append(name: string, bytes: Uint8Array, done: DiskDone): void;
  /** Makes the file's name durable, and what was called back before this call. `length` is how much of the file is durable now. */
  sync(name: string, done: (error: Error | undefined, length: number) => void): void;
  replace(name: string, bytes: Uint8Array, done: DiskDone): void;
}
