import { ParseError } from './parse-error.ts';

/** As much of EDN as histories hold: nil, booleans, numbers, strings, keywords (as their names), vectors, lists and maps. */
export class Edn {
  private readonly text: string;
  private readonly line: number;
  private at: number;

  constructor(text: string, line: number, from: number) {
    this.text = text;
    this.line = line;
    this.at = from;
  }

  /** The one value from here to the end of the line. */
  whole(): unknown {
    const value = this.value();
    this.space();
    if (this.at < this.text.length) throw this.expected('the end of the line');
    return value;
  }

  private value(): unknown {
    this.space();
    const first = this.text[this.at];
    if (first === '{') return this.map();
    if (first === '[') return this.sequence(']');
    if (first === '(') return this.sequence(')');
    if (first === '"') return this.string();
    return this.token();
  }

  private map(): Record<string, unknown> {
    const items = this.sequence('}');
    if (items.length % 2 !== 0) throw this.expected('a value for every key of the map before here');
    const map: Record<string, unknown> = {};
    for (let i = 0; i < items.length; i += 2) map[String(items[i])] = items[i + 1];
    return map;
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
    const literal = /"(?:[^"\\]|\\.)*"/y;
    literal.lastIndex = this.at;
    const found = literal.exec(this.text)?.[0];
    if (found === undefined) throw this.expected("a string that is closed by '\"'");
    try {
      const value: unknown = JSON.parse(found.replaceAll('\t', '\\t'));
      this.at += found.length;
      return String(value);
    } catch {
      throw this.expected('a string with the escapes of JSON');
    }
  }

  private token(): unknown {
    const literal = /[^\s,"()[\]{}]+/y;
    literal.lastIndex = this.at;
    const found = literal.exec(this.text)?.[0];
    if (found === undefined) throw this.expected('a value');
    const value = readToken(found);
    if (value === undefined) throw this.expected('nil, a boolean, a number, a string, a keyword, a vector or a map');
    this.at += found.length;
    return value;
  }

  /** Commas are blanks in EDN. */
  private space(): void {
    while (/[\s,]/.test(this.text[this.at] ?? '.')) this.at += 1;
  }

  private expected(what: string): ParseError {
    const got = this.at >= this.text.length ? 'the end of the line' : JSON.stringify(this.text.slice(this.at, this.at + 30));
    return new ParseError('malformed-edn', `expected ${what}, got ${got}`, this.line, this.at + 1);
  }
}

function readToken(token: string): unknown {
  if (token === 'nil') return null;
  if (token === 'true' || token === 'false') return token === 'true';
  if (/^:[^:]/.test(token)) return token.slice(1);
  const number = Number(token.replace(/[NM]$/, ''));
  return Number.isNaN(number) ? undefined : number;
}
