import type { EnvTimer, NodeId } from '../runtime/index.ts';
import type { Command } from './command.ts';
import { MAX_BATCH_BYTES } from './config.ts';
import type { AppendReply } from './messages.ts';
import type { RaftState } from './state.ts';

/** What a leader knows of one peer. */
interface Progress {
  /** The peer's log certainly agrees up to here. */
  matchIndex: number;
  /** The next entry to send. */
  nextIndex: number;
  /** When entries were sent that are not answered yet. */
  inFlightSince: number | undefined;
  heardAt: number;
  /** The latest round of this term that the peer has answered. */
  round: number;
}

const noEntries: readonly never[] = [];

/** Who is told what a leader achieves. */
export interface LeaderListener {
  /** The leader may commit up to this index. */
  committed(index: number, matches: Readonly<Record<NodeId, number>>): void;
  /** A majority has answered this round: the node led when the round began. */
  confirmed(round: number): void;
}

/** A leader's side of replication: sends entries and heartbeats, counts acknowledgements, steps down when a majority is silent. */
export class Leader {
  readonly #state: RaftState;
  readonly #listener: LeaderListener;
  readonly #progress = new Map<NodeId, Progress>();
  #heartbeat: EnvTimer | undefined;
  #round = 0;
  #confirmedRound = 0;
  #durableIndex = 0;

  constructor(state: RaftState, listener: LeaderListener) {
    this.#state = state;
    this.#listener = listener;
  }

  /** Takes office: an entry of the new term first, so that earlier ones become committable. */
  start(): void {
    const { env, log } = this.#state;
    this.#round = 0;
    this.#confirmedRound = 0;
    this.#durableIndex = 0;
    for (const peer of env.peers) {
      this.#progress.set(peer, { matchIndex: 0, nextIndex: log.lastIndex + 1, inFlightSince: undefined, heardAt: env.now(), round: 0 });
    }
    this.propose({ kind: 'noop' });
    this.#beat();
  }

