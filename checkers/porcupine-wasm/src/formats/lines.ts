import type { Unit } from './unit.ts';

/** Cuts a text that comes in pieces into what holds one event each. */
export interface Splitter {
  push(chunk: string): Iterable<Unit>;
  end(): Ending;
}

/** What was left over: a warning, or what may be whole although no newline stands behind it. */
export interface Ending {
  readonly warning?: string;
  readonly last?: Unit;
}

/** A line each; empty ones are left out. */
export class Lines implements Splitter {
  private rest = '';
  private line = 0;

  *push(chunk: string): Generator<Unit> {
    const text = this.rest + chunk;
    let from = 0;
    for (let newline = text.indexOf('\n'); newline !== -1; newline = text.indexOf('\n', from)) {
      const content = text.slice(from, text[newline - 1] === '\r' && newline > from ? newline - 1 : newline);
      from = newline + 1;
      this.line += 1;
      if (content.trim() !== '') yield { text: content, line: this.line, column: 1 };
    }
    this.rest = text.slice(from);
  }

  end(): Ending {
    return this.rest.trim() === '' ? {} : { last: { text: this.rest, line: this.line + 1, column: 1 } };
  }
}

export function tornLine(line: number): string {
  return `line ${line} has no newline at its end: its writer was stopped in the middle of it, so it was dropped`;
}
