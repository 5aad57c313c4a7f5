import type { DurableRecord, RaftTraceBody, Role, SentMessage } from '../../nodes/raft/trace.ts';
import { draw32, type Json, type NodeId, type TraceItem } from '../../src/core/index.ts';

/** What an entry of a scenario is: its term, and a word for its command. */
export interface ScenarioEntry {
  readonly term: number;
  readonly hash: string;
  readonly command: string;
}

/** What a node has on its disk. */
export interface Found {
  readonly log: readonly ScenarioEntry[];
  readonly term: number;
  readonly votedFor: NodeId | null;
}

/** Whether applying this command has an effect. */
type Effect = (command: string) => boolean;

const EMPTY_LOG_HASH = '0000000000000000';

/** Traces of a cluster told step by step: for tests of the rules. A node says what it is told to say, right or wrong. */
export class Scenario {
  readonly items: TraceItem[] = [];
  readonly nodes: readonly ScenarioNode[];

  constructor(...names: readonly NodeId[]) {
    this.nodes = names.map((name) => new ScenarioNode(name, names, this.items));
  }
}

/** One node of a scenario. Memory and disk follow what it says, so that the next step needs few words. */
export class ScenarioNode {
  readonly name: NodeId;
  readonly #voters: readonly NodeId[];
  readonly #items: TraceItem[];
  boot = 0;
  seq = 0;
  term = 0;
  votedFor: NodeId | null = null;
  role: Role = 'follower';
  log: ScenarioEntry[] = [];
  /** Entries that are durable, and the vote with them. */
  disk: Found = { log: [], term: 0, votedFor: null };
  commitIndex = 0;
  appliedIndex = 0;

  constructor(name: NodeId, voters: readonly NodeId[], items: TraceItem[]) {
    this.name = name;
    this.#voters = voters;
    this.#items = items;
  }

  say(body: RaftTraceBody): void {
    this.seq += 1;
    const event = { node: this.name, boot: this.boot, seq: this.seq, at: 0, ...(body as { event: string } & { [field: string]: Json }) };
    this.#items.push({ kind: 'event', event });
  }

  send(to: ScenarioNode, message: SentMessage): void {
    this.say({ event: 'send', to: to.name, ...message });
  }

  persist(...records: readonly DurableRecord[]): void {
    this.say({ event: 'persist', file: 'wal', length: this.seq, records });
  }

  /** Starts again with what the disk holds. */
  start(found: Found = this.disk): void {
    this.beginBoot();
    this.recover(found);
  }

  beginBoot(): void {
    this.boot += 1;
    this.seq = 0;
  }

  recover(found: Found): void {
    this.role = 'follower';
    this.commitIndex = 0;
    this.appliedIndex = 0;
    this.term = found.term;
    this.votedFor = found.votedFor;
    this.log = [...found.log];
    const lastHash = this.log.at(-1)?.hash ?? EMPTY_LOG_HASH;
    this.say({
      event: 'boot',
      term: this.term,
      votedFor: this.votedFor,
      lastIndex: this.log.length,
      lastHash,
      ...columns(this.log),
      voters: this.#voters,
    });
  }

  enterTerm(term: number, votedFor: NodeId | null = null): void {
    const from = this.term;
    this.term = term;
    this.votedFor = votedFor;
    if (term !== from) this.say({ event: 'term', term, from });
  }

  become(role: Role, why = 'scenario'): void {
    if (role === this.role) return;
    this.say({ event: 'role', term: this.term, role, from: this.role, why });
    this.role = role;
  }

  persistVote(): void {
    this.disk = { ...this.disk, term: this.term, votedFor: this.votedFor };
    this.persist({ kind: 'vote', term: this.term, votedFor: this.votedFor });
  }

  /** Becomes a candidate of `term`, its own vote durable, and asks the others. */
  campaign(term: number, ...others: readonly ScenarioNode[]): void {
    this.enterTerm(term, this.name);
    this.become('candidate');
    this.persistVote();
    for (const other of others) this.askVote(other);
  }

  askVote(other: ScenarioNode): void {
    this.send(other, { type: 'vote', term: this.term, lastIndex: this.log.length, lastTerm: this.log.at(-1)?.term ?? 0 });
  }

  /** Votes for the candidate in its term, durably. */
  voteFor(candidate: ScenarioNode): void {
    this.enterTerm(candidate.term, candidate.name);
    this.become('follower');
    this.persistVote();
    this.grant(candidate);
  }

  grant(candidate: ScenarioNode): void {
    this.send(candidate, { type: 'vote-reply', term: this.term, granted: true });
  }

  lead(...voters: readonly ScenarioNode[]): void {
    this.leadBy(voters.map(({ name }) => name));
  }

