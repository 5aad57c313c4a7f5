/** A row of numbers: where in a stretch of it the first one below a bound stands, in time logarithmic in its length. */
export class LeastTree {
  private readonly size: number;
  private readonly least: Int32Array;

  constructor(row: Int32Array) {
    this.size = powerOfTwo(row.length);
    this.least = new Int32Array(2 * this.size).fill(greatest);
    this.least.set(row, this.size);
    for (let node = this.size - 1; node > 0; node -= 1) this.update(node);
  }

  set(at: number, value: number): void {
    let node = at + this.size;
    this.least[node] = value;
    for (node >>= 1; node > 0; node >>= 1) this.update(node);
  }

  /** From `from` to before `to`; -1 if there is none. */
  firstBelow(bound: number, from: number, to: number): number {
    if (from >= to) return -1;
    let node = from + this.size;
    while ((this.least[node] as number) >= bound) {
      // The next to the right: a right child has none below its parent.
      while (node % 2 === 1) node >>= 1;
      if (node === 0) return -1;
      node += 1;
    }
    while (node < this.size) node = 2 * node + ((this.least[2 * node] as number) < bound ? 0 : 1);
    const at = node - this.size;
    return at < to ? at : -1;
  }

  /** The least from `from` on. */
  leastFrom(from: number): number {
    let least = greatest;
    for (let node = from + this.size; node > 0; node >>= 1) {
      // What is right of a left child, and the place itself.
      if (node === from + this.size) least = this.least[node] as number;
      if (node % 2 === 0) least = Math.min(least, this.least[node + 1] as number);
    }
    return least;
  }

  private update(node: number): void {
    this.least[node] = Math.min(this.least[2 * node] as number, this.least[2 * node + 1] as number);
  }
}

/** A row of counts, of which whole stretches change at once: where the first zero of a stretch stands, in logarithmic time too. */
export class CountTree {
  private readonly size: number;
  /** What is added to all below a node, and the least below it, that included. */
  private readonly added: Int32Array;
  private readonly least: Int32Array;

  constructor(row: Int32Array) {
    this.size = powerOfTwo(row.length);
    this.added = new Int32Array(2 * this.size);
    this.least = new Int32Array(2 * this.size);
    this.least.set(row, this.size);
    for (let node = this.size - 1; node > 0; node -= 1) this.update(node);
  }

  /** From `from` to before `to`. */
  add(change: number, from: number, to: number): void {
    if (from >= to) return;
    let left = from + this.size;
    let right = to + this.size;
    const [first, last] = [left, right - 1];
    for (; left < right; left >>= 1, right >>= 1) {
      if (left % 2 === 1) this.addTo(left++, change);
      if (right % 2 === 1) this.addTo(--right, change);
    }
    for (const end of [first, last]) for (let node = end >> 1; node > 0; node >>= 1) this.update(node);
  }

  /** From `from` to before `to`; -1 if there is none. No count is below zero. */
  firstZero(from: number, to: number): number {
    return this.find(1, 0, this.size, from, to, 0);
  }

  private find(node: number, start: number, width: number, from: number, to: number, above: number): number {
    if (start >= to || start + width <= from || (this.least[node] as number) + above > 0) return -1;
    if (width === 1) return start;
    const half = width / 2;
    const inside = above + (this.added[node] as number);
    const left = this.find(2 * node, start, half, from, to, inside);
    return left === -1 ? this.find(2 * node + 1, start + half, half, from, to, inside) : left;
  }

  private addTo(node: number, change: number): void {
    this.added[node] = (this.added[node] as number) + change;
    this.least[node] = (this.least[node] as number) + change;
  }

  private update(node: number): void {
    const below = Math.min(this.least[2 * node] as number, this.least[2 * node + 1] as number);
    this.least[node] = below + (this.added[node] as number);
  }
}

export const greatest = 0x7fffffff;

function powerOfTwo(length: number): number {
  let size = 1;
  while (size < length) size *= 2;
  return size;
}
