import type { EnvTimer, NodeId } from '../runtime/index.ts';
import type { Message } from './messages.ts';
import type { RaftState } from './state.ts';

/**
 * Becoming a leader: the election timer, the pre-vote that keeps a cut-off node from raising terms (Ongaro's thesis 9.6), the vote.
 */
export class Election {
  readonly #state: RaftState;
  readonly #won: (votes: readonly NodeId[]) => void;
  #timer: EnvTimer | undefined;
  #votes = new Set<NodeId>();

  constructor(state: RaftState, won: (votes: readonly NodeId[]) => void) {
    this.#state = state;
    this.#won = won;
  }

  /** Waits anew for a leader, for a time drawn anew. */
  restartTimer(): void {
    const { env, config } = this.#state;
    this.stopTimer();
    const [low, high] = config.electionTimeoutMs;
    this.#timer = env.timer(low + env.random() * (high - low), () => this.#timedOut());
  }

  stopTimer(): void {
    if (this.#timer !== undefined) this.#state.env.cancel(this.#timer);
    this.#timer = undefined;
  }

  #timedOut(): void {
    this.restartTimer();
    const state = this.#state;
    state.leader = null;
    state.statistics.electionsStarted += 1;
    this.#votes = new Set([state.env.node]);
    state.setRole('pre-candidate', 'election-timeout');
    this.#askPeers('pre-vote', state.term + 1);
    this.#countPreVotes();
  }

  #campaign(): void {
    const state = this.#state;
    state.enterTerm(state.term + 1, state.env.node);
    state.setRole('candidate', 'pre-vote-won');
    this.#votes = new Set();
    this.restartTimer();
    // Its own vote binds a candidate like any voter's: it counts, and is asked upon, once it is durable.
    state.whenAllDurable(() => {
      if (state.role !== 'candidate') return;
      this.#votes.add(state.env.node);
      this.#askPeers('vote', state.term);
      this.#countVotes();
    });
  }

  #askPeers(type: 'pre-vote' | 'vote', term: number): void {
    const { env, log } = this.#state;
    for (const peer of env.peers) this.#state.send(peer, { type, term, lastIndex: log.lastIndex, lastTerm: log.lastTerm });
  }

  onPreVote(from: NodeId, message: Extract<Message, { type: 'pre-vote' | 'vote' }>): void {
    const state = this.#state;
    const granted = message.term > state.term && !state.leaderIsFresh() && this.#wouldVote(from, message, null);
    // A pre-vote binds nobody, so nothing has to be durable before it is given.
    state.send(from, { type: 'pre-vote-reply', term: granted ? message.term : state.term, granted });
  }

  onVote(from: NodeId, message: Extract<Message, { type: 'pre-vote' | 'vote' }>): void {
    const state = this.#state;
    // Leader stickiness: while a leader is heard, no candidate may raise the term (thesis 4.2.3).
    if (message.term > state.term && state.leaderIsFresh()) return;
    if (message.term > state.term) state.follow(message.term, null, 'higher-term');
    if (message.term < state.term || state.role === 'leader' || !this.#wouldVote(from, message, state.votedFor)) {
      const { term } = state;
      state.whenAllDurable(() => state.send(from, { type: 'vote-reply', term, granted: false }));
      return;
    }
    if (state.votedFor !== from) {
      state.votedFor = from;
      state.recordVote();
    }
    this.restartTimer();
    state.whenAllDurable(() => {
      if (state.votedFor === from) state.send(from, { type: 'vote-reply', term: state.term, granted: true });
    });
  }

  onPreVoteReply(from: NodeId, message: Extract<Message, { type: 'pre-vote-reply' | 'vote-reply' }>): void {
    const state = this.#state;
    if (!message.granted) {
      if (message.term > state.term) state.follow(message.term, null, 'higher-term');
      return;
    }
    if (state.role !== 'pre-candidate' || message.term !== state.term + 1) return;
    this.#votes.add(from);
    this.#countPreVotes();
  }

  onVoteReply(from: NodeId, message: Extract<Message, { type: 'pre-vote-reply' | 'vote-reply' }>): void {
    const state = this.#state;
    if (message.term > state.term) return state.follow(message.term, null, 'higher-term');
    if (state.role !== 'candidate' || message.term !== state.term || !message.granted) return;
    this.#votes.add(from);
    this.#countVotes();
  }

  #countPreVotes(): void {
    if (this.#votes.size >= this.#state.majority) this.#campaign();
  }

  #countVotes(): void {
    if (this.#votes.size < this.#state.majority) return;
    this.stopTimer();
    this.#state.statistics.electionsWon += 1;
    this.#won([...this.#votes].sort());
  }

  #wouldVote(candidate: NodeId, message: { lastIndex: number; lastTerm: number }, votedFor: NodeId | null): boolean {
    const { log, rules } = this.#state;
    return rules.mayGrantVote({
      votedFor,
      candidate,
      candidateLastTerm: message.lastTerm,
      candidateLastIndex: message.lastIndex,
      voterLastTerm: log.lastTerm,
      voterLastIndex: log.lastIndex,
    });
  }
}
