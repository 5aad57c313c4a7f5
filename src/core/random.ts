/**
 * Keyed randomness. A decision is a pure function of a seed and a key (which fault, which link, which message, the how-manieth
 * draw), never the next number of a shared stream: removing one fault, client or operation leaves the draws of all others alone.
 */
export type KeyPart = string | number;

/** A 32-bit unsigned integer for this seed (0 to 2^53-1) and key. */
export function draw32(seed: number, ...key: readonly KeyPart[]): number {
  return finish(absorb(seed, key));
}

/** A number in [0, 1) with 32 bits of randomness. */
export function drawUnit(seed: number, ...key: readonly KeyPart[]): number {
  return draw32(seed, ...key) / 0x1_0000_0000;
}

/** The draws of one key in a row: `unit(n)` is `drawUnit(seed, ...key, n)`, without going through the key again each time. */
export class DrawSequence {
  readonly #prefix: number;

  constructor(seed: number, ...key: readonly KeyPart[]) {
    this.#prefix = absorb(seed, key);
  }

  unit(ordinal: number): number {
    return finish(mixNumber(this.#prefix, ordinal)) / 0x1_0000_0000;
  }
}

/** An integer in [from, to], both ends included. */
export function drawInteger(from: number, to: number, seed: number, ...key: readonly KeyPart[]): number {
  return from + Math.floor(drawUnit(seed, ...key) * (to - from + 1));
}

/** One item of a non-empty list. */
export function drawItem<T>(items: readonly T[], seed: number, ...key: readonly KeyPart[]): T {
  if (items.length === 0) throw new RangeError('drawItem: the list is empty');
  return items[drawInteger(0, items.length - 1, seed, ...key)] as T;
}

/** The items in an order drawn from the seed; the input is left as it was (Fisher-Yates). */
export function drawOrder<T>(items: readonly T[], seed: number, ...key: readonly KeyPart[]): T[] {
  const order = [...items];
  for (let i = order.length - 1; i > 0; i -= 1) {
    const j = drawInteger(0, i, seed, ...key, i);
    [order[i], order[j]] = [order[j] as T, order[i] as T];
  }
  return order;
}

/** A seed that depends on another one and a key: what a node or a client is given for itself. */
export function deriveSeed(seed: number, ...key: readonly KeyPart[]): number {
  return draw32(seed, ...key, 'high') * 0x20_0000 + (draw32(seed, ...key, 'low') >>> 11);
}

function absorb(seed: number, key: readonly KeyPart[]): number {
  let h = mix((seed >>> 0) ^ 0x9e3779b9, Math.floor(seed / 0x1_0000_0000));
  for (const part of key) h = typeof part === 'number' ? mixNumber(h, part) : mixString(h, part);
  return h;
}

function mixString(h: number, text: string): number {
  let mixed = mix(h, text.length);
  for (let i = 0; i < text.length; i += 1) mixed = mix(mixed, text.charCodeAt(i));
  return mixed;
}

function mixNumber(h: number, value: number): number {
  return mix(mix(h, value | 0), Math.floor(value / 0x1_0000_0000) ^ (Math.imul((value % 1) * 0x4000_0000, 1) | 0));
}

function mix(h: number, value: number): number {
  const k = Math.imul(Math.imul(value, 0xcc9e2d51) ^ (Math.imul(value, 0xcc9e2d51) >>> 15), 0x1b873593);
  const rotated = ((h ^ k) << 13) | ((h ^ k) >>> 19);
  return (Math.imul(rotated, 5) + 0xe6546b64) | 0;
}

function finish(h: number): number {
  let x = h ^ (h >>> 16);
  x = Math.imul(x, 0x85ebca6b);
  x ^= x >>> 13;
  x = Math.imul(x, 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}
