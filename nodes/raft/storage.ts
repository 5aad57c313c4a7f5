import type { Env, JsonObject } from '../runtime/index.ts';
import { RaftLog } from './log.ts';
import type { Message } from './messages.ts';
import type { Rules } from './rules.ts';
import { decodeWal, describeRecord, encodeRecord, WAL_FILE, type WalRecord } from './wal.ts';

/** What a node finds on its disk when it starts. */
export interface Recovered {
  readonly term: number;
  readonly votedFor: string | null;
  readonly log: RaftLog;
}

/**
 * The write-ahead log as the node uses it: writes are numbered, gathered while an fsync is under way, and made durable together by
 * the next one (group commit). Whoever depends on a write waits for its number.
 */
export class Storage {
  readonly #env: Env<Message>;
  readonly #rules: Rules;
  #lastWrite = 0;
  #durableWrite = 0;
  /** Bytes gathered for the next append. */
  #gathered: { bytes: Uint8Array[]; about: JsonObject[]; urgent: boolean } = { bytes: [], about: [], urgent: false };
  /** The one call to the disk that is under way while `#busy`: which writes it covers, and whether an fsync must follow at once. */
  #underWay: { readonly upTo: number; readonly urgent: boolean } = { upTo: 0, urgent: false };
  #busy = false;
  #unsynced = false;
  #syncDue = false;
  #syncTimerSet = false;
  #waiting: { readonly write: number; readonly run: () => void }[] = [];

  constructor(env: Env<Message>, rules: Rules) {
    this.#env = env;
    this.#rules = rules;
  }

  /** Number of the newest write: what depends on everything so far waits for it. */
  get lastWrite(): number {
    return this.#lastWrite;
  }

  /** Every write up to this number is durable. */
  get durableWrite(): number {
    return this.#durableWrite;
  }

  recover(done: (error: Error | undefined, recovered?: Recovered) => void): void {
    this.#env.disk.read(WAL_FILE, (error, bytes) => {
      if (error !== undefined) return done(error);
      if (bytes === undefined || bytes.length === 0) {
        this.write({ kind: 'format', version: 2 });
        return done(undefined, { term: 0, votedFor: null, log: new RaftLog() });
      }
      const contents = decodeWal(bytes);
      if ('error' in contents) return done(new Error(contents.error));
      const replayed = replay(contents.records);
      if ('error' in replayed) return done(new Error(`${WAL_FILE}: ${replayed.error}`));
      if (contents.validBytes === bytes.length) return done(undefined, replayed);
      this.#cutTornTail(bytes.slice(0, contents.validBytes), contents.records, (failed) =>
        done(failed, failed === undefined ? replayed : undefined),
      );
    });
  }

  /** Takes a record on and answers its number. `hashes` are the chain hashes of an `entries` record. */
  write(record: WalRecord, hashes: readonly string[] = []): number {
    this.#gather(record, hashes, record.kind === 'vote' || this.#rules.entrySyncDelayMs === 0);
    this.#flush();
    return this.#lastWrite;
  }

  /** Runs `run` once the write is durable: at once if it is already. */
  whenDurable(write: number, run: () => void): void {
    if (write <= this.#durableWrite) run();
    else this.#waiting.push({ write, run });
  }

  #gather(record: WalRecord, hashes: readonly string[], urgent: boolean): void {
    this.#lastWrite += 1;
    this.#gathered.bytes.push(encodeRecord(record));
    const about = describeRecord(record, hashes);
    if (about !== undefined) this.#gathered.about.push(about);
    if (urgent) this.#gathered.urgent = true;
  }

  #flush(): void {
    if (this.#busy) return;
    if (this.#gathered.bytes.length > 0) {
      const { bytes, about, urgent } = this.#gathered;
      this.#underWay = { upTo: this.#lastWrite, urgent };
      this.#gathered = { bytes: [], about: [], urgent: false };
      this.#busy = true;
      this.#env.disk.append(WAL_FILE, join(bytes), about, this.#appended);
    } else if (this.#unsynced && this.#syncDue) this.#sync(this.#lastWrite);
  }

  readonly #appended = (error?: Error): void => {
    if (error !== undefined) return this.#env.fatal(`cannot write ${WAL_FILE}: ${error.message}`);
    this.#busy = false;
    this.#unsynced = true;
    if (this.#underWay.urgent || this.#syncDue) this.#sync(this.#underWay.upTo);
    else this.#syncLater();
  };

  #sync(upTo: number): void {
    this.#busy = true;
    this.#syncDue = false;
    this.#underWay = { upTo, urgent: true };
    this.#env.disk.sync(WAL_FILE, this.#synced);
  }

  readonly #synced = (error?: Error): void => {
    // After a failed fsync nobody knows what the disk holds; going on would promise what may be lost.
    if (error !== undefined) return this.#env.fatal(`cannot sync ${WAL_FILE}: ${error.message}`);
    const { upTo } = this.#underWay;
    this.#busy = false;
    this.#unsynced = false;
    this.#durableWrite = upTo;
    this.#runWaiting(upTo);
    this.#flush();
  };

  #runWaiting(upTo: number): void {
    const waiting = this.#waiting;
    if (waiting.length === 0) return;
    this.#waiting = waiting.filter((waiter) => waiter.write > upTo);
    for (const waiter of waiting) if (waiter.write <= upTo) waiter.run();
  }

  #syncLater(): void {
    if (!this.#syncTimerSet) {
      this.#syncTimerSet = true;
      this.#env.timer(this.#rules.entrySyncDelayMs, () => {
        this.#syncTimerSet = false;
        this.#syncDue = true;
        this.#flush();
      });
    }
    this.#flush();
  }

  #cutTornTail(bytes: Uint8Array, records: readonly WalRecord[], done: (error?: Error) => void): void {
    const log = new RaftLog();
    const about: JsonObject[] = [];
    for (const record of records) {
      const description = describeRecord(record, applyToLog(log, record));
      if (description !== undefined) about.push(description);
    }
    this.#env.disk.replace(WAL_FILE, bytes, about, done);
  }
}

function replay(records: readonly WalRecord[]): Recovered | { readonly error: string } {
  const log = new RaftLog();
  let term = 0;
  let votedFor: string | null = null;
  for (const [number, record] of records.entries()) {
    if (number === 0 && record.kind !== 'format') return { error: 'the first record does not say which format this is' };
    if (record.kind === 'vote') {
      term = record.term;
      votedFor = record.votedFor;
    }
    if (record.kind === 'entries' && record.firstIndex !== log.lastIndex + 1)
      return { error: `record ${number} continues the log at index ${record.firstIndex}, but it ends at ${log.lastIndex}` };
    applyToLog(log, record);
  }
  // An entry of a term is only ever taken on in that term or a later one, whatever became of the record of the term itself.
  if (log.lastTerm > term) {
    term = log.lastTerm;
    votedFor = null;
  }
  return { term, votedFor, log };
}

/** Answers the hashes of the entries that the record adds. */
function applyToLog(log: RaftLog, record: WalRecord): string[] {
  if (record.kind === 'truncate') log.removeFrom(record.fromIndex);
  return record.kind === 'entries' ? record.entries.map((entry) => log.push(entry.term, entry.command, 0).hash) : [];
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const [first] = parts;
  if (first !== undefined && parts.length === 1) return first;
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
