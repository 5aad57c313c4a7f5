import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { ColumnHistory } from '../columns/index.ts';
import { HistoryReader, type ParsedHistory, ParseError, type ParseOptions } from '../formats/index.ts';
import { longFileBytes, readLongFile } from '../long-file/index.ts';
import { InputError } from './options.ts';

const chunkBytes = 1 << 20;

/** Reads a history piece by piece: a file may be larger than a text can be. */
export function readFile(file: string, options: ParseOptions): ParsedHistory {
  const reader = new HistoryReader(options);
  try {
    for (const chunk of decoded(file, chunksOf(file, 0))) reader.push(chunk);
    return reader.end();
  } catch (error) {
    if (error instanceof ParseError) throw new InputError(error.code, error.message, `${file}:${error.line}:${error.column}`);
    throw error;
  }
}

/** A long file of plain JSON lines as columns; undefined where `readFile` has to read it. */
export function readFileAsColumns(file: string, { format }: ParseOptions): ColumnHistory | undefined {
  return readLongFile(chunksOf(file, longFileBytes), format);
}

function* decoded(file: string, chunks: Iterable<Uint8Array>): Generator<string> {
  // Bytes that are no UTF-8 are refused: read as something else they would make two values one.
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for (const chunk of chunks) yield attempt(file, () => decoder.decode(chunk, { stream: true }));
  yield attempt(file, () => decoder.decode());
}

/** The bytes of a file; none of one that is shorter than asked for, or that can be read only once. */
function* chunksOf(file: string, atLeastBytes: number): Generator<Uint8Array> {
  const descriptor = attempt(file, () => openSync(file, 'r'));
  try {
    const stats = fstatSync(descriptor);
    if (atLeastBytes > 0 && !(stats.isFile() && stats.size >= atLeastBytes)) return;
    const bytes = new Uint8Array(chunkBytes);
    for (let count = 1; count > 0; ) {
      count = attempt(file, () => readSync(descriptor, bytes));
      if (count > 0) yield bytes.subarray(0, count);
    }
  } finally {
    closeSync(descriptor);
  }
}

function attempt<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new InputError('unreadable', `expected a history in UTF-8 that can be read: ${reasonOf(error)}`, file);
  }
}

function reasonOf(error: unknown): string {
  const { code, message } = error instanceof Error ? (error as NodeJS.ErrnoException) : { code: undefined, message: String(error) };
  if (code === 'ENOENT') return 'there is no such file';
  return code === 'EISDIR' ? 'this is a folder' : message;
}
