import type { RaftTraceEvent } from '../../nodes/raft/trace.ts';
import type { NodeId } from '../../src/core/index.ts';
import type { Ledger } from './ledger.ts';
import type { NodeView } from './node-view.ts';

/** What a rule may hear of: events by name, sent messages by their type. */
export type Heard = Exclude<RaftTraceEvent['event'], 'send'> | `send ${Extract<RaftTraceEvent, { event: 'send' }>['type']}`;

/** One thing that must hold. Rules look at the step from a state to the next one, and never at the order between nodes. */
export interface Rule {
  /** It is called for nothing else: most events concern few rules. */
  readonly hears: readonly Heard[];
  /** Before the event changes the node's view. */
  before?(event: RaftTraceEvent, view: NodeView): void;
  /** After it has. */
  after?(event: RaftTraceEvent, view: NodeView): void;
  /** All events have been seen: what was to be there and is not is missing for good. */
  finish?(): void;
}

/** What the rules share. */
export interface Court {
  readonly ledger: Ledger;
  /** undefined: no event of it was ever seen. */
  view(node: NodeId): NodeView | undefined;
  /** Counts things kept for the whole run against the memory budget. */
  remember(count: number): void;
}

export function majorityOf(voters: readonly NodeId[]): number {
  return Math.floor(voters.length / 2) + 1;
}
