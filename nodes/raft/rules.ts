/**
 * Raft's decisions, each a small function over plain values. The reference node uses `correctRules`; a planted bug replaces one.
 * The paper is Ongaro and Ousterhout, "In Search of an Understandable Consensus Algorithm" (2014); sections are its.
 */
export interface Rules {
  /** May a voter that is in the candidate's term vote for it? (5.2, 5.4.1) */
  mayGrantVote(ballot: Ballot): boolean;
  /** Is a vote (or a new term) written to disk before anything that depends on it is said? (5.1: persistent state) */
  readonly recordsVotes: boolean;
  /** Are entries durable before they are acknowledged, or only written? (5.3) */
  readonly entriesDurableBeforeAck: boolean;
  /** How long entries may stay unsynced. 0: an fsync follows every write. */
  readonly entrySyncDelayMs: number;
  /** May the leader commit up to this index, given how many hold it? (5.3, 5.4.2) */
  mayCommit(tally: CommitTally): boolean;
  /** From which index on does an append make a follower remove its own entries? undefined: nothing conflicts. (5.3) */
  firstToRemove(conflict: AppendView): number | undefined;
  /** Is a read's index confirmed by the leader first, or answered from what the node happens to hold? (8) */
  readonly readsAreConfirmed: boolean;
  /** Was this write applied already? (8: client sessions) */
  isDuplicate(lastSequence: number, sequence: number): boolean;
}

export interface Ballot {
  readonly votedFor: string | null;
  readonly candidate: string;
  readonly candidateLastTerm: number;
  readonly candidateLastIndex: number;
  readonly voterLastTerm: number;
  readonly voterLastIndex: number;
}

export interface CommitTally {
  readonly entryTerm: number;
  readonly currentTerm: number;
  /** Nodes, the leader included, that hold the entry durably. */
  readonly holders: number;
  readonly voters: number;
}

export interface AppendView {
  readonly previousIndex: number;
  /** Terms of the entries that came. */
  readonly terms: readonly number[];
  readonly lastIndex: number;
  /** The term of the follower's own entry, for an index it has. */
  termAt(index: number): number;
}

export const correctRules: Rules = {
  mayGrantVote: (ballot) => (ballot.votedFor === null || ballot.votedFor === ballot.candidate) && isUpToDate(ballot),
  recordsVotes: true,
  entriesDurableBeforeAck: true,
  entrySyncDelayMs: 0,
  // Only an entry of the leader's own term is committed by counting; the ones before it follow by the Log Matching property.
  mayCommit: ({ entryTerm, currentTerm, holders, voters }) => entryTerm === currentTerm && holders >= majorityOf(voters),
  // Only a real conflict removes anything: an append may be an old one, and shorter than what has come since.
  firstToRemove({ previousIndex, terms, lastIndex, termAt }) {
    for (const [offset, term] of terms.entries()) {
      const index = previousIndex + 1 + offset;
      if (index > lastIndex) return undefined;
      if (termAt(index) !== term) return index;
    }
    return undefined;
  },
  readsAreConfirmed: true,
  isDuplicate: (lastSequence, sequence) => sequence <= lastSequence,
};

export function majorityOf(voters: number): number {
  return Math.floor(voters / 2) + 1;
}

/** The election restriction: the later last term wins, then the longer log. */
export function isUpToDate(ballot: Omit<Ballot, 'votedFor' | 'candidate'>): boolean {
  if (ballot.candidateLastTerm !== ballot.voterLastTerm) return ballot.candidateLastTerm > ballot.voterLastTerm;
  return ballot.candidateLastIndex >= ballot.voterLastIndex;
}
