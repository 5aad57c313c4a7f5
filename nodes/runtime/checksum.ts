import { crc32 as zlibCrc32 } from 'node:zlib';

/** CRC-32 as zlib and Ethernet compute it; a text is taken as UTF-8. */
export function crc32(bytes: Uint8Array | string): number {
  return zlibCrc32(bytes);
}

/**
 * A 64-bit hash as 16 hex digits. Not cryptographic: it tells states and logs apart, nobody forges them. A text is hashed by its
 * UTF-16 units, so it does not hash like the bytes of its encoding.
 */
export function hash64(data: string | Uint8Array): string {
  count = 0;
  if (typeof data === 'string') addText(data);
  else addBytes(data);
  mixWords();
  return hexOf(high, low);
}

/** The next link of a chain of hashes: covers everything that went into `previous`, and each part with its type and length. */
export function chainHash(previous: string, ...parts: readonly (string | number | Uint8Array)[]): string {
  count = 0;
  addText(previous);
  for (const part of parts) addPart(part);
  mixWords();
  return hexOf(high, low);
}

/**
 * A hash of a set that can grow and shrink: the sum of the hashes of its members, whatever order they came in. Each member is hashed
 * like the parts of a `chainHash`.
 */
export class SetHash {
  #high = 0;
  #low = 0;

  /** Answers what takes the member out again. */
  add(kind: string, name: string, content: string | number): MemberHash {
    count = 0;
    addPart(kind);
    addPart(name);
    addPart(content);
    mixWords();
    this.#high = (this.#high + high) >>> 0;
    this.#low = (this.#low + low) >>> 0;
    return { high, low };
  }

  remove(member: MemberHash): void {
    this.#high = (this.#high - member.high) >>> 0;
    this.#low = (this.#low - member.low) >>> 0;
  }

  /** 16 hex digits; equal sets have equal ones. */
  get hex(): string {
    return hexOf(this.#high, this.#low);
  }
}

export interface MemberHash {
  readonly high: number;
  readonly low: number;
}

/** The words of what is being hashed, and then the hash: in use until the function that began is done. Objects for each hash would cost more than it does. */
let words = new Int32Array(1024);
let count = 0;
let high = 0;
let low = 0;

const MAX_KEPT_WORDS = 1024 * 1024;

/** What stands before a part, so that no two lists of parts are alike. */
const TEXT = 0x5e;
const COUNT = 0x6e;
const BYTES = 0x62;

function addPart(part: string | number | Uint8Array): void {
  if (typeof part === 'number') {
    if (!Number.isSafeInteger(part)) return addPart(String(part));
    reserve(3);
    words[count] = COUNT;
    words[count + 1] = part;
    words[count + 2] = Math.floor(part / 0x1_0000_0000);
    count += 3;
    return;
  }
  reserve(1);
  words[count] = typeof part === 'string' ? TEXT : BYTES;
  count += 1;
  if (typeof part === 'string') addText(part);
  else addBytes(part);
}

/** Its length, then two units a word. */
function addText(text: string): void {
  const { length } = text;
  reserve(length + 1);
  const into = words;
  let at = count;
  into[at++] = length;
  let i = 0;
  for (; i + 1 < length; i += 2) into[at++] = text.charCodeAt(i) | (text.charCodeAt(i + 1) << 16);
  if (i < length) into[at++] = text.charCodeAt(i);
  count = at;
}

/** Its length, then four bytes a word. */
function addBytes(bytes: Uint8Array): void {
  const { length } = bytes;
  reserve(length + 1);
  const into = words;
  let at = count;
  into[at++] = length;
  let i = 0;
  for (; i + 3 < length; i += 4)
    into[at++] = byteAt(bytes, i) | (byteAt(bytes, i + 1) << 8) | (byteAt(bytes, i + 2) << 16) | (byteAt(bytes, i + 3) << 24);
  for (; i < length; i += 1) into[at++] = byteAt(bytes, i);
  count = at;
}

function byteAt(bytes: Uint8Array, at: number): number {
  return bytes[at] ?? 0;
}

function reserve(more: number): void {
  if (count + more <= words.length) return;
  const longer = new Int32Array(2 * (count + more));
  longer.set(words.subarray(0, count));
  words = longer;
}

/** Two lanes of 32 bits, each of which takes in every word in a way of its own. */
function mixWords(): void {
  const from = words;
  const end = count;
  let a = 0x9e3779b9 | 0;
  let b = 0x85ebca6b | 0;
  for (let i = 0; i < end; i += 1) {
    const word = from[i] ?? 0;
    const first = Math.imul(word, 0xcc9e2d51);
    const second = Math.imul(word, 0x1b873593);
    a ^= (first << 15) | (first >>> 17);
    b ^= (second << 16) | (second >>> 16);
    a = (Math.imul((a << 13) | (a >>> 19), 5) + 0xe6546b64) | 0;
    b = (Math.imul((b << 17) | (b >>> 15), 5) + 0x38495ab5) | 0;
  }
  // What a long text needed is not kept for the short ones that follow.
  if (from.length > MAX_KEPT_WORDS) words = new Int32Array(1024);
  // Each half depends on both lanes, so that 64 bits differ where the input does.
  high = avalanche(a ^ Math.imul(b, 0x27d4eb2f));
  low = avalanche(b ^ Math.imul(high, 0x165667b1));
}

function avalanche(word: number): number {
  let x = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}

/** Digit by digit into one string: `toString(16)` and padding cost twenty times as much. */
function hexOf(a: number, b: number): string {
  return String.fromCharCode(
    digit(a >>> 28),
    digit(a >>> 24),
    digit(a >>> 20),
    digit(a >>> 16),
    digit(a >>> 12),
    digit(a >>> 8),
    digit(a >>> 4),
    digit(a),
    digit(b >>> 28),
    digit(b >>> 24),
    digit(b >>> 20),
    digit(b >>> 16),
    digit(b >>> 12),
    digit(b >>> 8),
    digit(b >>> 4),
    digit(b),
  );
}

function digit(word: number): number {
  const nibble = word & 15;
  return nibble < 10 ? 48 + nibble : 87 + nibble;
}
