import { takeBytes, writeUint32 } from './block.ts';

/** u32 boot, u32 number of the `send` event in it, both big endian; zeros for a message that no trace tells of. */
const STAMP_BYTES = 8;

/** A message that came in, and which it is: the `send` event of its sender. */
export interface StampedMessage {
  readonly boot: number;
  readonly seq: number;
  /** What the codec wrote; it shares memory with what came. */
  readonly content: Uint8Array;
}

/**
 * The bytes that leave: which message this is, then what the codec wrote. The runtime of the receiver reads the stamp and notes it down,
 * so that the record tells of each message whether, when and how often it arrived, and no protocol has to say so.
 */
export function stampMessage(content: Uint8Array, boot: number, seq: number): Uint8Array {
  const bytes = takeBytes(STAMP_BYTES + content.length);
  writeUint32(bytes, 0, boot);
  writeUint32(bytes, 4, seq);
  bytes.set(content, STAMP_BYTES);
  return bytes;
}

/** undefined for bytes that are too short to be a message. */
export function readStamped(bytes: Uint8Array): StampedMessage | undefined {
  if (bytes.length <= STAMP_BYTES) return undefined;
  return { boot: readUint32(bytes, 0), seq: readUint32(bytes, 4), content: bytes.subarray(STAMP_BYTES) };
}

function readUint32(bytes: Uint8Array, at: number): number {
  return (((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0)) >>> 0;
}
