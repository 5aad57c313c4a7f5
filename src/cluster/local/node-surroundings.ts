import type { Clock, Listening, Ms, NodeId, System } from '../../core/index.ts';
import type { LateStart, NodeDeath } from '../cluster.ts';
import type { Guard } from './guard.ts';
import type { NodeOutput } from './node-outputs.ts';

/** What every node of one cluster shares. */
export interface NodeSurroundings {
  readonly system: System;
  readonly seed: number;
  readonly runId: string;
  /** Absolute. */
  readonly runFolder: string;
  readonly readyTimeoutMs: Ms;
  readonly clock: Clock;
  readonly guard: Guard;
  /** Kept for this node, should its program want to be told where to listen. */
  ports(node: NodeId): Required<Listening>;
  /** Where the node must dial its peers. */
  peers(node: NodeId): Readonly<Record<NodeId, string>>;
  /** The node's process is gone: told before anybody else is. */
  exited(node: NodeId): void;
  died(death: NodeDeath): void;
  late(start: LateStart): void;
  /** Where it writes. */
  readonly output: NodeOutput;
  readonly secrets?: NodeSecrets;
}

/** What nodes are given that nobody may read afterwards. */
export interface NodeSecrets {
  readonly environment: Readonly<Record<string, string>>;
  /** A line of a log or a trace as it may be kept. */
  readonly filter: (line: string) => string;
}