  stop(): void {
    if (this.#heartbeat !== undefined) this.#state.env.cancel(this.#heartbeat);
    this.#heartbeat = undefined;
    this.#progress.clear();
  }

  /** Takes a command on; answers its index. Others that come in the same step travel with it. */
  propose(command: Command): number {
    const { log, term, env, storage } = this.#state;
    const entry = log.push(term, command, storage.lastWrite + 1);
    const index = log.lastIndex;
    env.trace('append', { term, role: 'leader', firstIndex: index, terms: [term], hashes: [entry.hash] });
    const write = storage.write({ kind: 'entries', firstIndex: index, entries: [{ term, command }] }, [entry.hash]);
    if (this.#state.rules.entriesDurableBeforeAck) storage.whenDurable(write, () => this.#ownEntriesAreSafe(term));
    else env.timer(0, () => this.#ownEntriesAreSafe(term));
    for (const peer of env.peers) this.#sendEntries(peer);
    return index;
  }

  /** Starts a round whose answers prove that the node still leads; answers its number. */
  startRound(): number {
    this.#round += 1;
    for (const peer of this.#state.env.peers) this.#sendAppend(peer, 0);
    if (this.#state.env.peers.length === 0) this.#confirm();
    return this.#round;
  }

  onReply(from: NodeId, reply: AppendReply): void {
    const peer = this.#progress.get(from);
    if (peer === undefined || reply.term !== this.#state.term) return;
    peer.heardAt = this.#state.env.now();
    peer.round = Math.max(peer.round, Math.min(reply.round, this.#round));
    if (reply.success) this.#onSuccess(peer, reply);
    else this.#onRefusal(peer, reply);
    this.#sendEntries(from);
    this.#confirm();
  }

  #onSuccess(peer: Progress, reply: AppendReply): void {
    // Nobody holds more of this leader's log than the log has.
    if (reply.matchIndex > this.#state.log.lastIndex) return;
    if (reply.matchIndex > peer.matchIndex) {
      peer.matchIndex = reply.matchIndex;
      peer.inFlightSince = undefined;
      this.#advanceCommit();
    }
    peer.nextIndex = Math.max(peer.nextIndex, peer.matchIndex + 1);
  }

  #onRefusal(peer: Progress, reply: AppendReply): void {
    // Only a refusal of what was sent last moves anything; a late one would move the peer back.
    if (reply.previousIndex !== peer.nextIndex - 1 || reply.previousIndex <= peer.matchIndex) return;
    const { log } = this.#state;
    const { conflictTerm } = reply;
    const sharedUpTo = conflictTerm === null ? 0 : log.lastIndexOfTermAtMost(conflictTerm);
    const hasTerm = conflictTerm !== null && log.termAt(sharedUpTo) === conflictTerm;
    const next = hasTerm ? Math.min(sharedUpTo + 1, reply.previousIndex) : Math.min(reply.conflictIndex, reply.previousIndex);
    peer.nextIndex = Math.max(next, peer.matchIndex + 1);
    peer.inFlightSince = undefined;
  }

  #beat(): void {
    const { env, config } = this.#state;
    this.#heartbeat = env.timer(config.heartbeatMs, () => this.#beat());
    if (this.#state.role !== 'leader' || !this.#hasQuorum()) return;
    this.#round += 1;
    for (const peer of env.peers) if (!this.#sendEntries(peer)) this.#sendAppend(peer, 0);
  }

  /** A leader that a majority no longer answers must not go on believing in itself. */
  #hasQuorum(): boolean {
    const { env, config } = this.#state;
    let heard = 1;
    for (const peer of this.#progress.values()) if (env.now() - peer.heardAt <= config.electionTimeoutMs[1]) heard += 1;
    if (heard >= this.#state.majority) return true;
    this.#state.follow(this.#state.term, null, 'quorum-lost');
    return false;
  }

  /** Sends what the peer lacks, unless entries are on their way already. Answers whether it sent. */
  #sendEntries(to: NodeId): boolean {
    const { env, log, config } = this.#state;
    const peer = this.#progress.get(to);
    if (peer === undefined || peer.nextIndex > log.lastIndex) return false;
    const lost = peer.inFlightSince !== undefined && env.now() - peer.inFlightSince > 2 * config.heartbeatMs;
    if (peer.inFlightSince !== undefined && !lost) return false;
    peer.inFlightSince = env.now();
    this.#sendAppend(to, config.maxBatchEntries);
    return true;
  }

  #sendAppend(to: NodeId, maxEntries: number): void {
    const { log, term, commitIndex } = this.#state;
    const peer = this.#progress.get(to);
    if (peer === undefined) return;
    const previousIndex = peer.nextIndex - 1;
    this.#state.send(to, {
      type: 'append',
      term,
      previousIndex,
      previousTerm: log.termAt(previousIndex),
      entries: maxEntries === 0 ? noEntries : log.batch(peer.nextIndex, maxEntries, MAX_BATCH_BYTES),
      commitIndex,
      round: this.#round,
    });
  }

  #ownEntriesAreSafe(term: number): void {
    const { log, storage, rules } = this.#state;
    if (this.#state.role !== 'leader' || this.#state.term !== term) return;
    this.#durableIndex = rules.entriesDurableBeforeAck ? log.lastIndexWrittenBy(storage.durableWrite, this.#durableIndex) : log.lastIndex;
    this.#advanceCommit();
  }

  #advanceCommit(): void {
    const { log, term, rules, voters, commitIndex } = this.#state;
    // The highest index that a majority holds; whether it may be committed is the rule's to say.
    const index = this.#heldByMajority(this.#durableIndex, matchOf);
    if (index <= commitIndex) return;
    const matches = this.#matches();
    const holders = Object.values(matches).filter((match) => match >= index).length;
    if (rules.mayCommit({ entryTerm: log.termAt(index), currentTerm: term, holders, voters: voters.length }))
      this.#listener.committed(index, matches);
  }

  #matches(): Record<NodeId, number> {
    const matches: Record<NodeId, number> = { [this.#state.env.node]: this.#durableIndex };
    for (const [peer, { matchIndex }] of this.#progress) matches[peer] = matchIndex;
    return matches;
  }

  #confirm(): void {
    const confirmed = this.#heldByMajority(this.#round, roundOf);
    if (confirmed <= this.#confirmedRound) return;
    this.#confirmedRound = confirmed;
    this.#listener.confirmed(confirmed);
  }

  /** The highest number that a majority has reached, this node (`own`) included. Asked at every reply, so nothing is made for it. */
  #heldByMajority(own: number, reached: (peer: Progress) => number): number {
    const { majority } = this.#state;
    let highest = this.#reachedBy(own, own, reached) >= majority ? own : 0;
    for (const peer of this.#progress.values()) {
      const number = reached(peer);
      if (number > highest && this.#reachedBy(number, own, reached) >= majority) highest = number;
    }
    return highest;
  }

  #reachedBy(number: number, own: number, reached: (peer: Progress) => number): number {
    let count = own >= number ? 1 : 0;
    for (const peer of this.#progress.values()) if (reached(peer) >= number) count += 1;
    return count;
  }
}

function matchOf({ matchIndex }: Progress): number {
  return matchIndex;
}

function roundOf({ round }: Progress): number {
  return round;
}
