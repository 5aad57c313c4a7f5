import { readFileSync, writeFileSync } from 'node:fs';
import { isJsonObject, type Json } from '../core/index.ts';
import type { NodeEnvironment } from './environment.ts';

/** A shorter value is not looked for: it would be found in every number and word. */
export const MASKED_CHARS_MIN = 4;
const MASK = '***';

/**
 * The values of `--env`, which nothing that is stored or shown may hold. What the harness writes never has them; what comes from nodes
 * (logs, traces, answers, last words) is filtered: for the value itself, each of its lines, and its JSON, URL, base64 and hexadecimal forms. Who wants to
 * hide a value from this can (a node that prints it backwards); it is there against accidents.
 */
export class Secrets {
  readonly #forms: readonly string[];
  readonly #ownWords: ReadonlySet<string>;

  /** `ownWords`: a text of JSON, or a field's name, that is one of them and nothing else is left as it is. */
  constructor(environment: NodeEnvironment, ownWords: ReadonlySet<string> = new Set()) {
    this.#ownWords = ownWords;
    const values = Object.values(environment).flatMap((value) => [value, ...value.split(/\r?\n/)]);
    const forms = values.filter(({ length }) => length >= MASKED_CHARS_MIN).flatMap(formsOf);
    // A longer one may hold a shorter one.
    this.#forms = [...new Set(forms)].sort((a, b) => b.length - a.length);
  }

  get isEmpty(): boolean {
    return this.#forms.length === 0;
  }

  mask(text: string): string {
    return this.#forms.reduce((masked, form) => masked.replaceAll(form, MASK), text);
  }

  /** Texts alone: a number that has the same digits is no secret. */
  maskValue<T>(value: T): T {
    return this.isEmpty ? value : (this.#maskJson(value as Json) as T);
  }

  /** Line by line; a line of JSON stays one. Bytes are only read where there is something to hide. */
  maskFile(path: string): void {
    const bytes = readFileSync(path);
    if (!this.#forms.some((form) => bytes.includes(form))) return;
    const lines = bytes.toString('utf8').split('\n');
    writeFileSync(path, lines.map((line) => this.maskLine(line)).join('\n'));
  }

  maskLine(line: string): string {
    if (!this.#forms.some((form) => line.includes(form))) return line;
    const value = line.startsWith('{') ? parse(line) : undefined;
    return value === undefined ? this.mask(line) : JSON.stringify(this.#maskJson(value));
  }

  #maskText(text: string): string {
    return this.#ownWords.has(text) ? text : this.mask(text);
  }

  #maskJson(value: Json): Json {
    if (typeof value === 'string') return this.#maskText(value);
    if (Array.isArray(value)) return value.map((item: Json) => this.#maskJson(item));
    if (!isJsonObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [this.#maskText(name), this.#maskJson(item)]));
  }
}

function formsOf(value: string): string[] {
  const bytes = Buffer.from(value);
  const base64 = bytes.toString('base64');
  const encoded = [encodeURIComponent(value), base64, base64.replace(/=+$/, ''), bytes.toString('base64url'), bytes.toString('hex')];
  return [value, JSON.stringify(value).slice(1, -1), ...encoded];
}

function parse(line: string): Json | undefined {
  try {
    return JSON.parse(line) as Json;
  } catch {
    return undefined;
  }
}
