import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { badInput } from '../core/index.ts';

/** The text of a file that the user named. */
export function readInput(file: string, what: string): string {
  return attempt(file, what, () => readFileSync(file, 'utf8'));
}

const chunkBytes = 1 << 20;

/** The same in pieces, for files that may be larger than a text can be. Bytes that are no UTF-8 are refused. */
export function* readChunks(file: string, what: string): Generator<string> {
  const descriptor = attempt(file, what, () => openSync(file, 'r'));
  try {
    const decoder = new TextDecoder('utf-8', { fatal: true });
    const bytes = new Uint8Array(chunkBytes);
    for (let count = 1; count > 0; ) {
      count = attempt(file, what, () => readSync(descriptor, bytes));
      yield attempt(file, what, () => decoder.decode(bytes.subarray(0, count), { stream: count > 0 }));
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
