import { crc32, encodeFrame, FRAME_HEADER_BYTES, type JsonObject, MAX_FRAME_BYTES } from '../runtime/index.ts';
import { parseEntry, type WireEntry } from './messages.ts';

/**
 * The write-ahead log: one append-only file of records, each `u32 length, u32 crc32, payload` (big endian, JSON payload). A conflict
 * does not truncate the file: that the entries from an index on are void is a record too.
 */
export const WAL_FILE = 'wal';

export type WalRecord =
  | { readonly kind: 'format'; readonly version: 1 }
  | { readonly kind: 'vote'; readonly term: number; readonly votedFor: string | null }
  | { readonly kind: 'entries'; readonly firstIndex: number; readonly entries: readonly WireEntry[] }
  | { readonly kind: 'truncate'; readonly fromIndex: number };

/** The bytes of one record: laid out like a frame on the wire, and no longer than one. */
export function encodeRecord(record: WalRecord): Uint8Array {
  return encodeFrame(new TextEncoder().encode(JSON.stringify(record)));
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
  let raw: unknown;
  try {
    raw = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload));
  } catch {
    return undefined;
  }
  if (typeof raw !== 'object' || raw === null) return undefined;
  const { kind, version, term, votedFor, firstIndex, entries, fromIndex } = raw as Record<string, unknown>;
  switch (kind) {
    case 'format':
      return version === 1 ? { kind, version } : undefined;
    case 'vote':
      return isCount(term) && (votedFor === null || typeof votedFor === 'string') ? { kind, term, votedFor } : undefined;
    case 'truncate':
      return isCount(fromIndex) ? { kind, fromIndex } : undefined;
    case 'entries': {
      if (!isCount(firstIndex) || !Array.isArray(entries)) return undefined;
      const parsed = entries.map(parseEntry);
      return parsed.every((entry) => entry !== undefined) ? { kind, firstIndex, entries: parsed } : undefined;
    }
    default:
      return undefined;
  }
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
