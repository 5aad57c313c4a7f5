import type { Env, NodeId } from '../runtime/index.ts';
import type { RaftConfig } from './config.ts';
import { EMPTY_LOG_HASH, RaftLog } from './log.ts';
import type { Message } from './messages.ts';
import { majorityOf, type Rules } from './rules.ts';
import { StateMachine } from './state-machine.ts';
import { type Recovered, Storage } from './storage.ts';
import type { Role } from './trace.ts';

/** Counters that `GET /status` shows. */
export interface Statistics {
  electionsStarted: number;
  electionsWon: number;
  messagesIn: number;
  messagesOut: number;
  heartbeatsIn: number;
  heartbeatsOut: number;
}

/** What every part of a node shares: Raft's state, and the few transitions that all of them may cause. */
export class RaftState {
  readonly env: Env<Message>;
  readonly config: RaftConfig;
  readonly rules: Rules;
  readonly storage: Storage;
  readonly machine: StateMachine;
  readonly voters: readonly NodeId[];
  readonly statistics: Statistics = {
    electionsStarted: 0,
    electionsWon: 0,
    messagesIn: 0,
    messagesOut: 0,
    heartbeatsIn: 0,
    heartbeatsOut: 0,
  };
  log: RaftLog = new RaftLog();
  term = 0;
  votedFor: NodeId | null = null;
  /** The write that makes the term and the vote in it durable. */
  termWrite = 0;
  role: Role = 'follower';
  leader: NodeId | null = null;
  commitIndex = 0;
  appliedIndex = 0;
  /** When a leader (this node included) was last known to lead; for stickiness. */
  leaderHeardAt: number = Number.NEGATIVE_INFINITY;
  readonly #onRoleChange: (role: Role, from: Role) => void;

  constructor(env: Env<Message>, config: RaftConfig, rules: Rules, onRoleChange: (role: Role, from: Role) => void) {
    this.env = env;
    this.config = config;
    this.rules = rules;
    this.storage = new Storage(env, rules);
    this.machine = new StateMachine(rules);
    this.voters = [env.node, ...env.peers].sort();
    this.#onRoleChange = onRoleChange;
  }

  get majority(): number {
    return majorityOf(this.voters.length);
  }

  /** Takes on what the disk held, and says so before anything else is said. */
  adopt(recovered: Recovered): void {
    this.term = recovered.term;
    this.votedFor = recovered.votedFor;
    this.log = recovered.log;
    const terms: number[] = [];
    const hashes: string[] = [];
    for (let index = 1; index <= this.log.lastIndex; index += 1) {
      terms.push(this.log.termAt(index));
      hashes.push(this.log.hashAt(index));
    }
    this.env.trace('boot', {
      term: this.term,
      votedFor: this.votedFor,
      lastIndex: this.log.lastIndex,
      lastHash: hashes.at(-1) ?? EMPTY_LOG_HASH,
      terms,
      hashes,
      voters: this.voters,
    });
  }

  send(to: NodeId, message: Message): void {
    this.statistics.messagesOut += 1;
    if (message.type === 'append' && message.entries.length === 0) this.statistics.heartbeatsOut += 1;
    this.env.send(to, message);
  }

  /** A new term, without a vote in it yet. Written down before anything that is said in it can leave. */
  enterTerm(term: number, votedFor: NodeId | null): void {
    const from = this.term;
    this.term = term;
    this.votedFor = votedFor;
    this.recordVote();
    if (term !== from) this.env.trace('term', { term, from });
  }

  /** Writes down the term and the vote in it. */
  recordVote(): void {
    if (this.rules.recordsVotes) this.termWrite = this.storage.write({ kind: 'vote', term: this.term, votedFor: this.votedFor });
  }

  /** A follower of whoever leads `term` (null: not known yet). */
  follow(term: number, leader: NodeId | null, why: string): void {
    if (term > this.term) this.enterTerm(term, null);
    this.leader = leader;
    this.setRole('follower', why);
  }

  setRole(role: Role, why: string): void {
    const from = this.role;
    if (role === from) return;
    this.role = role;
    this.env.trace('role', { term: this.term, role, from, why });
    this.#onRoleChange(role, from);
  }

  /** Whether a leader was heard from so recently that nobody has reason to replace it. */
  leaderIsFresh(): boolean {
    return this.role === 'leader' || this.env.now() - this.leaderHeardAt < this.config.electionTimeoutMs[0];
  }

  /** Runs `run` once all that was written so far is durable, provided the node is still in the same term then. */
  whenAllDurable(run: () => void): void {
    const { term } = this;
    this.storage.whenDurable(this.storage.lastWrite, () => {
      if (this.term === term) run();
    });
  }
}
