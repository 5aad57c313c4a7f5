import { createHash } from 'node:crypto';
import { crc32 } from '../../../nodes/runtime/index.ts';
import type { FrameDescription } from '../../core/index.ts';

/** What the digest covers, by the word that its lines in the event log have behind the time. */
const kinds = {
  deliver: 1,
  drop: 2,
  timer: 3,
  append: 4,
  sync: 5,
  replace: 6,
  read: 7,
  loss: 8,
  damage: 9,
  crash: 10,
  start: 11,
  pause: 12,
  resume: 13,
  clock: 14,
  request: 15,
  response: 16,
  history: 17,
  verdict: 18,
} as const;

export type JournalKind = keyof typeof kinds;

const NAME_CODE = 0;

/** Where events gather until they are hashed. */
const BUFFER_BYTES = 64 * 1024;
/** Five words: time (low, high and kind), who, a number, how many bytes follow. */
const HEADER_WORDS = 5;
/** Longer texts are encoded by themselves first. */
const SHORT_TEXT_LENGTH = 4096;
/** Of one UTF-16 unit. */
const UTF8_BYTES_MAX = 3;

/**
 * Everything that happens in a run, in order, as a SHA-256; and, if someone wants to compare two runs, as a line for each event. An event is
 * its virtual time, what it is, who took part, a whole number (what it means depends on the kind) and the bytes that were moved.
 */
export class Journal {
  readonly #hash = createHash('sha256');
  readonly #buffer = Buffer.allocUnsafeSlow(BUFFER_BYTES);
  readonly #words = new Uint32Array(this.#buffer.buffer);
  readonly #names = new Map<string, number>();
  readonly #onLine: ((line: string) => void) | undefined;
  /** Always a multiple of four. */
  #used = 0;

  constructor(onLine?: (line: string) => void) {
    this.#onLine = onLine;
  }

  /** `described` stands in the line alone: the bytes say the same. */
  record(timeUs: number, kind: JournalKind, who: string, detail: number, bytes?: Uint8Array | string, described?: FrameDescription): void {
    const name = this.#names.get(who) ?? this.#name(who);
    if (typeof bytes === 'string' && bytes.length <= SHORT_TEXT_LENGTH) this.#addText(timeUs, kinds[kind], name, detail, bytes);
    else this.#add(timeUs, kinds[kind], name, detail, asBytes(bytes));
    if (this.#onLine !== undefined) this.#onLine(lineOf(timeUs, kind, who, detail, asBytes(bytes), described));
  }

  /** Nothing is recorded afterwards. */
  digest(): string {
    this.#flush();
    return this.#hash.digest('hex');
  }

  /** Straight into the buffer. */
  #addText(timeUs: number, code: number, name: number, detail: number, text: string): void {
    if (this.#used + HEADER_WORDS * 4 + text.length * UTF8_BYTES_MAX > BUFFER_BYTES) this.#flush();
    const start = this.#used + HEADER_WORDS * 4;
    const byteCount = this.#buffer.write(text, start);
    this.#header(timeUs, code, name, detail, byteCount);
    this.#pad(start + byteCount);
  }

  #add(timeUs: number, code: number, name: number, detail: number, content: Uint8Array | undefined): void {
    const byteCount = content === undefined ? 0 : content.length;
    if (this.#used + HEADER_WORDS * 4 + byteCount > BUFFER_BYTES) this.#flush();
    this.#header(timeUs, code, name, detail, byteCount);
    if (content === undefined) return;
    if (HEADER_WORDS * 4 + byteCount > BUFFER_BYTES) {
      this.#flush();
      this.#hash.update(content);
      return;
    }
    this.#buffer.set(content, this.#used);
    this.#pad(this.#used + byteCount);
  }

  #header(timeUs: number, code: number, name: number, detail: number, byteCount: number): void {
    const at = this.#used >> 2;
    const words = this.#words;
    words[at] = timeUs;
    words[at + 1] = Math.floor(timeUs / 0x1_0000_0000) * 256 + code;
    words[at + 2] = name;
    words[at + 3] = detail;
    words[at + 4] = byteCount;
    this.#used += HEADER_WORDS * 4;
  }

  /** What is left of the last word must not be what was there before. */
  #pad(end: number): void {
    let at = end;
    while ((at & 3) !== 0) {
      this.#buffer[at] = 0;
      at += 1;
    }
    this.#used = at;
  }

  /** A name is hashed where it is first used, and then its number stands for it. */
  #name(who: string): number {
    const number = this.#names.size;
    this.#names.set(who, number);
    this.#add(0, NAME_CODE, number, 0, Buffer.from(who));
    return number;
  }

  #flush(): void {
    this.#hash.update(this.#buffer.subarray(0, this.#used));
    this.#used = 0;
  }
}

function asBytes(content: Uint8Array | string | undefined): Uint8Array | undefined {
  return typeof content === 'string' ? Buffer.from(content) : content;
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
