import { isJsonObject, type Json } from '../core/index.ts';
import type { NodeEnvironment } from './environment.ts';
import { secretForms, secretsOf } from './secret-forms.ts';

const MASK = '***';

/** So many digits hardly stand in a number by chance. */
const RARE_DIGITS = 8;

/** A number of JavaScript holds all of so many digits. */
const EXACT_DIGITS = 15;

/** What the harness numbers and times events by. */
const clocks = /^(?:index|time|process|seq|boot|at|wallMs|\w+(?:Ms|Ns))$/;

/** Fields of our own in which a value of the system's stands. */
const valueFields: ReadonlySet<string> = new Set(['value', 'seen', 'input', 'output', 'key', 'error']);

/**
 * The values of `--env`, which nothing that is stored or shown may hold. What the harness writes never has them; what comes from nodes
 * (logs, traces, answers, last words) is filtered before it is written: for the forms of `secretForms`. Who wants to hide a value from this can (a
 * node that prints it backwards, or breaks it over two lines); it is there against accidents.
 */
export class Secrets {
  readonly #forms: readonly string[];
  readonly #ownWords: ReadonlySet<string>;

  /** `ownWords`: a text of JSON, or a field's name, that is one of them and nothing else is left as it is. */
  constructor(environment: NodeEnvironment, ownWords: ReadonlySet<string> = new Set()) {
    this.#ownWords = ownWords;
    const forms = Object.values(environment).flatMap(secretsOf).flatMap(secretForms);
    // A longer one may hold a shorter one.
    this.#forms = [...new Set(forms)].sort((a, b) => b.length - a.length);
  }

  get isEmpty(): boolean {
    return this.#forms.length === 0;
  }

  mask(text: string): string {
    return this.#forms.reduce((masked, form) => masked.replaceAll(form, MASK), text);
  }

  /** Texts, and numbers outside the fields that the harness itself counts in. */
  maskValue<T>(value: T): T {
    return this.isEmpty ? value : (this.#maskJson(value as Json) as T);
  }

  /** A line of JSON stays one. */
  maskLine(line: string): string {
    if (!this.#forms.some((form) => line.includes(form))) return line;
    // Digits that a number of JavaScript does not hold would be lost in part when they are read, and the rest would be shown.
    const value = line.startsWith('{') ? parse(this.#maskLongNumbers(line)) : undefined;
    return value === undefined ? this.mask(line) : JSON.stringify(this.#maskJson(value));
  }

  #maskText(text: string): string {
    return this.#ownWords.has(text) ? text : this.mask(text);
  }

  #maskLongNumbers(line: string): string {
    const long = this.#forms.filter((form) => form.length > EXACT_DIGITS);
    if (long.length === 0) return line;
    // Strings are matched too, so that no digits within them are taken for a number.
    return line.replace(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g, (token) =>
      token.startsWith('"') || !long.some((form) => token.includes(form)) ? token : JSON.stringify(MASK),
    );
  }

  /** `field`: the name under which it stands, also as an item of a list. */
  #maskJson(value: Json, field = ''): Json {
    if (typeof value === 'string') return this.#maskText(value);
    if (typeof value === 'number') return this.#hides(value, field) ? MASK : value;
    if (Array.isArray(value)) return value.map((item: Json) => this.#maskJson(item, field));
    if (!isJsonObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [this.#maskText(name), this.#maskJson(item, name)]));
  }

  /** A history without its times or numbers cannot be read; and a few digits are a part of many numbers, which alike would be one value. */
  #hides(value: number, field: string): boolean {
    if (clocks.test(field)) return false;
    const digits = String(value);
    if (!valueFields.has(field) && this.#ownWords.has(field))
      return this.#forms.some((form) => form.length >= RARE_DIGITS && digits.includes(form));
    return this.#forms.some((form) => (form.length >= RARE_DIGITS ? digits.includes(form) : digits === form || digits === `-${form}`));
  }
}

function parse(line: string): Json | undefined {
  try {
    return JSON.parse(line) as Json;
  } catch {
    return undefined;
  }
}
