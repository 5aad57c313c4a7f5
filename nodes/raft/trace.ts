import type { TraceEvent } from '../runtime/index.ts';

/**
 * What a Raft node says of itself; `raft-safety` and triggers read it. Hashes are chain hashes: that of an entry covers its term,
 * its command and the hash of the entry before it (the empty log's is sixteen zeros), so equal hashes mean equal prefixes.
 * `term` is the node's current term at the event. `persist` and `send` are written by the runtime, not by the protocol.
 */
export type RaftTraceEvent = TraceEvent & RaftTraceBody;

export type RaftTraceBody =
  /** State recovered from disk, before the first message. `lastIndex` 0 and `lastHash` zeros for an empty log. Every entry of the log
   *  that the node recovered stands in `terms` and `hashes` from index 1. */
  | {
      event: 'boot';
      term: number;
      votedFor: string | null;
      lastIndex: number;
      lastHash: string;
      terms: readonly number[];
      hashes: readonly string[];
      voters: readonly string[];
    }
  | { event: 'role'; term: number; role: Role; from: Role; why: string }
  /** Won the election of `term`: who voted, and the log it starts from. */
  | { event: 'lead'; term: number; votes: readonly string[]; lastIndex: number; lastHash: string }
  | { event: 'term'; term: number; from: number }
  /** Entries `firstIndex`... were appended in memory, as leader or follower. */
  | { event: 'append'; term: number; role: Role; firstIndex: number; terms: readonly number[]; hashes: readonly string[] }
  /** Entries from `fromIndex` on are removed. */
  | { event: 'truncate'; term: number; fromIndex: number; lastIndex: number }
  /** commitIndex advances to `index`. A leader names what it counted: node -> matching index (its own is what it has durable). */
  | {
      event: 'commit';
      term: number;
      role: Role;
      index: number;
      entryTerm: number;
      hash: string;
      matches: Readonly<Record<string, number>> | null;
      leader: string | null;
    }
  /** `effect` false: a duplicate of a session's request, answered from the cache. */
  | {
      event: 'apply';
      term: number;
      index: number;
      entryTerm: number;
      hash: string;
      session: string | null;
      sequence: number | null;
      effect: boolean;
      stateHash: string;
    }
  /** A read is answered. `readIndex`: the commit index a leader confirmed for it (null if nobody was asked). */
  | { event: 'read'; term: number; role: Role; key: string; readIndex: number | null; appliedIndex: number; id: string | null }
  /** A write is answered `ok`. */
  | { event: 'reply'; term: number; index: number; entryTerm: number; session: string | null; sequence: number | null }
  /** By the runtime, after an fsync and before its callback: what is durable now that was not, in order of writing. */
  | { event: 'persist'; file: string; length: number; records: readonly DurableRecord[] }
  /** By the runtime, before the bytes leave. */
  | ({ event: 'send'; to: string } & SentMessage);

export type Role = 'follower' | 'pre-candidate' | 'candidate' | 'leader';

/** What the write-ahead log says of its records. */
export type DurableRecord =
  | { kind: 'vote'; term: number; votedFor: string | null }
  | { kind: 'entries'; firstIndex: number; terms: readonly number[]; hashes: readonly string[] }
  | { kind: 'truncate'; fromIndex: number }
  /** The whole file was written anew: only what follows counts. */
  | { kind: 'reset' };

/** `term` is the message's own. Pre-votes carry the term asked for. */
export type SentMessage =
  | { type: 'pre-vote' | 'vote'; term: number; lastIndex: number; lastTerm: number }
  | { type: 'pre-vote-reply' | 'vote-reply'; term: number; granted: boolean }
  | { type: 'append'; term: number; previousIndex: number; previousTerm: number; count: number; commitIndex: number; round: number }
  | { type: 'append-reply'; term: number; success: boolean; matchIndex: number; round: number }
  | { type: 'read-index'; term: number; id: string }
  | { type: 'read-index-reply'; term: number; id: string; readIndex: number | null };
