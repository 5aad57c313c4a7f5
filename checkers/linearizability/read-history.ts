import { type FormatName, formats, HistoryReader, type ParsedEvent, type ParsedHistory, ParseError } from 'porcupine-wasm';
import { badInput, type HistoryEvent, type Json } from '../../src/core/index.ts';

export interface ReadHistory {
  readonly format: FormatName;
  readonly events: readonly HistoryEvent[];
  /** The line of each event in its file. */
  readonly lines: readonly number[];
  readonly warnings: readonly string[];
  /** What every key holds at the start, where the format says so. */
  readonly init?: Json;
}

/** Names of the formats that a history file can have. */
export const formatNames: readonly string[] = formats;

/**
 * Reads a history file, as a whole or in pieces: Faultline's own or a foreign one, found out by content unless named. Throws FaultlineError with file:line:col for what is malformed. Where a
 * foreign file numbers no events they are numbered here, and where it has no times they are all 0.
 */
export function readHistory(text: string | Iterable<string>, file: string, format?: string): ReadHistory {
  const parsed = parse(typeof text === 'string' ? [text] : text, file, format);
  const { events, lines, warnings, init } = parsed;
  const numbered = events.every(({ index }) => index !== undefined);
  return {
    format: parsed.format,
    events: events.map((event, i) => asEvent(event, numbered ? (event.index ?? i) : i)),
    lines,
    warnings: warnings.map((warning) => `${file}: ${warning}`),
    ...(init === undefined ? {} : { init: init as Json }),
  };
}

function parse(chunks: Iterable<string>, file: string, format: string | undefined): ParsedHistory {
  const reader = new HistoryReader(format === undefined ? {} : { format: formatNamed(format) });
  try {
    for (const chunk of chunks) reader.push(chunk);
    return reader.end();
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    throw badInput(error.code, error.message, { file, line: error.line, column: error.column });
  }
}

export function formatNamed(name: string): FormatName {
  const found = formats.find((format) => format === name);
  if (found === undefined) throw badInput('unknown-format', `expected a format out of ${formats.join(', ')}, got '${name}'`);
  return found;
}

/** A process with a name is the nemesis, whatever it is called elsewhere: checkers pass its events over. */
export function asEvent(event: ParsedEvent, index: number): HistoryEvent {
  const process = typeof event.process === 'number' ? event.process : 'nemesis';
  return { ...event, index, time: event.time ?? 0, process, value: event.value ?? null } as HistoryEvent;
}
