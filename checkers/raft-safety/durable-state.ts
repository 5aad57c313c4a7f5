import type { DurableRecord } from '../../nodes/raft/trace.ts';
import type { NodeId } from '../../src/core/index.ts';
import type { Place } from './ledger.ts';
import { cut, type Entry, emptyLog, type LogChain } from './log-chain.ts';

/** What a node found on its disk when it started. */
export interface Recovered {
  readonly term: number;
  readonly votedFor: NodeId | null;
  readonly last: Entry;
}

/**
 * What of one node would survive the loss of its power now, as far as fsyncs prove it. What a node recovers after a kill may stand in
 * the page cache alone: it counts as durable from the next fsync of that boot on, because an fsync covers the whole file before it.
 */
export class DurableState {
  /** The log that the durable records make; undefined where records were missed. */
  log: Entry | undefined = emptyLog;
  /** The part of it that no later, not yet durable truncation is known to remove: a restart must find it. */
  kept: Entry | undefined = emptyLog;
  /** Highest term of a durable vote record. */
  term = 0;
  /** Every vote that ever became durable, by term; null where a term was entered without one. */
  readonly votes: Map<number, NodeId | null> = new Map();
  #recovered: Recovered | undefined;
  #syncedInBoot = false;
  /** `fromIndex` of truncations of this boot whose records are not durable yet. */
  #openTruncations: number[] = [];

  beginBoot(): void {
    this.#recovered = undefined;
    this.#syncedInBoot = false;
    this.#openTruncations = [];
  }

  recover(recovered: Recovered): void {
    this.#recovered = recovered;
    if (this.#syncedInBoot) this.#takeRecovered();
  }

  truncated(fromIndex: number): void {
    this.#openTruncations.push(fromIndex);
    if (this.kept !== undefined) this.kept = cut(this.kept, fromIndex);
  }

  persisted(records: readonly DurableRecord[], chain: LogChain, place: Place): void {
    if (!this.#syncedInBoot) {
      this.#syncedInBoot = true;
      this.#takeRecovered();
    }
    // All of the file is durable now, but what of it survived the crash before is only known from this boot's `boot` event.
    if (this.#recovered === undefined && !startsOver(records)) this.log = undefined;
    for (const record of records) this.#take(record, chain, place);
    if (this.log === undefined) return;
    this.kept = this.log;
    for (const fromIndex of this.#openTruncations) if (this.kept !== undefined) this.kept = cut(this.kept, fromIndex);
  }

  /** Events were missed: the next boot and an fsync in it say anew what is durable. Votes and terms that were durable stay so. */
  forget(): void {
    this.log = undefined;
    this.kept = undefined;
    this.#recovered = undefined;
    this.#openTruncations = [];
  }

  /** Before its `boot` event a boot has recovered nothing that is known of: the log then stays what the records make of it. */
  #takeRecovered(): void {
    if (this.#recovered === undefined) return;
    const { term, votedFor, last } = this.#recovered;
    this.log = last;
    this.kept = last;
    this.#vote(term, votedFor);
  }

  #take(record: DurableRecord, chain: LogChain, place: Place): void {
    switch (record.kind) {
      case 'reset':
        this.log = emptyLog;
        this.term = 0;
        return;
      case 'vote':
        return this.#vote(record.term, record.votedFor);
      case 'truncate':
        this.#closeTruncation(record.fromIndex);
        if (this.log !== undefined) this.log = cut(this.log, record.fromIndex);
        return;
      case 'entries':
        this.#append(record, chain, place);
        return;
      default:
        record satisfies never;
    }
  }

  #vote(term: number, votedFor: NodeId | null): void {
    this.term = Math.max(this.term, term);
    if (votedFor !== null || !this.votes.has(term)) this.votes.set(term, votedFor);
  }

  #closeTruncation(fromIndex: number): void {
    const at = this.#openTruncations.indexOf(fromIndex);
    if (at >= 0) this.#openTruncations.splice(0, at + 1);
  }

  #append({ firstIndex, terms, hashes }: Extract<DurableRecord, { kind: 'entries' }>, chain: LogChain, place: Place): void {
    if (this.log === undefined) return;
    // A hole would mean that records were missed.
    if (firstIndex < 1 || firstIndex > this.log.index + 1) {
      this.log = undefined;
      return;
    }
    this.log = chain.extendAll(cut(this.log, firstIndex), terms, hashes, place);
  }
}

function startsOver(records: readonly DurableRecord[]): boolean {
  for (const { kind } of records) if (kind === 'reset') return true;
  return false;
}
