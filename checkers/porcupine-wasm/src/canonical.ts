/**
 * A text that two JSON values share exactly if they are equal: keys in order, -0 as 0. `undefined` is taken for null. Throws TypeError for
 * objects that hold more than their properties show: all dates and all maps would be equal.
 */
export function canonical(value: unknown): string {
  if (value === undefined || value === null) return 'null';
  if (typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (Object.getPrototypeOf(value) !== Object.prototype) mustBePlain(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`).join()}}`;
}

function mustBePlain(value: object): void {
  const kind = Object.prototype.toString.call(value).slice('[object '.length, -1);
  if (kind === 'Object' || kind.endsWith('Array')) return;
  throw new TypeError(`porcupine-wasm: expected values and states to be plain data, as JSON has it, got a ${kind}`);
}

/** Whether two JSON values are equal. */
export function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return (a ?? null) === (b ?? null);
  return canonical(a) === canonical(b);
}

/** What a Map may use as the key of a JSON value: primitives stand for themselves, a symbol too. */
export function identity(value: unknown): unknown {
  // Objects get a prefix no JSON text starts with; strings get one of their own so that they are never taken for an object's.
  if (typeof value === 'object' && value !== null) return `o${canonical(value)}`;
  return typeof value === 'string' ? `s${value}` : (value ?? null);
}

/** Numbers JSON values from 0 on: two have the same number if they are equal. Primitives are looked up as they are, without a text. */
export class Numbering {
  size = 0;
  /** What the texts of all values take. */
  bytes = 0;
  private readonly primitives = new Map<unknown, number>();
  private readonly texts = new Map<string, number>();

  /** The number of the value, a new one (`size` before the call) if it is seen for the first time. */
  of(value: unknown): number {
    if (typeof value === 'object' && value !== null) return this.numbered(this.texts, canonical(value));
    return this.numbered(this.primitives, value ?? null);
  }

  has(value: unknown): boolean {
    return typeof value === 'object' && value !== null ? this.texts.has(canonical(value)) : this.primitives.has(value ?? null);
  }

  private numbered<Key>(ids: Map<Key, number>, key: Key): number {
    const known = ids.get(key);
    if (known !== undefined) return known;
    const id = this.size;
    this.size += 1;
    if (typeof key === 'string') this.bytes += 2 * key.length;
    ids.set(key, id);
    return id;
  }
}