  leadBy(votes: readonly NodeId[]): void {
    this.become('leader');
    this.say({ event: 'lead', term: this.term, votes, lastIndex: this.log.length, lastHash: this.log.at(-1)?.hash ?? EMPTY_LOG_HASH });
  }

  /** As leader: an entry of the current term. */
  propose(command: string): void {
    this.append(entry(this.log.at(-1), this.term, command));
  }

  append(...entries: readonly ScenarioEntry[]): void {
    const firstIndex = this.log.length + 1;
    this.log.push(...entries);
    this.say({ event: 'append', term: this.term, role: this.role, firstIndex, ...columns(entries) });
  }

  truncate(fromIndex: number): void {
    this.say({ event: 'truncate', term: this.term, fromIndex, lastIndex: this.log.length });
    this.log.splice(fromIndex - 1);
  }

  /** Brings the disk's log up to the memory's. */
  sync(): void {
    const shared = this.log.findIndex(({ hash }, i) => this.disk.log[i]?.hash !== hash);
    const keep = shared === -1 ? this.log.length : shared;
    const records: DurableRecord[] = [];
    if (keep < this.disk.log.length) records.push({ kind: 'truncate', fromIndex: keep + 1 });
    if (keep < this.log.length) records.push({ kind: 'entries', firstIndex: keep + 1, ...columns(this.log.slice(keep)) });
    this.disk = { ...this.disk, log: [...this.log] };
    this.persist(...records);
  }

  acknowledge(leader: ScenarioNode, matchIndex: number = this.log.length): void {
    this.send(leader, { type: 'append-reply', term: this.term, success: true, matchIndex, round: 1 });
  }

  /** Takes over the leader's log: what conflicts goes, what is missing comes, durably, and is acknowledged. */
  follow(leader: ScenarioNode): void {
    if (this.term < leader.term) {
      this.enterTerm(leader.term);
      this.persistVote();
    }
    this.become('follower');
    const conflict = this.log.findIndex(({ hash }, i) => leader.log[i]?.hash !== hash);
    if (conflict !== -1) this.truncate(conflict + 1);
    const missing = leader.log.slice(this.log.length);
    if (missing.length > 0) this.append(...missing);
    this.sync();
    this.acknowledge(leader);
  }

  /** As leader: commits and applies up to `index`, held by itself and these followers. */
  commit(index: number, ...holders: readonly ScenarioNode[]): void {
    this.commitCounting(index, Object.fromEntries([this, ...holders].map((node) => [node.name, node.disk.log.length])));
  }

  commitCounting(index: number, matches: Readonly<Record<NodeId, number>>, effect?: Effect): void {
    this.#commit(index, 'leader', matches, null, effect);
  }

  /** As follower. */
  commitFrom(leader: ScenarioNode, index: number = leader.commitIndex, effect?: Effect): void {
    this.#commit(index, 'follower', null, leader.name, effect);
  }

  apply(index: number, changes: Partial<Extract<RaftTraceBody, { event: 'apply' }>> = {}): void {
    const { term: entryTerm = 0, hash = '', command = '' } = this.log[index - 1] ?? {};
    this.appliedIndex = index;
    const by = clientOf(command);
    const stateHash = `state after ${hash}`;
    this.say({ event: 'apply', term: this.term, index, entryTerm, hash, ...by, effect: by.session !== null, stateHash, ...changes });
  }

  read(readIndex: number | null): void {
    this.say({ event: 'read', term: this.term, role: this.role, key: 'k', readIndex, appliedIndex: this.appliedIndex, id: null });
  }

  #commit(index: number, role: Role, matches: Readonly<Record<NodeId, number>> | null, leader: NodeId | null, effect?: Effect): void {
    const { term: entryTerm = 0, hash = '' } = this.log[index - 1] ?? {};
    this.commitIndex = index;
    this.say({ event: 'commit', term: this.term, role, index, entryTerm, hash, matches, leader });
    while (this.appliedIndex < index) {
      const command = this.log[this.appliedIndex]?.command ?? '';
      this.apply(this.appliedIndex + 1, effect && { effect: effect(command) });
    }
  }
}

/** An entry behind another one (undefined: the first of a log). A command `s:3` is the third write of session s. */
export function entry(before: ScenarioEntry | undefined, term: number, command: string): ScenarioEntry {
  const parent = before?.hash ?? EMPTY_LOG_HASH;
  const hash = [0, 1].map((half) => draw32(half, parent, term, command).toString(16).padStart(8, '0')).join('');
  return { term, command, hash };
}

function clientOf(command: string): { session: string | null; sequence: number | null } {
  const [session = '', sequence] = command.split(':');
  return sequence === undefined ? { session: null, sequence: null } : { session, sequence: Number(sequence) };
}

function columns(entries: readonly ScenarioEntry[]): { terms: number[]; hashes: string[] } {
  return { terms: entries.map(({ term }) => term), hashes: entries.map(({ hash }) => hash) };
}
