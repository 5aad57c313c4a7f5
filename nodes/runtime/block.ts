const BLOCK_BYTES = 64 * 1024;
/** What is larger gets memory of its own, so that a block is not held for the sake of one. */
const MAX_SHARED_BYTES = 4096;

let block = new ArrayBuffer(BLOCK_BYTES);
let used = 0;

/**
 * Bytes to be written over whole: their contents are not said. Small ones share a block of memory one behind the other, because to the
 * platform a small piece of memory of its own costs more than everything that is done with it.
 */
export function takeBytes(length: number): Uint8Array {
  if (length > MAX_SHARED_BYTES) return new Uint8Array(length);
  if (used + length > BLOCK_BYTES) {
    block = new ArrayBuffer(BLOCK_BYTES);
    used = 0;
  }
  const bytes = new Uint8Array(block, used, length);
  used += length;
  return bytes;
}

export function copyBytes(bytes: Uint8Array): Uint8Array {
  const copy = takeBytes(bytes.length);
  copy.set(bytes);
  return copy;
}

/** Big endian. */
export function writeUint32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 24;
  bytes[at + 1] = (value >>> 16) & 0xff;
  bytes[at + 2] = (value >>> 8) & 0xff;
  bytes[at + 3] = value & 0xff;
}
