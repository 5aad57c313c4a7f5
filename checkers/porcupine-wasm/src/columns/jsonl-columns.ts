import { parseJsonLine } from '../formats/jsonl.ts';
import { tornLine } from '../formats/lines.ts';
import { ParseError } from '../formats/parse-error.ts';
import { ColumnBuilder } from './column-builder.ts';
import { type Columns, eventTypes, typeFail, typeInvoke } from './columns.ts';
import { OpenCalls } from './open-calls.ts';
import { absent, LineScanner } from './scan-line.ts';
import { Utf8Check } from './utf8-check.ts';

export interface ColumnHistory {
  readonly columns: Columns;
  /** The line of each event, from 1. */
  readonly lines: Int32Array;
  /** Whether each event says which it is (`index`). */
  readonly isIndexed: boolean;
  readonly warnings: readonly string[];
}

/** Different operations that one history may name: their column has bytes. */
export const functionsLimit = 256;
const newline = 10;
const carriageReturn = 13;

/**
 * Reads a history of JSON lines, given in pieces, into columns: for files too long to be a million objects. The same rules and the
 * same errors as `parseHistory`, and ParseError for bytes that are no UTF-8: read as something else they would make two values one. `error` is kept of failures only, where it may matter; other fields than an event's are passed over.
 */
export function readJsonlColumns(chunks: Iterable<Uint8Array>): ColumnHistory {
  const reader = new Reader();
  const utf8 = new Utf8Check();
  let rest = new Uint8Array(0);
  for (const chunk of chunks) {
    const isUtf8 = utf8.allows(chunk);
    let bytes = chunk;
    if (rest.length > 0) {
      bytes = new Uint8Array(rest.length + chunk.length);
      bytes.set(rest);
      bytes.set(chunk, rest.length);
    }
    if (!isUtf8) throw notUtf8(bytes, reader.lineNumber + 1);
    let from = 0;
    for (let end = bytes.indexOf(newline); end !== -1; end = bytes.indexOf(newline, from)) {
      reader.line(bytes, from, end > from && bytes[end - 1] === carriageReturn ? end - 1 : end);
      from = end + 1;
    }
    rest = bytes.slice(from);
  }
  if (!utf8.ends()) throw notUtf8(rest, reader.lineNumber + 1);
  return reader.finish(rest.length > 0 && !reader.takesLast(rest));
}

/** The first line that is no UTF-8 of bytes that begin at the begin of a line. */
function notUtf8(bytes: Uint8Array, firstLine: number): ParseError {
  let line = firstLine;
  for (let from = 0; from <= bytes.length; line += 1) {
    const found = bytes.indexOf(newline, from);
    const end = found === -1 ? bytes.length : found;
    const check = new Utf8Check();
    if (!check.allows(bytes.subarray(from, end)) || !check.ends() || found === -1) break;
    from = end + 1;
  }
  return new ParseError('not-utf8', 'expected a history in UTF-8, got bytes that are none', line, 1);
}

class Reader {
  private readonly builder = new ColumnBuilder();
  private readonly scanner = new LineScanner(this.builder.functions, this.builder.keys, this.builder.strings);
  private readonly open = new OpenCalls();
  private readonly decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  lineNumber = 0;
  private isIndexed = true;

  line(bytes: Uint8Array, from: number, to: number): void {
    this.lineNumber += 1;
    const { scanner, builder, lineNumber } = this;
    if (!scanner.scan(bytes, from, to)) {
      this.parsed(this.decoder.decode(bytes.subarray(from, to)));
      return;
    }
    const { process, type, f, key, time, index } = scanner;
    if (f >= functionsLimit || !this.open.allows(process, type === typeInvoke, f, lineNumber, time, index)) {
      this.parsed(this.decoder.decode(bytes.subarray(from, to)));
      return;
    }
    if (index === absent) this.isIndexed = false;
    builder.add(process, type, f, key === absent ? builder.keys.of('') : key, time === absent ? undefined : time, lineNumber);
    if (scanner.valueIsString) builder.setString(scanner.value);
    else builder.setNumber(scanner.value);
  }

  /** Whether a line that no newline ends is whole all the same: it is one if it is JSON, of which no part is. */
  takesLast(bytes: Uint8Array): boolean {
    try {
      this.line(bytes, 0, bytes.length);
      return true;
    } catch (error) {
      if (error instanceof ParseError && error.code === 'malformed-json') return false;
      throw error;
    }
  }

  /** `isTorn`: the last line was. */
  finish(isTorn: boolean): ColumnHistory {
    return { ...this.builder.finish(), isIndexed: this.isIndexed, warnings: isTorn ? [tornLine(this.lineNumber)] : [] };
  }

  /** The long way, for lines that are rare or wrong. */
  private parsed(line: string): void {
    const { builder, lineNumber } = this;
    // A byte order mark is no part of the text.
    const text = lineNumber === 1 ? line.replace(/^\ufeff/, '') : line;
    if (text.trim() === '') return;
    const unit = { text, line: lineNumber, column: 1 };
    const event = parseJsonLine(unit);
    const f = builder.functions.of(event.f);
    if (f >= functionsLimit) {
      throw new ParseError(
        'too-many-functions',
        `expected at most ${functionsLimit} different f, got one more: '${event.f}'`,
        lineNumber,
        1,
      );
    }
    const { process, type, time, index } = event;
    if (typeof process === 'number' && process > 0x7fffffff) {
      throw new ParseError('bad-field', `expected process to be below ${2 ** 31}, got ${process}`, lineNumber, 1);
    }
    const who = typeof process === 'number' ? process : absent;
    if (!this.open.allows(who, type === 'invoke', f, lineNumber, time ?? absent, index ?? absent)) {
      this.open.complain(event, unit, builder.functions.strings);
    }
    if (index === undefined) this.isIndexed = false;
    builder.add(who, eventTypes.indexOf(type), f, builder.keys.of(event.key ?? ''), time, lineNumber);
    if (who === absent) return;
    builder.setValue(event.value);
    if (eventTypes[typeFail] !== type || (event.error === undefined && event.seen === undefined)) return;
    builder.setExtras({
      ...(event.error === undefined ? {} : { error: event.error }),
      ...(event.seen === undefined ? {} : { seen: event.seen }),
    });
  }
}
