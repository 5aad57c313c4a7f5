import type { DurableRecord } from '../../nodes/raft/trace.ts';
import type { NodeId } from '../../src/core/index.ts';
import type { ModelMessage, ModelRules } from './test-model-rules.ts';
import { entry, type Found, type ScenarioEntry, type ScenarioNode } from './test-scenario.ts';

type Sent = ModelMessage extends infer M ? (M extends ModelMessage ? Omit<M, 'from' | 'to'> : never) : never;

/** What the model's write-ahead log holds of one record. */
interface Written {
  readonly record: DurableRecord;
  readonly entries: readonly ScenarioEntry[];
}

/** A small Raft with a disk that syncs when it is told to: what a trace checker must never complain of. */
export class ModelNode {
  readonly name: NodeId;
  readonly #teller: ScenarioNode;
  readonly #peers: readonly ScenarioNode[];
  readonly #rules: ModelRules;
  readonly #post: (message: ModelMessage) => void;
  readonly #file: Written[] = [];
  #durableCount = 0;
  #waiting: (() => void)[] = [];
  #votes: NodeId[] = [];
  #next = new Map<NodeId, number>();
  #match = new Map<NodeId, number>();
  #applied = new Set<string>();

  constructor(teller: ScenarioNode, all: readonly ScenarioNode[], rules: ModelRules, post: (message: ModelMessage) => void) {
    this.name = teller.name;
    this.#teller = teller;
    this.#peers = all.filter((node) => node !== teller);
    this.#rules = rules;
    this.#post = post;
  }

  /** Crashes and comes back with what was durable and this share of what was not; that becomes durable before or after. */
  start(survivingShare: number, syncsFirst: boolean): void {
    this.#file.splice(this.#durableCount + Math.floor((this.#file.length - this.#durableCount) * survivingShare));
    this.#waiting = [];
    this.#applied = new Set();
    this.#teller.beginBoot();
    if (syncsFirst) {
      this.#durableCount = this.#file.length;
      this.#teller.persist();
    }
    this.#teller.recover(this.#replay());
  }

  /** Everything written becomes durable. */
  sync(): void {
    this.#teller.persist(...this.#file.slice(this.#durableCount).map(({ record }) => record));
    this.#durableCount = this.#file.length;
    const ready = this.#waiting;
    this.#waiting = [];
    for (const run of ready) run();
  }

