import { ByteWriter, chainHash } from '../runtime/index.ts';
import type { Command } from './command.ts';
import { writeCommand } from './command-bytes.ts';

/** The chain hash of the empty log. */
export const EMPTY_LOG_HASH = '0000000000000000';

export interface LogEntry {
  readonly term: number;
  readonly command: Command;
  /** Covers the term, the command and the hash of the entry before. */
  readonly hash: string;
  /** The write that makes this entry durable. Never falls along the log. */
  readonly writeNumber: number;
  /** Bytes of the command. */
  readonly size: number;
}

/** Only for looking at a command's bytes: nothing stays in it. */
const commandWriter = new ByteWriter();

/** The replicated log in memory. Indexes start at 1; index 0 stands for the empty log, of term 0. */
export class RaftLog {
  readonly #entries: LogEntry[] = [];
  #bytes = 0;

  get lastIndex(): number {
    return this.#entries.length;
  }

  get lastTerm(): number {
    return this.termAt(this.lastIndex);
  }

  get lastHash(): string {
    return this.hashAt(this.lastIndex);
  }

  /** Bytes of all commands. */
  get bytes(): number {
    return this.#bytes;
  }

  entryAt(index: number): LogEntry {
    const entry = this.#entries[index - 1];
    if (entry === undefined) throw new RangeError(`the log has entries 1 to ${this.lastIndex}, not ${index}`);
    return entry;
  }

  has(index: number): boolean {
    return index >= 0 && index <= this.lastIndex;
  }

  termAt(index: number): number {
    return index === 0 ? 0 : this.entryAt(index).term;
  }

  hashAt(index: number): string {
    return index === 0 ? EMPTY_LOG_HASH : this.entryAt(index).hash;
  }

  /** The write that makes the log durable up to here; 0 if it is for certain. */
  writeOf(index: number): number {
    return index === 0 ? 0 : this.entryAt(index).writeNumber;
  }

  /** Puts one entry at the end. */
  push(term: number, command: Command, writeNumber: number): LogEntry {
    writeCommand(commandWriter, command);
    const size = commandWriter.length;
    const hash = chainHash(this.lastHash, term, commandWriter.written());
    commandWriter.drop();
    const entry = { term, command, hash, writeNumber, size };
    this.#entries.push(entry);
    this.#bytes += size;
    return entry;
  }

  /** Removes the entries from this index on. */
  removeFrom(index: number): void {
    for (const entry of this.#entries.splice(index - 1)) this.#bytes -= entry.size;
  }

  /** At most `maxCount` entries from `fromIndex` on, and no more than `maxBytes` of commands unless the first alone is larger. */
  batch(fromIndex: number, maxCount: number, maxBytes: number): LogEntry[] {
    const batch: LogEntry[] = [];
    let bytes = 0;
    for (let index = fromIndex; index <= this.lastIndex && batch.length < maxCount; index += 1) {
      const entry = this.entryAt(index);
      bytes += entry.size;
      if (bytes > maxBytes && batch.length > 0) break;
      batch.push(entry);
    }
    return batch;
  }

  /** The last index whose entry is of this term or an earlier one; 0 if none is. */
  lastIndexOfTermAtMost(term: number): number {
    let low = 0;
    let high = this.lastIndex;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (this.termAt(middle) <= term) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** The first index whose entry is of the same term as the one at `index`. */
  firstIndexOfTermAt(index: number): number {
    return this.lastIndexOfTermAtMost(this.termAt(index) - 1) + 1;
  }

  /** The last index, from `from` on, whose write number is at most this. */
  lastIndexWrittenBy(writeNumber: number, from: number): number {
    let index = from;
    while (index < this.lastIndex && this.entryAt(index + 1).writeNumber <= writeNumber) index += 1;
    return index;
  }
}
