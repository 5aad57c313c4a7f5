import type { EnvTimer, NodeId, RequestId } from '../runtime/index.ts';
import { MAX_PENDING_READS } from './config.ts';
import type { Message } from './messages.ts';
import type { RaftState } from './state.ts';

/** A client's read on this node. */
interface LocalRead {
  readonly request: RequestId;
  readonly key: string;
  readonly id: string;
  readonly timer: EnvTimer;
  /** Known once the leader has confirmed it. */
  readIndex: number | undefined;
}

/** A read index that somebody (this node or a follower) waits for on the leader. */
interface IndexWait {
  readonly answer: (readIndex: number | null) => void;
  /** The commit index when it was asked for. */
  readonly readIndex: number;
  /** Confirmed once a majority has answered this round. */
  readonly round: number;
}

/** How a read is answered in the end. */
export interface ReadAnswers {
  value(request: RequestId, key: string): void;
  failed(request: RequestId, error: 'no-leader' | 'temporarily-unavailable'): void;
}

/**
 * Linearizable reads on every node by ReadIndex (thesis 6.4): the leader notes its commit index, proves by a round of messages that
 * it still leads, and the node that was asked answers once it has applied that far. Each request has an id of its own, so that a
 * late answer never confirms another read (etcd#20418).
 */
export class Reads {
  readonly #state: RaftState;
  readonly #answers: ReadAnswers;
  readonly #startRound: () => number;
  readonly #local = new Map<string, LocalRead>();
  /** Asked before this term's first entry was committed: the leader does not know its commit index yet. */
  #early: ((readIndex: number | null) => void)[] = [];
  /** Waiting for a round that has not begun. */
  #next: { readonly readIndex: number; readonly answer: (readIndex: number | null) => void }[] = [];
  #confirming: IndexWait[] = [];
  #count = 0;

  constructor(state: RaftState, startRound: () => number, answers: ReadAnswers) {
    this.#state = state;
    this.#startRound = startRound;
    this.#answers = answers;
  }

  read(request: RequestId, key: string): void {
    const { env, rules, leader, role, config } = this.#state;
    if (!rules.readsAreConfirmed) return this.#serve({ request, key, id: '', readIndex: undefined });
    if (this.#local.size >= MAX_PENDING_READS) return this.#answers.failed(request, 'temporarily-unavailable');
    if (role !== 'leader' && leader === null) return this.#answers.failed(request, 'no-leader');
    this.#count += 1;
    const id = `${env.node}:${env.boot}:${this.#count}`;
    const timer = env.timer(config.electionTimeoutMs[1], () => this.#giveUp(id));
    this.#local.set(id, { request, key, id, timer, readIndex: undefined });
    if (role === 'leader') this.#askForIndex((readIndex) => this.#onIndex(id, readIndex));
    else if (leader !== null) this.#state.send(leader, { type: 'read-index', term: this.#state.term, id });
  }

  cancelled(request: RequestId): void {
    for (const read of this.#local.values()) if (read.request === request) this.#forget(read);
  }

  /** A follower of this leader asks. */
  onReadIndex(from: NodeId, message: Extract<Message, { type: 'read-index' }>): void {
    const { term } = this.#state;
    const answer = (readIndex: number | null) => this.#state.send(from, { type: 'read-index-reply', term, id: message.id, readIndex });
    if (this.#state.role !== 'leader' || message.term !== term) answer(null);
    else this.#askForIndex(answer);
  }

  onReadIndexReply(message: Extract<Message, { type: 'read-index-reply' }>): void {
    this.#onIndex(message.id, message.readIndex);
  }

  /** The leader's commit index moved: reads that came too early in the term may go on. */
  onCommit(): void {
    if (this.#early.length === 0 || !this.#knowsCommitIndex()) return;
    const early = this.#early;
    this.#early = [];
    for (const answer of early) this.#askForIndex(answer);
  }

  onApplied(): void {
    for (const read of this.#local.values())
      if (read.readIndex !== undefined && read.readIndex <= this.#state.appliedIndex) this.#serve(read);
  }

  onConfirmed(round: number): void {
    const confirmed = this.#confirming.filter((wait) => wait.round <= round);
    this.#confirming = this.#confirming.filter((wait) => wait.round > round);
    for (const wait of confirmed) wait.answer(wait.readIndex);
    this.#beginRound();
  }

  /** This node stopped leading: nothing that waits on it can be confirmed any more. */
  onStepDown(): void {
    const answers = [...this.#early, ...this.#next.map((wait) => wait.answer), ...this.#confirming.map((wait) => wait.answer)];
    this.#early = [];
    this.#next = [];
    this.#confirming = [];
    for (const answer of answers) answer(null);
  }

  #askForIndex(answer: (readIndex: number | null) => void): void {
    if (!this.#knowsCommitIndex()) {
      this.#early.push(answer);
      return;
    }
    this.#next.push({ readIndex: this.#state.commitIndex, answer });
    this.#beginRound();
  }

  /** One round at a time: reads that come while it is under way share the next one. */
  #beginRound(): void {
    if (this.#confirming.length > 0 || this.#next.length === 0) return;
    const waits = this.#next;
    this.#next = [];
    // The round must be known as under way before it starts: in a cluster of one it is confirmed within the call.
    const round = this.#state.env.peers.length === 0 ? 0 : this.#startRound();
    this.#confirming = waits.map((wait) => ({ ...wait, round }));
    if (round === 0) this.onConfirmed(0);
  }

  /** Until an entry of its own term is committed, a new leader may lag behind what its predecessor committed. */
  #knowsCommitIndex(): boolean {
    const { log, commitIndex, term } = this.#state;
    return log.termAt(commitIndex) === term;
  }

  #onIndex(id: string, readIndex: number | null): void {
    const read = this.#local.get(id);
    if (read === undefined || read.readIndex !== undefined) return;
    if (readIndex === null) {
      this.#forget(read);
      this.#answers.failed(read.request, 'no-leader');
      return;
    }
    read.readIndex = readIndex;
    if (readIndex <= this.#state.appliedIndex) this.#serve(read);
  }

  #serve(read: Pick<LocalRead, 'request' | 'key' | 'id' | 'readIndex'>): void {
    const { env, term, role, appliedIndex } = this.#state;
    const known = this.#local.get(read.id);
    if (known !== undefined) this.#forget(known);
    env.trace('read', { term, role, key: read.key, readIndex: read.readIndex ?? null, appliedIndex, id: read.id === '' ? null : read.id });
    this.#answers.value(read.request, read.key);
  }

  #giveUp(id: string): void {
    const read = this.#local.get(id);
    if (read === undefined) return;
    this.#forget(read);
    this.#answers.failed(read.request, 'temporarily-unavailable');
  }

  #forget(read: LocalRead): void {
    this.#state.env.cancel(read.timer);
    this.#local.delete(read.id);
  }
}
