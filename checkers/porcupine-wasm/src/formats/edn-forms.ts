import { type Ending, type Splitter, tornLine } from './lines.ts';
import { ParseError } from './parse-error.ts';
import type { Unit } from './unit.ts';

/** The maps of a text in EDN, one after the other or in one vector, on however many lines. */
export class EdnForms implements Splitter {
  private text = '';
  private at = 0;
  private line = 1;
  private column = 1;
  /** The brackets that are open within the form, by what closes them. */
  private expected: string[] = [];
  private depth = 0;
  /** How deep the maps stand: 1 within a vector. Undefined before anything came. */
  private base: number | undefined;
  private closed = false;
  private within: 'code' | 'string' | 'escape' | 'comment' | 'character' = 'code';
  private start: { readonly at: number; readonly line: number; readonly column: number } | undefined;
  /** A whole form that waits for the newline behind it. */
  private waiting: Unit | undefined;

  *push(chunk: string): Generator<Unit> {
    this.text += chunk;
    for (; this.at < this.text.length; this.advance()) {
      const unit = this.step(this.text[this.at] as string);
      if (unit !== undefined) yield unit;
    }
    const kept = this.start?.at ?? this.at;
    this.text = this.text.slice(kept);
    this.at -= kept;
    if (this.start !== undefined) this.start = { ...this.start, at: 0 };
  }

  end(): Ending {
    if (this.start !== undefined && /\n\s*\{/.test(this.text.slice(this.start.at))) {
      const { line, column } = this.start;
      throw new ParseError('malformed-edn', 'expected what begins here to be closed before the next map begins', line, column);
    }
    if (this.start !== undefined) return { warning: tornLine(this.start.line) };
    if (this.waiting !== undefined) return { last: this.waiting };
    if (this.base === 1 && !this.closed)
      return { warning: 'the vector of operations is not closed: its writer was stopped, and what it wrote before was read' };
    return {};
  }

  private advance(): void {
    const newline = this.text[this.at] === '\n';
    this.at += 1;
    this.line += newline ? 1 : 0;
    this.column = newline ? 1 : this.column + 1;
  }

  /** The form that is whole now, if one is. */
  private step(character: string): Unit | undefined {
    switch (this.within) {
      case 'string':
        if (character === '\\') this.within = 'escape';
        else if (character === '"') this.within = 'code';
        return undefined;
      case 'escape':
        this.within = 'string';
        return undefined;
      case 'character':
        this.within = 'code';
        return undefined;
      case 'comment':
        if (character !== '\n') return undefined;
        this.within = 'code';
        return this.space(character);
      case 'code':
        return this.code(character);
      default:
        return this.within satisfies never;
    }
  }

  private code(character: string): Unit | undefined {
    if (character === ';') this.within = 'comment';
    if (character === ';' || character === ',' || /\s/.test(character)) return this.space(character);
    if (this.closed)
      throw new ParseError('after-the-end', `expected nothing after the vector of operations, got '${character}'`, this.line, this.column);
    this.base ??= character === '[' ? 1 : 0;
    if (this.start === undefined && this.opensOrCloses(character)) return undefined;
    const before = this.release();
    this.start ??= { at: this.at, line: this.line, column: this.column };
    if (character === '"') this.within = 'string';
    if (character === '\\') this.within = 'character';
    const closing = closingOf[character];
    if (closing !== undefined) {
      this.depth += 1;
      this.expected.push(closing);
    }
    if (!isClosing(character)) return before;
    const wanted = this.expected.pop();
    if (wanted !== character) {
      const what = wanted === undefined ? 'a map' : `'${wanted}'`;
      throw new ParseError('malformed-edn', `expected ${what}, got '${character}'`, this.line, this.column);
    }
    this.depth -= 1;
    if (this.depth > this.base) return before;
    this.depth = this.base;
    const finished = this.finish(this.at + 1);
    return before ?? finished;
  }

  /** The brackets of the vector that holds the maps. */
  private opensOrCloses(character: string): boolean {
    if (this.base !== 1) return false;
    if (this.depth === 0) {
      this.depth = 1;
      return true;
    }
    this.closed = character === ']' && this.depth === 1;
    return this.closed;
  }

  private space(character: string): Unit | undefined {
    // Outside a bracket, a blank ends a word; that of a tag belongs to what follows.
    const isWord = this.start !== undefined && this.depth === (this.base ?? 0) && this.text[this.start.at] !== '#';
    if (isWord) return this.finish(this.at);
    return character === '\n' ? this.release() : undefined;
  }

  private finish(end: number): Unit | undefined {
    const { at, line, column } = this.start ?? { at: 0, line: this.line, column: this.column };
    const unit = { text: this.text.slice(at, end), line, column };
    this.start = undefined;
    if (this.base === 1) return unit;
    this.waiting = unit;
    return this.text[end] === '\n' && end === this.at ? this.release() : undefined;
  }

  private release(): Unit | undefined {
    const unit = this.waiting;
    this.waiting = undefined;
    return unit;
  }
}

const closingOf: Readonly<Record<string, string>> = { '{': '}', '[': ']', '(': ')' };

function isClosing(character: string): boolean {
  return character === '}' || character === ']' || character === ')';
}
