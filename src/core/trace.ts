import type { Json } from './json.ts';
import type { NodeId } from './operation.ts';

/**
 * The envelope of what a node says of itself. A system's own events extend it by fields of their own.
 * Within one node (boot, seq) orders events without gaps; between nodes only causality does.
 */
export interface TraceEvent {
  readonly node: NodeId;
  /** 1 for the node's first start in this run, then one more for each start. */
  readonly boot: number;
  /** 1 for the first event of a boot, then one more for each event. */
  readonly seq: number;
  /** CLOCK_MONOTONIC of the node's machine in milliseconds; virtual time when simulated. */
  readonly at: number;
  readonly event: string;
  readonly [field: string]: Json;
}

/** What the harness saw of a node's trace file: events, and places where some are missing. */
export type TraceItem =
  | { readonly kind: 'event'; readonly event: TraceEvent }
  | { readonly kind: 'gap'; readonly node: NodeId; readonly boot: number; readonly afterSeq: number; readonly reason: string };
