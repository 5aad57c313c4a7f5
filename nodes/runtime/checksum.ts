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
  let high = 0x9e3779b9 ^ data.length;
  let low = 0x85ebca6b ^ data.length;
  for (let i = 0; i < data.length; i += 1) {
    const unit = typeof data === 'string' ? data.charCodeAt(i) : (data[i] ?? 0);
    high = mix(high ^ Math.imul(unit, 0xcc9e2d51), 13, 0xe6546b64);
    low = mix(low ^ Math.imul(unit, 0x1b873593), 17, 0x38495ab5);
  }
  // Each half depends on both lanes, so that 64 bits differ where the input does.
  const crossed = avalanche(high ^ Math.imul(low, 0x27d4eb2f));
  return hex(crossed) + hex(avalanche(low ^ Math.imul(crossed, 0x165667b1)));
}

/** The next link of a chain of hashes: covers everything that went into `previous`, and each part with its type and length. */
export function chainHash(previous: string, ...parts: readonly (string | number)[]): string {
  let text = previous;
  for (const part of parts) {
    const written = String(part);
    text += `${typeof part === 'number' ? 'n' : 's'}${written.length}:${written}`;
  }
  return hash64(text);
}

function mix(lane: number, turn: number, increment: number): number {
  return (Math.imul((lane << turn) | (lane >>> (32 - turn)), 5) + increment) | 0;
}

function avalanche(word: number): number {
  let x = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}

function hex(word: number): string {
  return word.toString(16).padStart(8, '0');
}
