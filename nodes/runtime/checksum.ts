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
  begin();
  if (typeof data === 'string') absorbText(data);
  else absorbBytes(data);
  return finish();
}

/** The next link of a chain of hashes: covers everything that went into `previous`, and each part with its type and length. */
export function chainHash(previous: string, ...parts: readonly (string | number | Uint8Array)[]): string {
  begin();
  absorbText(previous);
  for (const part of parts) absorbPart(part);
  return finish();
}

/**
 * A hash of a set that can grow and shrink: the sum of the hashes of its members, whatever order they came in. Each member is hashed
 * like the parts of a `chainHash`.
 */
export class SetHash {
  #high = 0;
  #low = 0;

  /** Answers what takes the member out again. */
  add(...parts: readonly (string | number)[]): MemberHash {
    begin();
    for (const part of parts) absorbPart(part);
    mixLanes();
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

/** Two lanes of 32 bits, in use only until the function that began is done: an object for each hash would cost as much as the hash. */
let high = 0;
let low = 0;

/** What stands before a part, so that no two lists of parts are alike. */
const TEXT = 0x5e;
const COUNT = 0x6e;
const BYTES = 0x62;

function begin(): void {
  high = 0x9e3779b9 | 0;
  low = 0x85ebca6b | 0;
}

function absorbPart(part: string | number | Uint8Array): void {
  if (typeof part === 'number') {
    if (!Number.isSafeInteger(part)) return absorbPart(String(part));
    absorb(COUNT);
    absorb(part | 0);
    absorb(Math.floor(part / 0x1_0000_0000));
  } else if (typeof part === 'string') {
    absorb(TEXT);
    absorbText(part);
  } else {
    absorb(BYTES);
    absorbBytes(part);
  }
}

/** Two units a word. */
function absorbText(text: string): void {
  const { length } = text;
  absorb(length);
  let i = 0;
  for (; i + 1 < length; i += 2) absorb(text.charCodeAt(i) | (text.charCodeAt(i + 1) << 16));
  if (i < length) absorb(text.charCodeAt(i));
}

/** Four bytes a word. */
function absorbBytes(bytes: Uint8Array): void {
  const { length } = bytes;
  absorb(length);
  let i = 0;
  for (; i + 3 < length; i += 4)
    absorb(byteAt(bytes, i) | (byteAt(bytes, i + 1) << 8) | (byteAt(bytes, i + 2) << 16) | (byteAt(bytes, i + 3) << 24));
  for (; i < length; i += 1) absorb(byteAt(bytes, i));
}

function byteAt(bytes: Uint8Array, at: number): number {
  return bytes[at] ?? 0;
}

function absorb(word: number): void {
  high = mix(high ^ scramble(word, 0xcc9e2d51, 15), 13, 0xe6546b64);
  low = mix(low ^ scramble(word, 0x1b873593, 16), 17, 0x38495ab5);
}

function scramble(word: number, factor: number, turn: number): number {
  const product = Math.imul(word, factor);
  return (product << turn) | (product >>> (32 - turn));
}

function mix(lane: number, turn: number, increment: number): number {
  return (Math.imul((lane << turn) | (lane >>> (32 - turn)), 5) + increment) | 0;
}

function finish(): string {
  mixLanes();
  return hexOf(high, low);
}

/** Each half depends on both lanes, so that 64 bits differ where the input does. */
function mixLanes(): void {
  high = avalanche(high ^ Math.imul(low, 0x27d4eb2f));
  low = avalanche(low ^ Math.imul(high, 0x165667b1));
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
