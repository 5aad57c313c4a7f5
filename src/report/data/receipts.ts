import type { NodeId, TraceEvent } from '../../core/index.ts';

/** Of one boot of a sender, so many of its events: what a longer one sent is not known to have arrived. */
const EVENTS_PER_BOOT_MAX = 20_000_000;
const DOUBLES_MAX = 200_000;
const CHUNK_EVENTS = 4096;

/** When a message first arrived, and whether it came again. */
export interface Receipt {
  readonly atMs: number;
  readonly isDoubled: boolean;
}

/**
 * What nodes' runtimes noted of messages that arrived: `receive` events, each with the (boot, seq) of the `send` event of its sender. Every
 * receipt of a run is kept, in a number each, because the traces come one node after the other and a message may be held for long.
 */
export class Receipts {
  readonly #times = new Map<string, Float64Array[]>();
  readonly #doubled = new Set<string>();
  readonly #last = new Map<NodeId, { boot: number; seq: number; atMs: number }>();
  readonly #torn = new Set<NodeId>();
  #count = 0;
  #isFull = false;

  /** Whether runtimes note what arrives at all: those of older runs, and of other systems, do not. */
  get any(): boolean {
    return this.#count > 0;
  }

  /** Every event of every node, those of one node in order. */
  add(event: TraceEvent, atMs: number): void {
    this.#follow(event, atMs);
    const { from, fromBoot, fromSeq } = event;
    if (event.event !== 'receive' || typeof from !== 'string' || typeof fromBoot !== 'number' || typeof fromSeq !== 'number') return;
    this.#count += 1;
    if (!(fromSeq >= 0 && fromSeq < EVENTS_PER_BOOT_MAX)) {
      this.#isFull = true;
      return;
    }
    const times = this.#chunk(from, fromBoot, fromSeq);
    const place = fromSeq % CHUNK_EVENTS;
    const known = times[place] ?? Number.NaN;
    if (Number.isNaN(known)) times[place] = atMs;
    else if (this.#doubled.size < DOUBLES_MAX) this.#doubled.add(keyOf(from, fromBoot, fromSeq));
  }

  of({ node, boot, seq }: TraceEvent): Receipt | undefined {
    const atMs = this.#times.get(`${node}/${boot}`)?.[Math.floor(seq / CHUNK_EVENTS)]?.[seq % CHUNK_EVENTS] ?? Number.NaN;
    return Number.isNaN(atMs) ? undefined : { atMs, isDoubled: this.#doubled.has(keyOf(node, boot, seq)) };
  }

  /** Until when the node's own record goes on; undefined where it has a hole, or was not kept whole: what it does not tell may be in there. */
  toldUntilMs(node: NodeId): number | undefined {
    return this.#isFull || this.#torn.has(node) ? undefined : this.#last.get(node)?.atMs;
  }

  #follow({ node, boot, seq }: TraceEvent, atMs: number): void {
    const last = this.#last.get(node);
    if (last === undefined) {
      if (seq !== 1) this.#torn.add(node);
      this.#last.set(node, { boot, seq, atMs });
      return;
    }
    if (seq !== (boot === last.boot ? last.seq + 1 : 1)) this.#torn.add(node);
    last.boot = boot;
    last.seq = seq;
    last.atMs = Math.max(last.atMs, atMs);
  }

  #chunk(from: NodeId, boot: number, seq: number): Float64Array {
    const key = `${from}/${boot}`;
    const chunks = this.#times.get(key) ?? [];
    if (chunks.length === 0) this.#times.set(key, chunks);
    const index = Math.floor(seq / CHUNK_EVENTS);
    const chunk = chunks[index] ?? new Float64Array(CHUNK_EVENTS).fill(Number.NaN);
    chunks[index] = chunk;
    return chunk;
  }
}

function keyOf(node: NodeId, boot: number, seq: number): string {
  return `${node}/${boot}/${seq}`;
}
