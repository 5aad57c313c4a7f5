import { closeSync, openSync, readSync } from 'node:fs';

const CHUNK_BYTES = 64 * 1024;

/** A file that another process appends to, read as it grows. It need not be there yet. */
export interface GrowingFile {
  /** What has come since the last call, at most `bytesMax` of it, in pieces that are the reader's only until `take` returns. Whether there may be more. */
  read(bytesMax: number, take: (bytes: Uint8Array) => void): boolean;
  close(): void;
}

/**
 * It is read rather than watched: file system events come late, merged or not at all, and a read that finds nothing costs about a
 * microsecond.
 */
export function openGrowingFile(path: string, offset = 0): GrowingFile {
  let fd: number | undefined;
  let position = offset;
  let closed = false;
  return {
    read(bytesMax, take) {
      if (closed) return false;
      fd ??= openIfThere(path);
      if (fd === undefined) return false;
      for (let left = bytesMax; left > 0; ) {
        const byteCount = readSync(fd, chunk, 0, Math.min(CHUNK_BYTES, left), position);
        if (byteCount === 0) return false;
        position += byteCount;
        left -= byteCount;
        take(chunk.subarray(0, byteCount));
      }
      return true;
    },
    close() {
      closed = true;
      if (fd !== undefined) closeSync(fd);
      fd = undefined;
    },
  };
}

/** Shared by all files: nobody keeps a piece of it. */
const chunk = new Uint8Array(CHUNK_BYTES);

function openIfThere(path: string): number | undefined {
  try {
    return openSync(path, 'r');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
