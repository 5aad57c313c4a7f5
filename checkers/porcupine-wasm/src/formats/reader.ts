import { parseEdnEvent } from './edn-event.ts';
import { EdnForms } from './edn-forms.ts';
import type { ParsedEvent } from './event.ts';
import { detect, detectCharacters, type FormatName } from './format.ts';
import { IndependentKeys } from './independent.ts';
import { parseJepsenLine } from './jepsen-log.ts';
import { parseJsonLine } from './jsonl.ts';
import { Lines, type Splitter, tornLine } from './lines.ts';
import { ParseError } from './parse-error.ts';
import { SequenceRules } from './sequence.ts';
import type { Unit } from './unit.ts';

export interface ParseOptions {
  /** Default: found out by how the text begins. */
  readonly format?: FormatName;
  /** Whether values in Jepsen's formats are pairs `[key value]`. Default: found out by the first call. */
  readonly independent?: boolean;
}

export interface ParsedHistory {
  readonly format: FormatName;
  readonly events: readonly ParsedEvent[];
  /** The line of each event, from 1. */
  readonly lines: readonly number[];
  readonly warnings: readonly string[];
  /** What every key holds at the start, where the format says so. */
  readonly init?: unknown;
}

interface Way {
  readonly split: () => Splitter;
  /** Undefined for what holds no event. */
  readonly parse: (unit: Unit) => ParsedEvent | undefined;
  readonly mayBeIndependent: boolean;
  /** A part of a log's line may read as a whole one, of another value; a part of a map never does. */
  readonly needsNewline?: true;
  readonly init?: unknown;
}

const ways: Readonly<Record<FormatName, Way>> = {
  jsonl: { split: () => new Lines(), parse: parseJsonLine, mayBeIndependent: false },
  'jepsen-edn': { split: () => new EdnForms(), parse: parseEdnEvent, mayBeIndependent: true },
  'jepsen-log': { split: () => new Lines(), parse: parseJepsenLine, mayBeIndependent: true, needsNewline: true },
  'porcupine-kv': { split: () => new Lines(), parse: parseEdnEvent, mayBeIndependent: false, init: '' },
};

/** The codes of texts that are no JSON and no EDN: as a last line they are torn. */
const unreadable: ReadonlySet<string> = new Set(['malformed-json', 'malformed-edn']);

/** Reads a history that comes in pieces, so that a large file need not be one text. `push` and `end` throw ParseError. */
export class HistoryReader {
  private readonly events: ParsedEvent[] = [];
  private readonly lines: number[] = [];
  private readonly rules = new SequenceRules();
  private readonly keys: IndependentKeys;
  private reading: { readonly format: FormatName; readonly splitter: Splitter } | undefined;
  private start = '';
  private passedOver: { count: number; readonly first: number } | undefined;
  private readonly options: ParseOptions;

  constructor(options: ParseOptions = {}) {
    this.options = options;
    this.keys = new IndependentKeys(options.independent);
  }

  push(chunk: string): void {
    if (this.reading !== undefined) return this.read(chunk);
    this.start += chunk;
    if (this.options.format === undefined && this.start.trimStart().length < detectCharacters) return;
    this.begin();
  }

  end(): ParsedHistory {
    const { format, splitter } = this.reading ?? this.begin();
    const { warning, last } = splitter.end();
    const torn = last === undefined || this.takesLast(last, ways[format]) ? warning : tornLine(last.line);
    const { init } = ways[format];
    return {
      format,
      events: this.events,
      lines: this.lines,
      warnings: [...(torn === undefined ? [] : [torn]), ...this.notes()],
      ...(init === undefined ? {} : { init }),
    };
  }

  private begin(): { readonly format: FormatName; readonly splitter: Splitter } {
    // A byte order mark is no part of the text.
    const text = this.start.replace(/^\ufeff/, '');
    this.start = '';
    const format = this.options.format ?? detect(text);
    this.reading = { format, splitter: ways[format].split() };
    this.read(text);
    return this.reading;
  }

  private read(chunk: string): void {
    if (this.reading === undefined) return;
    const { format, splitter } = this.reading;
    const way = ways[format];
    for (const unit of splitter.push(chunk)) this.take(unit, way.parse(unit), way);
  }

  /** Whether what no newline ends is whole all the same. What is, is an event like any other, or wrong like any other. */
  private takesLast(unit: Unit, way: Way): boolean {
    if (way.needsNewline === true) return false;
    let parsed: ParsedEvent | undefined;
    try {
      parsed = way.parse(unit);
    } catch (error) {
      if (error instanceof ParseError && unreadable.has(error.code)) return false;
      throw error;
    }
    this.take(unit, parsed, way);
    return true;
  }

  private take(unit: Unit, parsed: ParsedEvent | undefined, { mayBeIndependent }: Way): void {
    if (parsed === undefined) {
      this.passedOver = { first: this.passedOver?.first ?? unit.line, count: (this.passedOver?.count ?? 0) + 1 };
      return;
    }
    const event = mayBeIndependent ? this.keys.split(parsed, unit) : parsed;
    this.rules.check(event, unit);
    this.events.push(event);
    this.lines.push(unit.line);
  }

  private notes(): string[] {
    const notes: string[] = [];
    if (this.passedOver !== undefined) {
      const { count, first } = this.passedOver;
      notes.push(
        `${count} ${count === 1 ? 'line that is no operation was' : 'lines that are no operations were'} passed over, the first is line ${first}`,
      );
    }
    if (this.keys.found && this.options.independent === undefined) {
      notes.push('values are read as pairs [key value] of an independent test, as that of the first call is one');
    }
    return notes;
  }
}

/** Reads a history that is there as a whole. */
export function parseHistory(text: string, options: ParseOptions = {}): ParsedHistory {
  const reader = new HistoryReader(options);
  reader.push(text);
  return reader.end();
}