  timeOut(): void {
    const node = this.#teller;
    if (node.role === 'leader') return node.become('follower');
    this.#enterTerm(node.term + 1, this.name);
    node.become('candidate');
    this.#votes = [];
    this.#whenDurable(this.#rules.voteDurable, () => {
      if (node.role !== 'candidate') return;
      this.#votes = [this.name];
      for (const peer of this.#peers)
        this.#send(peer, { type: 'vote', term: node.term, lastIndex: node.log.length, lastTerm: node.log.at(-1)?.term ?? 0 });
      this.#countVotes();
    });
  }

  propose(command: string, batchSize: number): void {
    const node = this.#teller;
    if (node.role !== 'leader') return;
    const added = entry(node.log.at(-1), node.term, command);
    node.append(added);
    this.#write({ kind: 'entries', firstIndex: node.log.length, terms: [added.term], hashes: [added.hash] }, [added]);
    const index = node.log.length;
    this.#whenDurable(this.#rules.entriesDurable, () => {
      if (node.role !== 'leader') return;
      this.#match.set(this.name, Math.max(this.#match.get(this.name) ?? 0, index));
      this.#advance();
    });
    this.replicate(batchSize);
  }

  /** As leader: tells everybody what comes next in its log, so many entries of it; none while it is not known where the logs agree. */
  replicate(batchSize: number): void {
    const node = this.#teller;
    if (node.role !== 'leader') return;
    for (const peer of this.#peers) {
      const previousIndex = (this.#next.get(peer.name) ?? 1) - 1;
      const entries = node.log.slice(previousIndex, previousIndex + (this.#match.has(peer.name) ? batchSize : 0));
      const previousTerm = node.log[previousIndex - 1]?.term ?? 0;
      this.#send(peer, { type: 'append', term: node.term, previousIndex, previousTerm, entries, commitIndex: node.commitIndex });
    }
  }

  read(): void {
    this.#teller.read(this.#teller.appliedIndex);
  }

  receive(message: ModelMessage): void {
    const node = this.#teller;
    if (message.term > node.term) {
      this.#enterTerm(message.term, null);
      node.become('follower');
    }
    const from = this.#peers.find(({ name }) => name === message.from);
    if (from === undefined) return;
    if (message.type === 'vote') this.#onVote(from, message);
    else if (message.type === 'append') this.#onAppend(from, message);
    else if (message.term !== node.term) return;
    else if (message.type === 'vote-reply' && message.granted && node.role === 'candidate') {
      if (!this.#rules.countsVotersOnce || !this.#votes.includes(message.from)) this.#votes.push(message.from);
      this.#countVotes();
    } else if (message.type === 'append-reply' && node.role === 'leader') this.#onReply(message);
  }

  #onVote(from: ScenarioNode, message: Extract<ModelMessage, { type: 'vote' }>): void {
    const node = this.#teller;
    const lastTerm = node.log.at(-1)?.term ?? 0;
    const isCurrent = message.lastTerm > lastTerm || (message.lastTerm === lastTerm && message.lastIndex >= node.log.length);
    if (
      message.term !== node.term ||
      (node.votedFor !== null && node.votedFor !== message.from) ||
      (this.#rules.comparesLogs && !isCurrent)
    )
      return;
    if (node.votedFor === null) {
      node.votedFor = message.from;
      this.#write({ kind: 'vote', term: node.term, votedFor: message.from });
    }
    this.#whenDurable(this.#rules.voteDurable, () => this.#send(from, { type: 'vote-reply', term: node.term, granted: true }));
  }

  #onAppend(from: ScenarioNode, message: Extract<ModelMessage, { type: 'append' }>): void {
    const node = this.#teller;
    if (message.term !== node.term || node.role === 'leader') return;
    node.become('follower');
    const { previousIndex, entries } = message;
    if (previousIndex > node.log.length || (node.log[previousIndex - 1]?.term ?? 0) !== message.previousTerm)
      return this.#send(from, { type: 'append-reply', term: node.term, success: false, matchIndex: 0 });
    const isConflict = (old: ScenarioEntry, i: number) =>
      i < previousIndex + entries.length && old.term !== entries[i - previousIndex]?.term;
    const conflict = node.log.findIndex((old, i) => i >= previousIndex && (!this.#rules.removesConflictsOnly || isConflict(old, i)));
    if (conflict !== -1) {
      node.truncate(conflict + 1);
      this.#write({ kind: 'truncate', fromIndex: conflict + 1 });
    }
    const missing = entries.slice(Math.max(0, node.log.length - previousIndex));
    const firstIndex = node.log.length + 1;
    if (missing.length > 0) {
      node.append(...missing);
      this.#write(
        { kind: 'entries', firstIndex, terms: missing.map(({ term }) => term), hashes: missing.map(({ hash }) => hash) },
        missing,
      );
    }
    const matchIndex = previousIndex + entries.length;
    this.#whenDurable(this.#rules.entriesDurable, () =>
      this.#send(from, { type: 'append-reply', term: node.term, success: true, matchIndex }),
    );
    const commit = Math.min(message.commitIndex, this.#rules.bindsCommitToLog ? matchIndex : node.log.length);
    if (commit > node.commitIndex) node.commitFrom(from, commit, (command) => this.#takesEffect(command));
  }

  #onReply({ from, success, matchIndex }: Extract<ModelMessage, { type: 'append-reply' }>): void {
    if (!success) {
      this.#next.set(from, Math.max((this.#match.get(from) ?? 0) + 1, (this.#next.get(from) ?? 1) - 1));
      return;
    }
    this.#match.set(from, Math.max(this.#match.get(from) ?? 0, matchIndex));
    this.#next.set(from, Math.max(this.#next.get(from) ?? 1, matchIndex + 1));
    this.#advance();
  }

  #advance(): void {
    const node = this.#teller;
    const held = [node, ...this.#peers].map(({ name }) => this.#match.get(name) ?? 0).sort((a, b) => b - a);
    const index = held[Math.floor(held.length / 2)] ?? 0;
    if (index <= node.commitIndex || (this.#rules.countsOwnTermOnly && node.log[index - 1]?.term !== node.term)) return;
    const matches = Object.fromEntries([node, ...this.#peers].map(({ name }) => [name, this.#match.get(name) ?? 0]));
    node.commitCounting(index, matches, (command) => this.#takesEffect(command));
  }

  #countVotes(): void {
    const node = this.#teller;
    if (node.role !== 'candidate' || this.#votes.length * 2 <= this.#peers.length + 1) return;
    node.leadBy(this.#votes);
    this.#next = new Map(this.#peers.map(({ name }) => [name, node.log.length + 1]));
    this.#match = new Map();
    this.propose('noop', 1);
  }

  #takesEffect(command: string): boolean {
    if (command === 'noop') return false;
    const isNew = !this.#rules.knowsDuplicates || !this.#applied.has(command);
    this.#applied.add(command);
    return isNew;
  }

  #enterTerm(term: number, votedFor: NodeId | null): void {
    this.#teller.enterTerm(term, votedFor);
    this.#write({ kind: 'vote', term, votedFor });
  }

  #write(record: DurableRecord, entries: readonly ScenarioEntry[] = []): void {
    this.#file.push({ record, entries });
  }

  #replay(): Found {
    const log: ScenarioEntry[] = [];
    let vote: Pick<Found, 'term' | 'votedFor'> = { term: 0, votedFor: null };
    for (const { record, entries } of this.#file) {
      if (record.kind === 'vote') vote = record;
      else if (record.kind === 'truncate') log.splice(record.fromIndex - 1);
      else log.push(...entries);
    }
    return { log, term: vote.term, votedFor: vote.votedFor };
  }

  /** Runs at the next sync if the term is still the same, which also makes durable what a restart only found; at once where the rule is broken. */
  #whenDurable(isKept: boolean, run: () => void): void {
    const { term } = this.#teller;
    if (isKept) this.#waiting.push(() => (this.#teller.term === term ? run() : undefined));
    else run();
  }

  #send(to: ScenarioNode, message: Sent): void {
    const teller = this.#teller;
    if (message.type === 'append') {
      const { term, previousIndex, previousTerm, commitIndex, entries } = message;
      teller.send(to, { type: 'append', term, previousIndex, previousTerm, commitIndex, count: entries.length, round: 0 });
    } else if (message.type === 'append-reply') teller.send(to, { ...message, round: 0 });
    else teller.send(to, message);
    this.#post({ ...message, from: this.name, to: to.name } as ModelMessage);
  }
}
