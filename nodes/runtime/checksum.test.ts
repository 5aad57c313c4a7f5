import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chainHash, crc32, hash64, SetHash } from './checksum.ts';

describe('crc32', () => {
  it('is the CRC of zlib and Ethernet', () => {
    expect(crc32('123456789')).toBe(0xcbf43926);
    expect(crc32(Buffer.from('123456789'))).toBe(0xcbf43926);
  });
});

describe('hash64', () => {
  it('is 16 hex digits, the same every time', () => {
    expect(hash64('raft')).toMatch(/^[0-9a-f]{16}$/);
    expect(hash64('raft')).toBe(hash64('raft'));
    expect(hash64('')).toMatch(/^[0-9a-f]{16}$/);
  });

  it('tells 200,000 similar texts and bytes apart in each half almost always, and as a whole always', () => {
    const whole = new Set<string>();
    const halves = [new Set<string>(), new Set<string>()];
    for (let i = 0; i < 200_000; i += 1) {
      const hash = hash64(`{"key":"k${i % 7}","value":${i}}`);
      whole.add(hash);
      halves[0]?.add(hash.slice(0, 8));
      halves[1]?.add(hash.slice(8));
    }
    expect(whole.size).toBe(200_000);
    // A perfect 32-bit hash has about five collisions here.
    for (const half of halves) expect(half.size).toBeGreaterThan(199_970);
  });

  it('changes about half of its bits with one bit of the input', () => {
    const base = new Uint8Array(24).fill(7);
    const before = BigInt(`0x${hash64(base)}`);
    let changed = 0;
    for (let bit = 0; bit < base.length * 8; bit += 1) {
      const other = base.slice();
      other[bit >> 3] = (other[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      changed += (before ^ BigInt(`0x${hash64(other)}`)).toString(2).replaceAll('0', '').length;
    }
    const share = changed / (base.length * 8 * 64);
    expect(share).toBeGreaterThan(0.47);
    expect(share).toBeLessThan(0.53);
  });
});

describe('chainHash', () => {
  it('covers the previous hash, every part, its type and where it ends', () => {
    const zero = '0000000000000000';
    const hashes = [
      chainHash(zero, 1, 'ab', 'c'),
      chainHash(zero, 1, 'a', 'bc'),
      chainHash(zero, 1, 'abc'),
      chainHash(zero, '1', 'ab', 'c'),
      chainHash(zero, 'ab', 1, 'c'),
      chainHash('1000000000000000', 1, 'ab', 'c'),
    ];
    expect(new Set(hashes).size).toBe(hashes.length);
    expect(chainHash(zero, 1, 'ab', 'c')).toBe(hashes[0]);
  });

  it('covers every byte of a part, and long parts like short ones', () => {
    const zero = '0000000000000000';
    const hashes = new Set<string>();
    for (const length of [1, 2, 3, 4, 5, 6000])
      for (let at = 0; at < Math.min(length, 6); at += 1) {
        const bytes = new Uint8Array(length);
        bytes[at] = 1;
        hashes.add(chainHash(zero, bytes));
        bytes[at] = 0x81;
        hashes.add(chainHash(zero, bytes));
      }
    expect(hashes.size).toBe(2 * (1 + 2 + 3 + 4 + 5 + 6));
    expect(chainHash(zero, 'ab')).not.toBe(chainHash(zero, Uint8Array.of(0x61, 0x62)));
  });
});

describe('SetHash', () => {
  const member = fc.tuple(fc.constantFrom('value', 'session'), fc.string(), fc.oneof(fc.string(), fc.nat()));

  it('is the same for equal sets, whatever came and went meanwhile', () => {
    fc.assert(
      fc.property(fc.array(member), fc.array(member), (kept, gone) => {
        const [straight, around] = [new SetHash(), new SetHash()];
        for (const one of kept) straight.add(...one);
        const removed = gone.map((one) => around.add(...one));
        for (const one of [...kept].reverse()) around.add(...one);
        for (const one of removed) around.remove(one);
        expect(around.hex).toBe(straight.hex);
      }),
    );
  });

  it('tells members apart that differ in any part or its type', () => {
    const members: readonly (readonly [string, string, string | number])[] = [
      ['value', 'a', 1],
      ['value', 'a', '1'],
      ['value', 'a1', ''],
      ['session', 'a', 1],
      ['value', 'b', 1],
      ['value', 'a', 2 ** 32 + 1],
    ];
    const hashes = members.map((one) => {
      const set = new SetHash();
      set.add(...one);
      return set.hex;
    });
    expect(new Set([...hashes, new SetHash().hex]).size).toBe(members.length + 1);
  });
});
