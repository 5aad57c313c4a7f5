import { createHash } from 'node:crypto';
import { crc32 } from '../../../nodes/runtime/index.ts';
import type { FrameDescription } from '../../core/index.ts';

/** What the digest covers. A name is what a line of the event log begins with, behind its time. */
const kinds = [
  'deliver',
  'drop',
  'timer',
  'append',
  'sync',
  'replace',
  'read',
  'loss',
  'damage',
  'crash',
  'start',
  'pause',
  'resume',
  'clock',
  'request',
  'response',
  'history',
  'verdict',
] as const;

export type JournalKind = (typeof kinds)[number];

const codes = new Map<JournalKind, number>(kinds.map((kind, code) => [kind, code]));

/** Where events gather until they are hashed. */
const BUFFER_BYTES = 64 * 1024;
const HEADER_BYTES = 24;

/**
 * Everything that happens in a run, in order, as a SHA-256; and, if someone wants to compare two runs, as a line for each event. An event is
 * its virtual time, what it is, who took part, a number (what it means depends on the kind) and the bytes that were moved.
 */
export class Journal {
  readonly #hash = createHash('sha256');
  readonly #buffer = Buffer.allocUnsafeSlow(BUFFER_BYTES);
  readonly #onLine: ((line: string) => void) | undefined;
  #used = 0;
  eventCount = 0;

  constructor(onLine?: (line: string) => void) {
    this.#onLine = onLine;
  }

  /** `who` is hashed with the bytes; `described` only stands in the line, because the bytes say the same. */
  record(timeUs: number, kind: JournalKind, who: string, detail: number, bytes?: Uint8Array | string, described?: FrameDescription): void {
    this.eventCount += 1;
    const content = typeof bytes === 'string' ? Buffer.from(bytes) : bytes;
    const byteCount = content === undefined ? 0 : content.length;
    if (this.#used + HEADER_BYTES + who.length * 3 > BUFFER_BYTES) this.#flush();
    const buffer = this.#buffer;
    let at = this.#used;
    at = buffer.writeUInt32LE(timeUs % 0x1_0000_0000, at);
    at = buffer.writeUInt32LE(Math.floor(timeUs / 0x1_0000_0000), at);
    at = buffer.writeUInt8(codes.get(kind) ?? 255, at);
    at = buffer.writeDoubleLE(detail, at);
    at = buffer.writeUInt32LE(byteCount, at);
    at = buffer.writeUInt8(who.length & 255, at);
    at += buffer.write(who, at, 'latin1');
    this.#used = at;
    if (content !== undefined) this.#add(content);
    this.#onLine?.(lineOf(timeUs, kind, who, detail, content, described));
  }

  /** Nothing is recorded afterwards. */
  digest(): string {
    this.#flush();
    return this.#hash.digest('hex');
  }

  #add(bytes: Uint8Array): void {
    if (this.#used + bytes.length > BUFFER_BYTES) this.#flush();
    if (bytes.length > BUFFER_BYTES) {
      this.#hash.update(bytes);
      return;
    }
    this.#buffer.set(bytes, this.#used);
    this.#used += bytes.length;
  }

  #flush(): void {
    this.#hash.update(this.#buffer.subarray(0, this.#used));
    this.#used = 0;
  }
}

/** `1234.567 deliver n1>n2 append {"term":2} 3 61B #5f2a8c01` */
function lineOf(
  timeUs: number,
  kind: JournalKind,
  who: string,
  detail: number,
  bytes: Uint8Array | undefined,
  described: FrameDescription | undefined,
): string {
  const words = [(timeUs / 1000).toFixed(3), kind, who];
  if (described !== undefined) words.push(described.type, JSON.stringify(described.fields));
  words.push(String(detail));
  if (bytes !== undefined && (kind === 'history' || kind === 'verdict')) words.push(Buffer.from(bytes).toString());
  else if (bytes !== undefined) words.push(`${bytes.length}B`, `#${crc32(bytes).toString(16).padStart(8, '0')}`);
  return words.join(' ');
}
