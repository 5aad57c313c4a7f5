import { type FormatName, type ParsedEvent, ParseError, parseHistory } from 'porcupine-wasm';
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

/**
 * Reads a history file: Faultline's own or a foreign one. Throws FaultlineError with file:line:col for what is malformed. Where a
 * foreign file numbers no events they are numbered here, and where it has no times they are all 0.
 */
export function readHistory(text: string, file: string): ReadHistory {
  const { format, events, lines, warnings } = parse(text, file);
  const numbered = events.every(({ index }) => index !== undefined);
  return {
    format,
    events: events.map((event, i) => asEvent(event, numbered ? (event.index ?? i) : i)),
    lines,
    warnings: warnings.map((warning) => `${file}: ${warning}`),
    ...(format === 'porcupine-kv' ? { init: '' } : {}),
  };
}

function parse(text: string, file: string): ReturnType<typeof parseHistory> {
  try {
    return parseHistory(text);
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    throw badInput(error.code, error.message, { file, line: error.line, column: error.column });
  }
}

/** A process with a name is the nemesis, whatever it is called elsewhere: checkers pass its events over. */
function asEvent(event: ParsedEvent, index: number): HistoryEvent {
  const process = typeof event.process === 'number' ? event.process : 'nemesis';
  return { ...event, index, time: event.time ?? 0, process, value: event.value ?? null } as HistoryEvent;
}
