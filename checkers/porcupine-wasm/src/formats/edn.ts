import { nestingLimit } from './nesting.ts';
import type { ParseError } from './parse-error.ts';
import { errorAt, type Unit } from './unit.ts';

/** Deeper values are refused, and so are as many comments within each other. An event holds more than its value. */
const depthLimit = nestingLimit + 10;

/** A keyword, told from a string while it matters. */
export class Keyword {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/**
 * As much of EDN as histories hold: nil, booleans, numbers, strings, characters, keywords, symbols (as their names), vectors, lists,
 * sets and maps. The tag of a tagged value is left out: a `#jepsen.history.Op{...}` is its map.
 */
export class Edn {
  private readonly unit: Unit;
  private readonly text: string;
  private at: number;
  private depth = 0;

  constructor(unit: Unit, from = 0) {
    this.unit = unit;
    this.text = unit.text;
    this.at = from;
  }

  /** Every value from here to the end. */
  all(): unknown[] {
    const values: unknown[] = [];
    for (this.space(); this.at < this.text.length; this.space()) values.push(this.value());
    return values;
  }

  private value(): unknown {
    if (this.depth > depthLimit) throw this.expected(`values nested at most ${depthLimit} deep`);
    this.depth += 1;
    const value = this.valueHere();
    this.depth -= 1;
    return value;
  }

  private valueHere(): unknown {
    this.space();
    const first = this.text[this.at];
    if (first === '{') return this.map();
    if (first === '[') return this.sequence(']');
    if (first === '(') return this.sequence(')');
    if (first === '"') return this.string();
    if (first === '#') return this.dispatched();
    return this.token();
  }

  private map(): Map<unknown, unknown> {
    const start = this.at;
    const items = this.sequence('}');
    if (items.length % 2 !== 0) throw this.expected('a value for every key of the map before here');
    const map = new Map<unknown, unknown>();
    for (let i = 0; i < items.length; i += 2) {
      const key = items[i] instanceof Keyword ? (items[i] as Keyword).name : items[i];
      if (map.has(key)) throw errorAt(this.unit, start, 'malformed-edn', `expected the keys of a map to differ, got ${String(key)} twice`);
      map.set(key, items[i + 1]);
    }
    return map;
  }

  /** `#{1 2}` is a set, `#_ 3` nothing, `#tag 4` a 4. */
  private dispatched(): unknown {
    this.at += 1;
    if (this.text[this.at] === '{') return this.sequence('}');
    const tag = /[^\s,"()[\]{}]+/y;
    tag.lastIndex = this.at;
    const found = tag.exec(this.text)?.[0];
    if (found === undefined) throw this.expected("a tag or '{' after '#'");
    this.at += found.length;
    return this.value();
  }

  private sequence(close: string): unknown[] {
    this.at += 1;
    const items: unknown[] = [];
    for (this.space(); this.text[this.at] !== close; this.space()) {
      if (this.at >= this.text.length) throw this.expected(`'${close}'`);
      items.push(this.value());
    }
    this.at += 1;
    return items;
  }

  private string(): string {
    const literal = /"(?:[^"\\]|\\[\s\S])*"/y;
    literal.lastIndex = this.at;
    const found = literal.exec(this.text)?.[0];
    if (found === undefined) throw this.expected("a string that is closed by '\"'");
    try {
      const value: unknown = JSON.parse(found.replaceAll('\t', '\\t').replaceAll('\n', '\\n').replaceAll('\r', '\\r'));
      this.at += found.length;
      return String(value);
    } catch {
      throw this.expected('a string with the escapes of JSON');
    }
  }

  private token(): unknown {
    const literal = /\\.[^\s,"()[\]{};]*|[^\s,"()[\]{};]+/y;
    literal.lastIndex = this.at;
    const found = literal.exec(this.text)?.[0];
    if (found === undefined) throw this.expected('a value');
    const value = readToken(found);
    if (value === undefined) throw this.expected('nil, a boolean, a number, a string, a keyword, a symbol, a vector, a set or a map');
    this.at += found.length;
    return value;
  }

  /** Commas are blanks in EDN; `;` comments to the end of the line, `#_` comments a value. */
  private space(): void {
    const blank = /(?:[\s,]+|;[^\n]*)+/y;
    for (;;) {
      blank.lastIndex = this.at;
      this.at += blank.exec(this.text)?.[0].length ?? 0;
      if (!this.text.startsWith('#_', this.at)) return;
      this.at += 2;
      this.value();
    }
  }

  private expected(what: string): ParseError {
    const got = this.at >= this.text.length ? 'the end' : JSON.stringify(this.text.slice(this.at, this.at + 30));
    return errorAt(this.unit, this.at, 'malformed-edn', `expected ${what}, got ${got}`);
  }
}

/** EDN as JSON: keywords as their names, maps as objects. */
export function asJson(value: unknown): unknown {
  if (value instanceof Keyword) return value.name;
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, item]) => [asText(key), asJson(item)]));
  return Array.isArray(value) ? value.map(asJson) : value;
}

/** A value as a name: strings and keywords as they are, anything else as JSON. */
export function asText(value: unknown): string {
  const json = asJson(value);
  return typeof json === 'string' ? json : JSON.stringify(json);
}

function readToken(token: string): unknown {
  if (token === 'nil') return null;
  if (token === 'true' || token === 'false') return token === 'true';
  if (token.startsWith(':')) return /^:[^:]/.test(token) ? new Keyword(token.slice(1)) : undefined;
  if (token.startsWith('\\')) return token.slice(1);
  if (/^[-+]?(?:\d|\.\d)/.test(token)) return readNumber(token);
  return /^[A-Za-z*!_?$%&=<>/.+-]/.test(token) ? token : undefined;
}

function readNumber(token: string): number | undefined {
  const ratio = /^([-+]?\d+)\/(\d+)$/.exec(token);
  if (ratio !== null) return Number(ratio[2]) === 0 ? undefined : Number(ratio[1]) / Number(ratio[2]);
  return /^[-+]?(?:\d+N?|\d*\.?\d+(?:[eE][-+]?\d+)?M?|\d+\.M?)$/.test(token) ? Number(token.replace(/[NM]$/, '')) : undefined;
}
