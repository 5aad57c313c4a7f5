/**
 * Long files of JSON lines on the short way: columns instead of a million objects. Whoever reads a file this way gets what the other
 * reader would give, or nothing at all and has to ask that one: it knows every format and says what is wrong. Knows formats and columns.
 */
import { type ColumnHistory, readJsonlColumns } from '../columns/index.ts';
import { detect, detectCharacters, type FormatName, ParseError } from '../formats/index.ts';

export { readNamedLines } from './named-lines.ts';

/** Shorter files are read as well the usual way. */
export const longFileBytes: number = 8 * 2 ** 20;

/** The history as columns; undefined where it is of another format, no UTF-8, or not as it should be. */
export function readLongFile(chunks: Iterable<Uint8Array>, format?: FormatName): ColumnHistory | undefined {
  if (format !== undefined && format !== 'jsonl') return undefined;
  try {
    return readJsonlColumns(onlyIfJsonl(chunks, format));
  } catch (error) {
    if (error instanceof ParseError || error instanceof OtherReader) return undefined;
    throw error;
  }
}

/** A file that the other reader has to see. */
class OtherReader extends Error {}

function* onlyIfJsonl(chunks: Iterable<Uint8Array>, format: FormatName | undefined): Generator<Uint8Array> {
  let isFirst = true;
  for (const chunk of chunks) {
    // A start that is cut within a character is long enough without it.
    if (isFirst && format === undefined && !beginsAsJsonl(new TextDecoder().decode(chunk))) throw new OtherReader();
    isFirst = false;
    yield chunk;
  }
  if (isFirst) throw new OtherReader();
}

function beginsAsJsonl(start: string): boolean {
  return start.trimStart().length >= detectCharacters && detect(start) === 'jsonl';
}
