import type { About, Checker } from '../../src/core/index.ts';
import { ruleSentences } from './rule-names.ts';
import { RaftSafetySession } from './session.ts';

export type { RaftSafetyData } from './ledger.ts';
export type { RuleName } from './rule-names.ts';

const about: About = {
  property:
    "The nodes of a Raft cluster keep the five promises of the paper's Figure 3 (Election Safety, Leader Append-Only, Log Matching, Leader Completeness, State Machine Safety) and what these rest on: votes and entries are durable before anybody hears of them, a restart finds them again, commits are legal, nothing goes back, nothing is applied that is not committed, no write takes effect twice, no read is served unconfirmed.",
  broken: 'Two trace events that contradict each other, often long before a client could notice.',
  cannotSee:
    "Liveness, and whether a read index was new enough. It judges what the nodes say of themselves: what was sent and what became durable is written by the runtime, so that a planted bug can neither forge nor hide it; everything else a node could lie about, and then the clients' histories have the last word. Where events are missing, what depends on them is neither valid nor invalid: the verdict is `unknown`, unless something is wrong all the same.",
  from: "Ongaro and Ousterhout, \"In Search of an Understandable Consensus Algorithm\" (2014); the invariants of etcd-io/raft's Traceetcdraft.tla and CCF's trace validation (NSDI 2025); LogCabin's Invariants class.",
};

/**
 * It must not matter in which order the nodes' events come: of one node (boot, seq) is the order, between nodes there is none, and
 * `at` is not read.
 */
export const raftSafety: Checker = {
  name: 'raft-safety',
  tellsEarly: true,
  description: 'The nodes keep what Raft promises: one leader a term, matching logs, legal commits, durable votes and entries.',
  about,
  rules: ruleSentences,
  open: (context) => new RaftSafetySession(context),
};
