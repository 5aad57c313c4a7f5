import type { Env, JsonObject, NodeId, ProtocolNode, Request, RequestId } from '../runtime/index.ts';
import { errorResponse, parseRequest, writeResponse } from './api.ts';
import type { Command } from './command.ts';
import { MAX_PENDING_WRITES, type RaftConfig } from './config.ts';
import { Election } from './election.ts';
import { Follower } from './follower.ts';
import { Leader } from './leader.ts';
import type { AppendMessage, Message } from './messages.ts';
import { Reads } from './reads.ts';
import type { Rules } from './rules.ts';
import { RaftState } from './state.ts';
import type { Role } from './trace.ts';

/** A client's write that waits for its entry to be applied. */
interface PendingWrite {
  readonly request: RequestId;
  readonly term: number;
}

/** One Raft node with a key-value store on top: a plain class over Env. */
export class RaftNode implements ProtocolNode<Message> {
  readonly #env: Env<Message>;
  readonly #state: RaftState;
  readonly #election: Election;
  readonly #leader: Leader;
  readonly #follower: Follower;
  readonly #reads: Reads;
  readonly #pending = new Map<number, PendingWrite>();
  #draining = false;

  constructor(env: Env<Message>, config: RaftConfig, rules: Rules) {
    this.#env = env;
    this.#state = new RaftState(env, config, rules, (role, from) => this.#roleChanged(role, from));
    this.#election = new Election(this.#state, (votes) => this.#lead(votes));
    this.#follower = new Follower(this.#state, (index, leader) => this.#commit(index, null, leader));
    this.#leader = new Leader(this.#state, {
      committed: (index, matches) => this.#commit(index, matches, null),
      confirmed: (round) => this.#reads.onConfirmed(round),
    });
    this.#reads = new Reads(this.#state, () => this.#leader.startRound(), {
      value: (request, key) =>
        env.reply(request, { status: 200, body: { value: this.#state.machine.read(key), index: this.#state.appliedIndex } }),
      failed: (request, error) =>
        env.reply(request, errorResponse(503, error, 'the read could not be confirmed by a leader; nothing was done')),
    });
  }

  start(ready: (error?: Error) => void): void {
    this.#state.storage.recover((error, recovered) => {
      if (recovered === undefined) return ready(error ?? new Error('nothing was recovered'));
      this.#state.adopt(recovered);
      this.#election.restartTimer();
      ready();
    });
  }

  message(from: NodeId, message: Message): void {
    if (!this.#env.peers.includes(from)) return;
    this.#state.statistics.messagesIn += 1;
    switch (message.type) {
      case 'pre-vote':
        return this.#election.onPreVote(from, message);
      case 'vote':
        return this.#election.onVote(from, message);
      case 'pre-vote-reply':
        return this.#election.onPreVoteReply(from, message);
      case 'vote-reply':
        return this.#election.onVoteReply(from, message);
      case 'append':
        return this.#onAppend(from, message);
      case 'append-reply':
        if (message.term > this.#state.term) return this.#state.follow(message.term, null, 'higher-term');
        return this.#leader.onReply(from, message);
      case 'read-index':
        return this.#reads.onReadIndex(from, message);
      case 'read-index-reply':
        return this.#reads.onReadIndexReply(message);
    }
  }

  request(id: RequestId, request: Request): void {
    const call = parseRequest(request);
    switch (call.kind) {
      case 'bad':
        return this.#env.reply(id, call.response);
      case 'status':
        return this.#env.reply(id, { status: 200, body: this.status() });
      case 'read':
        if (this.#draining) return this.#env.reply(id, errorResponse(503, 'temporarily-unavailable', 'the node is stopping'));
        return this.#reads.read(id, call.key);
      case 'write':
        return this.#write(id, call.command);
    }
  }

  cancelled(id: RequestId): void {
    this.#reads.cancelled(id);
  }

  drain(): void {
    this.#draining = true;
  }

  status(): JsonObject {
    const { term, role, leader, commitIndex, appliedIndex, machine, log, statistics } = this.#state;
    return {
      node: this.#env.node,
      role,
      term,
      leader,
      commitIndex,
      appliedIndex,
      stateHash: machine.hash,
      keys: machine.keyCount,
      log: { entries: log.lastIndex, bytes: log.bytes, lastTerm: log.lastTerm },
      ...statistics,
    };
  }

  #write(request: RequestId, command: Exclude<Command, { kind: 'noop' }>): void {
    const { role, leader, term } = this.#state;
    const refuse = (error: string, message: string, more: JsonObject = {}) =>
      this.#env.reply(request, errorResponse(503, error, message, more));
    if (this.#draining) return refuse('temporarily-unavailable', 'the node is stopping');
    if (role !== 'leader') {
      if (leader === null) return refuse('no-leader', 'no leader is known; nothing was done');
      return refuse('not-leader', `${leader} leads; nothing was done`, { leader });
    }
    if (this.#pending.size >= MAX_PENDING_WRITES) return refuse('temporarily-unavailable', `${MAX_PENDING_WRITES} writes wait already`);
    this.#pending.set(this.#leader.propose(command), { request, term });
  }

  #onAppend(from: NodeId, message: AppendMessage): void {
    const state = this.#state;
    if (message.entries.length === 0) state.statistics.heartbeatsIn += 1;
    if (message.term < state.term) {
      const { term } = state;
      const { previousIndex, round } = message;
      const reply = {
        type: 'append-reply',
        term,
        success: false,
        matchIndex: 0,
        previousIndex,
        conflictTerm: null,
        conflictIndex: 0,
        round,
      } as const;
      state.whenAllDurable(() => state.send(from, reply));
      return;
    }
    // Two leaders of one term cannot be; a message that claims it changes nothing here.
    if (message.term === state.term && state.role === 'leader') return;
    state.follow(message.term, from, message.term > state.term ? 'higher-term' : 'leader-heard');
    state.leaderHeardAt = this.#env.now();
    this.#election.restartTimer();
    this.#follower.onAppend(from, message);
  }

  #lead(votes: readonly NodeId[]): void {
    const state = this.#state;
    state.leader = this.#env.node;
    state.setRole('leader', 'elected');
    this.#env.trace('lead', { term: state.term, votes, lastIndex: state.log.lastIndex, lastHash: state.log.lastHash });
    this.#leader.start();
  }

  #roleChanged(role: Role, from: Role): void {
    if (from === 'leader') this.#stepDown();
    if (role === 'follower') this.#election.restartTimer();
  }

  #stepDown(): void {
    this.#leader.stop();
    this.#reads.onStepDown();
    // The entries may yet be committed by another leader: nobody here can tell.
    for (const { request } of this.#pending.values()) {
      this.#env.reply(
        request,
        errorResponse(503, 'leadership-lost', 'the node no longer leads; whether the write takes effect is not known'),
      );
    }
    this.#pending.clear();
  }

  #commit(index: number, matches: Readonly<Record<NodeId, number>> | null, leader: NodeId | null): void {
    const state = this.#state;
    if (index <= state.commitIndex) return;
    state.commitIndex = index;
    const { term, role, log } = state;
    const { term: entryTerm, hash } = log.entryAt(index);
    this.#env.trace('commit', { term, role, index, entryTerm, hash, matches, leader });
    while (state.appliedIndex < state.commitIndex) this.#apply(state.appliedIndex + 1);
    this.#reads.onApplied();
    if (role === 'leader') this.#reads.onCommit();
  }

  #apply(index: number): void {
    const { log, machine, term } = this.#state;
    const { term: entryTerm, command, hash } = log.entryAt(index);
    const { result, effect } = machine.apply(command);
    this.#state.appliedIndex = index;
    const by = command.kind === 'noop' ? null : command.by;
    const session = by?.session ?? null;
    const sequence = by?.sequence ?? null;
    this.#env.trace('apply', { term, index, entryTerm, hash, session, sequence, effect, stateHash: machine.hash });
    const pending = this.#pending.get(index);
    if (pending === undefined) return;
    this.#pending.delete(index);
    if (pending.term !== entryTerm)
      return this.#env.reply(pending.request, errorResponse(503, 'leadership-lost', 'another entry took the place'));
    this.#env.trace('reply', { term, index, entryTerm, session, sequence });
    this.#env.reply(pending.request, writeResponse(result, index));
  }
}
