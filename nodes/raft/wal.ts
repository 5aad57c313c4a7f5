import { ByteReader, ByteWriter, crc32, encodeFrame, FRAME_HEADER_BYTES, type JsonObject, MAX_FRAME_BYTES } from '../runtime/index.ts';
import { readEntries, writeEntries } from './message-codec.ts';
import type { WireEntry } from './messages.ts';

/**
 * The write-ahead log: one append-only file of records, each `u32 length, u32 crc32, payload` (big endian; the payload is laid out like a message's). A conflict
 * does not truncate the file: that the entries from an index on are void is a record too.
 */
export const WAL_FILE = 'wal';

export type WalRecord =
  | { readonly kind: 'format'; readonly version: 2 }
  | { readonly kind: 'vote'; readonly term: number; readonly votedFor: string | null }
  | { readonly kind: 'entries'; readonly firstIndex: number; readonly entries: readonly WireEntry[] }
  | { readonly kind: 'truncate'; readonly fromIndex: number };

/** The byte that a record's payload begins with. */
const kinds = { format: 1, vote: 2, entries: 3, truncate: 4 } as const;

const writer = new ByteWriter();

/** The bytes of one record: laid out like a frame on the wire, and no longer than one. */
export function encodeRecord(record: WalRecord): Uint8Array {
  try {
    write(record);
    return encodeFrame(writer.written());
  } finally {
    writer.drop();
  }
}

export interface WalContents {
  readonly records: readonly WalRecord[];
  /** Bytes of whole records; what follows is a torn tail to be cut. */
  readonly validBytes: number;
}

/**
 * Reads a whole file. A record that is cut short or damaged at the very end is the torn write of a crash and is left out; one with
 * whole records behind it is damage that no crash explains: the error names its offset, and the node must not start.
 */
export function decodeWal(bytes: Uint8Array): WalContents | { readonly error: string } {
  const records: WalRecord[] = [];
  let offset = 0;
  while (offset < bytes.length) {
    const found = recordAt(bytes, offset);
    if (found === undefined) {
      const next = nextRecordAfter(bytes, offset);
      if (next === undefined) break;
      return {
        error: `corrupt record in ${WAL_FILE} at byte ${offset}: whole records follow from byte ${next} on, so this is no torn tail`,
      };
    }
    records.push(found.record);
    offset = found.end;
  }
  return { records, validBytes: offset };
}

/** What the trace says of a record once it is durable. `hashes` are the chain hashes of an `entries` record. */
export function describeRecord(record: WalRecord, hashes: readonly string[]): JsonObject | undefined {
  switch (record.kind) {
    case 'format':
      return undefined;
    case 'vote':
      return { kind: 'vote', term: record.term, votedFor: record.votedFor };
    case 'entries':
      return { kind: 'entries', firstIndex: record.firstIndex, terms: record.entries.map((entry) => entry.term), hashes };
    case 'truncate':
      return { kind: 'truncate', fromIndex: record.fromIndex };
  }
}

function recordAt(bytes: Uint8Array, offset: number): { record: WalRecord; end: number } | undefined {
  if (bytes.length - offset < FRAME_HEADER_BYTES) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset + offset);
  const length = view.getUint32(0);
  const end = offset + FRAME_HEADER_BYTES + length;
  if (length === 0 || length > MAX_FRAME_BYTES || end > bytes.length) return undefined;
  const payload = bytes.subarray(offset + FRAME_HEADER_BYTES, end);
  if (crc32(payload) !== view.getUint32(4)) return undefined;
  const record = parseRecord(payload);
  return record === undefined ? undefined : { record, end };
}

/** Where the next whole record begins, at whatever byte: only looked for when something is wrong already. */
function nextRecordAfter(bytes: Uint8Array, offset: number): number | undefined {
  for (let at = offset + 1; at + FRAME_HEADER_BYTES < bytes.length; at += 1) if (recordAt(bytes, at) !== undefined) return at;
  return undefined;
}

function parseRecord(payload: Uint8Array): WalRecord | undefined {
  const reader = new ByteReader(payload);
  const record = read(reader);
  return reader.done ? record : undefined;
}

function write(record: WalRecord): void {
  writer.byte(kinds[record.kind]);
  switch (record.kind) {
    case 'format':
      return writer.count(record.version);
    case 'vote':
      writer.count(record.term);
      writer.byte(record.votedFor === null ? 0 : 1);
      return record.votedFor === null ? undefined : writer.text(record.votedFor);
    case 'entries':
      writer.count(record.firstIndex);
      return writeEntries(writer, record.entries);
    case 'truncate':
      return writer.count(record.fromIndex);
  }
}

function read(reader: ByteReader): WalRecord | undefined {
  switch (reader.byte()) {
    case kinds.format:
      return reader.count() === 2 ? { kind: 'format', version: 2 } : undefined;
    case kinds.vote: {
      const term = reader.count();
      const voted = reader.byte();
      if (voted > 1) return undefined;
      return { kind: 'vote', term, votedFor: voted === 0 ? null : reader.text() };
    }
    case kinds.entries: {
      const firstIndex = reader.count();
      const entries = readEntries(reader);
      return entries === undefined ? undefined : { kind: 'entries', firstIndex, entries };
    }
    case kinds.truncate:
      return { kind: 'truncate', fromIndex: reader.count() };
    default:
      return undefined;
  }
}
