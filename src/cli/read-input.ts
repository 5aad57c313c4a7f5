import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { badInput } from '../core/index.ts';

/** The text of a file that the user named. */
export function readInput(file: string, what: string): string {
  return attempt(file, what, () => readFileSync(file, 'utf8'));
}

const chunkBytes = 1 << 20;

/** The same in pieces, for files that may be larger than a text can be. Bytes that are no UTF-8 are refused. */
export function* readChunks(file: string, what: string): Generator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for (const bytes of readBytes(file, what)) yield attempt(file, what, () => decoder.decode(bytes, { stream: true }));
  yield attempt(file, what, () => decoder.decode());
}

/** The bytes in pieces, each good until the next is asked for; none of a file that is shorter, or can be read only once. */
export function readLongFile(file: string, what: string, atLeastBytes: number): Iterable<Uint8Array> {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats?.isFile() === true && stats.size >= atLeastBytes ? readBytes(file, what) : [];
}

function* readBytes(file: string, what: string): Generator<Uint8Array> {
  const descriptor = attempt(file, what, () => openSync(file, 'r'));
  try {
    const bytes = new Uint8Array(chunkBytes);
    for (let count = 1; count > 0; ) {
      count = attempt(file, what, () => readSync(descriptor, bytes));
      if (count > 0) yield bytes.subarray(0, count);
    }
  } finally {
    closeSync(descriptor);
  }
}

function attempt<T>(file: string, what: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw badInput('unreadable', `expected a ${what} that can be read: ${message}`, { file });
  }
}
