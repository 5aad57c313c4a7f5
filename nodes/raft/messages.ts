import type { Command } from './command.ts';

/** What nodes tell each other. `term` is the sender's, except that a pre-vote carries the term it would campaign in. */
export type Message =
  | { type: 'pre-vote' | 'vote'; term: number; lastIndex: number; lastTerm: number }
  /** A refusal carries the refuser's term, a granted pre-vote the term asked for. */
  | { type: 'pre-vote-reply' | 'vote-reply'; term: number; granted: boolean }
  | AppendMessage
  | AppendReply
  /** A follower asks the leader for a read index; `id` is new for each request. */
  | { type: 'read-index'; term: number; id: string }
  | { type: 'read-index-reply'; term: number; id: string; readIndex: number | null };

export interface AppendMessage {
  type: 'append';
  term: number;
  previousIndex: number;
  previousTerm: number;
  entries: readonly WireEntry[];
  commitIndex: number;
  /** The leader's how-manieth round of messages in this term; echoed, so that an answer proves leadership after a point in time. */
  round: number;
}

export interface AppendReply {
  type: 'append-reply';
  term: number;
  success: boolean;
  /** Success: the follower holds, durably, the leader's log up to here. Refusal: 0. */
  matchIndex: number;
  /** The append's `previousIndex`, so that a late refusal is known for what it is. */
  previousIndex: number;
  /** Refusal: the term at previousIndex (null: the log is shorter) and the first index of that term, or one past the end. */
  conflictTerm: number | null;
  conflictIndex: number;
  round: number;
}

export interface WireEntry {
  readonly term: number;
  readonly command: Command;
}
