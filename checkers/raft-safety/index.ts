/**
 * Property: the nodes of a Raft cluster keep the five promises of the paper's Figure 3 (Election Safety, Leader Append-Only, Log
 * Matching, Leader Completeness, State Machine Safety) and what these rest on: votes and entries are durable before anybody hears of
 * them, a restart finds them again, commits are legal, nothing goes back, nothing is applied that is not committed, no write takes
 * effect twice, no read is served unconfirmed. Broken, it looks like two trace events that contradict each other, often long before
 * a client could notice.
 *
 * It judges what the nodes say of themselves while the run goes on, and it must not matter in which order the nodes' events come:
 * of one node (boot, seq) is the order, between nodes there is none, and `at` is not read. `persist` and `send` are written by the
 * runtime, so a planted bug can neither forge nor hide them; everything else a node could lie about, and then client histories have
 * the last word. Where events are missing, what depends on them is neither valid nor invalid: the verdict is `unknown`, unless something is
 * wrong all the same. It cannot see liveness, nor whether a read index was new enough.
 *
 * From: Ongaro and Ousterhout, "In Search of an Understandable Consensus Algorithm" (2014); the invariants of etcd-io/raft's
 * Traceetcdraft.tla and CCF's trace validation (NSDI 2025); LogCabin's Invariants class.
 */
import type { Checker } from '../../src/core/index.ts';
import { RaftSafetySession } from './session.ts';

export type { RaftSafetyData, RuleName } from './ledger.ts';

export const raftSafety: Checker = {
  name: 'raft-safety',
  description: 'The nodes keep what Raft promises: one leader a term, matching logs, legal commits, durable votes and entries.',
  open: (context) => new RaftSafetySession(context),
};
