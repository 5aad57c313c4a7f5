import type { TraceEvent } from '../../src/core/index.ts';

/**
 * Follows one node's (boot, seq) and tells where events are missing. That a boot ends anywhere, or left no event at all, is no gap:
 * a kill may come at any moment, and a torn last line belongs to a step of which nothing left the node.
 */
export class Sequence {
  #boot = 0;
  #seq = 0;
  #isAnnounced = false;

  /** A gap is known of already: the jump that follows is no news. */
  announce(): void {
    this.#isAnnounced = true;
  }

  /** What is wrong with this event's place; undefined if it is the next one. A `repeated` event was seen before, or comes too late. */
  follow({ boot, seq }: TraceEvent): { readonly kind: 'repeated' | 'gap'; readonly reason: string } | undefined {
    const before = `boot ${this.#boot}, event ${this.#seq}`;
    if (boot < this.#boot || (boot === this.#boot && seq <= this.#seq))
      return { kind: 'repeated', reason: `boot ${boot}, event ${seq} came after ${before}` };
    const expected = boot === this.#boot ? this.#seq + 1 : 1;
    const isNews = !this.#isAnnounced || boot !== this.#boot;
    this.#boot = boot;
    this.#seq = seq;
    this.#isAnnounced = false;
    if (seq === expected || !isNews) return undefined;
    return { kind: 'gap', reason: `boot ${boot} goes on with event ${seq} where event ${expected} was expected` };
  }
}
