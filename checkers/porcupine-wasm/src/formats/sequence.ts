import type { ParsedEvent } from './index.ts';
import { fieldColumn, ParseError } from './parse-error.ts';

/** What must hold between the lines of any history. */
export class SequenceRules {
  private readonly open = new Map<number, { readonly f: string; readonly line: number }>();
  private last: { readonly index: number | undefined; readonly time: number | undefined } = { index: undefined, time: undefined };

  check(event: ParsedEvent, text: string, line: number): void {
    this.neverBack('index', this.last.index, event.index, text, line);
    this.neverBack('time', this.last.time, event.time, text, line);
    this.last = { index: event.index ?? this.last.index, time: event.time ?? this.last.time };
    if (typeof event.process !== 'number') return;
    const open = this.open.get(event.process);
    const column = fieldColumn(text, 'process');
    if (event.type === 'invoke') {
      if (open !== undefined) {
        const message = `process ${event.process} invokes ${event.f} while its ${open.f} of line ${open.line} is open; a process has at most one open operation`;
        throw new ParseError('process-busy', message, line, column);
      }
      this.open.set(event.process, { f: event.f, line });
      return;
    }
    if (open === undefined) {
      const message = `${event.type} of ${event.f} by process ${event.process}, which has no open operation; every completion needs an invoke before it`;
      throw new ParseError('completion-without-invoke', message, line, column);
    }
    if (open.f !== event.f) {
      const message = `process ${event.process} completes ${event.f}, but what it invoked in line ${open.line} is ${open.f}`;
      throw new ParseError('completion-of-another', message, line, column);
    }
    this.open.delete(event.process);
  }

  private neverBack(name: 'index' | 'time', before: number | undefined, now: number | undefined, text: string, line: number): void {
    if (before === undefined || now === undefined) return;
    const back = name === 'index' ? now <= before : now < before;
    if (!back) return;
    const column = fieldColumn(text, name);
    const rule = name === 'index' ? 'grow from line to line' : 'never go back';
    throw new ParseError(`${name}-goes-back`, `expected ${name} to ${rule}, got ${now} after ${before}`, line, column);
  }
}
