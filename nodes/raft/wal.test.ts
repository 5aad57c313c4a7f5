import { describe, expect, it } from 'vitest';
import { decodeWal, encodeRecord, type WalRecord } from './wal.ts';

const records: readonly WalRecord[] = [
  { kind: 'format', version: 2 },
  { kind: 'vote', term: 1, votedFor: 'n1' },
  {
    kind: 'entries',
    firstIndex: 1,
    entries: [
      { term: 1, command: { kind: 'noop' } },
      { term: 1, command: { kind: 'put', key: 'schlüssel', value: { a: [1, null, 'x'] }, by: { session: 's', sequence: 1 } } },
    ],
  },
  { kind: 'truncate', fromIndex: 2 },
];

describe('the write-ahead log', () => {
  const whole = join(records.map(encodeRecord));

  it('reads back what was written', () => {
    expect(decodeWal(whole)).toEqual({ records, validBytes: whole.length });
  });

  it('cuts a tail torn at any byte to the whole records before it', () => {
    const ends = records.map((_, i) => join(records.slice(0, i + 1).map(encodeRecord)).length);
    for (let length = 0; length < whole.length; length += 1) {
      const count = ends.filter((end) => end <= length).length;
      expect(decodeWal(whole.slice(0, length))).toEqual({ records: records.slice(0, count), validBytes: ends[count - 1] ?? 0 });
    }
  });

  it('takes zeros behind the last record for a torn tail', () => {
    expect(decodeWal(join([whole, new Uint8Array(64)]))).toEqual({ records, validBytes: whole.length });
  });

  it('refuses damage in the middle at any byte, and names where the record begins', () => {
    const first = encodeRecord(records[0] as WalRecord).length;
    const second = encodeRecord(records[1] as WalRecord).length;
    for (let at = first; at < first + second; at += 1) {
      const damaged = whole.slice();
      damaged[at] = (damaged[at] ?? 0) ^ 0x40;
      expect(decodeWal(damaged)).toEqual({ error: expect.stringContaining(`corrupt record in wal at byte ${first}`) });
    }
  });
});

function join(parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}
