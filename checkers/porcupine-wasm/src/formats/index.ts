/**
 * Histories as text. `jsonl`: one event a line as a JSON object. `jepsen-log`: the lines that Jepsen logs for operations.
 * `porcupine-kv`: the EDN maps of Porcupine's key-value test data. Nothing is passed over in silence.
 */
import type { HistoryEvent } from '../history.ts';
import { parseEdnLine } from './edn-line.ts';
import { parseJepsenLine } from './jepsen-log.ts';
import { parseJsonLine } from './jsonl.ts';
import { ParseError } from './parse-error.ts';
import { SequenceRules } from './sequence.ts';

/** An event with whatever else its line said. */
export interface ParsedEvent extends HistoryEvent {
  readonly index?: number;
  readonly node?: string;
}

/** Reads one line; undefined for a line that holds no event. */
export type ParseLine = (text: string, line: number) => ParsedEvent | undefined;

export const formats = ['jsonl', 'jepsen-log', 'porcupine-kv'] as const;
export type FormatName = (typeof formats)[number];

export interface ParseOptions {
  /** Default: found out by the first line. */
  readonly format?: FormatName;
}

export interface ParsedHistory {
  readonly format: FormatName;
  readonly events: readonly ParsedEvent[];
  /** The line of each event, from 1. */
  readonly lines: readonly number[];
  readonly warnings: readonly string[];
}

/**
 * Reads a history. Throws ParseError for a malformed line, a completion without an invoke, a process with two open operations, an
 * index or a time that goes back. A last line without its newline is what a killed writer leaves: it is dropped, with a warning.
 */
export function parseHistory(text: string, options: ParseOptions = {}): ParsedHistory {
  const format = options.format ?? detect(text);
  const parseLine = lineParsers[format];
  const rules = new SequenceRules();
  const events: ParsedEvent[] = [];
  const lines: number[] = [];
  const warnings: string[] = [];
  let line = 0;
  for (let from = 0; from < text.length; ) {
    line += 1;
    const newline = text.indexOf('\n', from);
    if (newline === -1) {
      warnings.push(`line ${line} has no newline at its end: its writer was stopped in the middle of it, so it was dropped`);
      break;
    }
    const content = text.slice(from, newline).replace(/\r$/, '');
    from = newline + 1;
    if (content.trim() === '') continue;
    const event = parseLine(content, line);
    if (event === undefined) continue;
    rules.check(event, content, line);
    events.push(event);
    lines.push(line);
  }
  return { format, events, lines, warnings };
}

const lineParsers: Readonly<Record<FormatName, ParseLine>> = {
  jsonl: parseJsonLine,
  'jepsen-log': parseJepsenLine,
  'porcupine-kv': parseEdnLine,
};

function detect(text: string): FormatName {
  const first = text.slice(0, 4096).trimStart();
  if (first === '' || /^\{\s*"/.test(first)) return 'jsonl';
  if (/^\{\s*:/.test(first)) return 'porcupine-kv';
  if (/^[A-Z]+\s+jepsen\./.test(first)) return 'jepsen-log';
  const expected = 'expected a JSON object a line, Jepsen log lines or EDN maps';
  const start = JSON.stringify(first.slice(0, 40));
  throw new ParseError('unknown-format', `${expected}, got ${start}; name the format if it is one of these`, 1, 1);
}
