import { isJsonObject, type Json } from '../core/index.ts';
import type { NodeEnvironment } from './environment.ts';
import { secretForms, secretsOf } from './secret-forms.ts';

const MASK = '***';

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

  /** Texts alone: a number that has the same digits is no secret. */
  maskValue<T>(value: T): T {
    return this.isEmpty ? value : (this.#maskJson(value as Json) as T);
  }

  /** A line of JSON stays one. */
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

function parse(line: string): Json | undefined {
  try {
    return JSON.parse(line) as Json;
  } catch {
    return undefined;
  }
}
