import { closeSync, openSync, readSync } from 'node:fs';
import { HistoryReader, type ParsedHistory, ParseError, type ParseOptions } from '../formats/index.ts';
import { InputError } from './options.ts';

const chunkBytes = 1 << 20;

/** Reads a history piece by piece: a file may be larger than a text can be. */
export function readFile(file: string, options: ParseOptions): ParsedHistory {
  const reader = new HistoryReader(options);
  try {
    for (const chunk of chunksOf(file)) reader.push(chunk);
    return reader.end();
  } catch (error) {
    if (error instanceof ParseError) throw new InputError(error.code, error.message, `${file}:${error.line}:${error.column}`);
    throw error;
  }
}

function* chunksOf(file: string): Generator<string> {
  const descriptor = attempt(file, () => openSync(file, 'r'));
  try {
    // Bytes that are no UTF-8 are refused: read as something else they would make two values one.
    const decoder = new TextDecoder('utf-8', { fatal: true });
    const bytes = new Uint8Array(chunkBytes);
    for (let count = 1; count > 0; ) {
      count = attempt(file, () => readSync(descriptor, bytes));
      yield attempt(file, () => decoder.decode(bytes.subarray(0, count), { stream: count > 0 }));
    }
  } finally {
    closeSync(descriptor);
  }
}

function attempt<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new InputError('unreadable', `expected a history in UTF-8 that can be read: ${message}`, file);
  }
}
