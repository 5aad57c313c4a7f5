import type { RaftTraceEvent } from '../../nodes/raft/trace.ts';
import type { NodeId } from '../../src/core/index.ts';
import { DurableState } from './durable-state.ts';
import type { Place } from './ledger.ts';
import { cut, type Entry, emptyLog, entryAt, holds, type LogChain } from './log-chain.ts';

/** What a node has told others that it must never go back on, in any boot. */
export interface Promises {
  /** Highest term of a message that promises something. */
  term: number;
  termPlace: Place | undefined;
  /** Highest term in which it acknowledged a leader. */
  acknowledgedTerm: number;
  /** Votes given, by term; a candidate's own included. */
  readonly votes: Map<number, { readonly candidate: NodeId; readonly place: Place }>;
  /** The longest log that it acknowledged and has not truncated since. */
  log: { last: Entry; readonly to: NodeId; readonly term: number; readonly place: Place } | undefined;
}

/** What a restart must find, frozen when the boot before it ended. */
export interface Expectation {
  readonly durableTerm: number;
  readonly kept: Entry | undefined;
}

/**
 * One node as its trace tells it, up to the event that is being looked at. `undefined` means that events were missed and the thing is
 * not known until a boot (or the next event of its kind) says it anew.
 */
export class NodeView {
  readonly node: NodeId;
  boot = 0;
  voters: readonly NodeId[] | undefined;
  /** Current term; a lower bound where events were missed. */
  term = 0;
  termPlace: Place | undefined;
  /** The term that the node leads now. */
  leads: number | undefined;
  log: Entry | undefined;
  commitIndex: number | undefined = 0;
  /** Where the commit index was last said; in this boot. */
  commitPlace: Place | undefined;
  appliedIndex: number | undefined = 0;
  /** What it acknowledged to the leader of its current term, in this boot. */
  ackedInTerm: { term: number; index: number; place: Place } | undefined;
  readonly durable: DurableState = new DurableState();
  readonly promises: Promises = { term: 0, termPlace: undefined, acknowledgedTerm: 0, votes: new Map(), log: undefined };
  /** undefined in the first boot that was seen, and where nothing is known of the boot before. */
  expectation: Expectation | undefined;
  /** Whether any of its events were missed: that it did not do something can then not be said. */
  isPartial = false;
  /** The highest term it was ever in. */
  reachedTerm = 0;
  /** The newest commit, of any boot, and the term it was made in. */
  lastCommit: { readonly term: number; readonly index: number } = { term: 0, index: 0 };
  #seen = false;

  constructor(node: NodeId) {
    this.node = node;
  }

  /** Must be called for the first event of each boot, before the rules look at it. */
  beginBoot(boot: number): void {
    this.expectation = this.#seen ? { durableTerm: this.durable.term, kept: this.durable.kept } : undefined;
    this.#seen = true;
    this.boot = boot;
    this.term = 0;
    this.termPlace = undefined;
    this.leads = undefined;
    this.log = undefined;
    this.commitIndex = 0;
    this.commitPlace = undefined;
    this.appliedIndex = 0;
    this.ackedInTerm = undefined;
    this.durable.beginBoot();
  }

  /** Some of its events were not seen. */
  miss(): void {
    this.isPartial = true;
    this.#seen = true;
    this.log = undefined;
    this.leads = undefined;
    this.commitIndex = undefined;
    this.appliedIndex = undefined;
    this.ackedInTerm = undefined;
    this.promises.log = undefined;
    this.durable.forget();
  }

  apply(event: RaftTraceEvent, chain: LogChain): void {
    if (event.event === 'send') return this.#promise(event);
    if (event.event !== 'persist' && event.term > this.term) {
      this.term = event.term;
      this.termPlace = placeOf(event);
      this.leads = undefined;
      this.reachedTerm = Math.max(this.reachedTerm, event.term);
    }
    switch (event.event) {
      case 'boot': {
        const last = chain.extendAll(emptyLog, event.terms, event.hashes, event);
        this.log = last;
        this.voters = event.voters;
        this.durable.recover({ term: event.term, votedFor: event.votedFor, last });
        // An acknowledgement that the disk did not keep is told once.
        if (this.promises.log !== undefined && !holds(last, this.promises.log.last)) this.promises.log = undefined;
        return;
      }
      case 'role':
        if (event.role !== 'leader') this.leads = undefined;
        return;
      case 'lead':
        this.leads = event.term;
        return;
      case 'append': {
        if (this.log === undefined) return;
        if (event.firstIndex !== this.log.index + 1) {
          this.log = undefined;
          return;
        }
        this.log = chain.extendAll(this.log, event.terms, event.hashes, event);
        return;
      }
      case 'truncate': {
        if (this.log !== undefined) this.log = cut(this.log, event.fromIndex);
        const { log } = this.promises;
        if (log !== undefined) log.last = cut(log.last, event.fromIndex);
        this.durable.truncated(event.fromIndex);
        return;
      }
      case 'commit':
        this.commitIndex = Math.max(this.commitIndex ?? 0, event.index);
        this.commitPlace = placeOf(event);
        this.lastCommit = { term: event.term, index: event.index };
        return;
      case 'apply':
        this.appliedIndex = event.index;
        return;
      case 'persist':
        return this.durable.persisted(event.records, chain, event);
      case 'term':
      case 'read':
      case 'reply':
        return;
      default:
        event satisfies never;
    }
  }

  #promise(event: Extract<RaftTraceEvent, { event: 'send' }>): void {
    const { promises } = this;
    const { term } = event;
    const binds =
      event.type === 'vote' || (event.type === 'vote-reply' && event.granted) || (event.type === 'append-reply' && event.success);
    if (!binds) return;
    if (term > promises.term) {
      promises.term = term;
      promises.termPlace = placeOf(event);
    }
    if (event.type === 'append-reply') return this.#acknowledge(term, event.matchIndex, event.to, event);
    const candidate = event.type === 'vote' ? this.node : event.to;
    if (!promises.votes.has(term)) promises.votes.set(term, { candidate, place: placeOf(event) });
  }

  #acknowledge(term: number, index: number, to: NodeId, event: Place): void {
    if (term > this.promises.acknowledgedTerm) this.promises.acknowledgedTerm = term;
    if (this.ackedInTerm?.term !== term || index > this.ackedInTerm.index) this.ackedInTerm = { term, index, place: placeOf(event) };
    const entry = this.log === undefined ? undefined : entryAt(this.log, index);
    if (entry === undefined) return;
    const { log } = this.promises;
    if (log === undefined || entry.index > log.last.index) this.promises.log = { last: entry, to, term, place: placeOf(event) };
  }
}

export function placeOf({ node, boot, seq }: { node: NodeId; boot: number; seq: number }): Place {
  return { node, boot, seq };
}
