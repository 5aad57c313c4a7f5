import type { Partition } from './history.ts';

/** Where each open operation has its bit. Bits are used again once an operation has returned, so a window stays as wide as the concurrency. */
export interface Layout {
  readonly slots: readonly number[];
  /** 64-bit words for observers and operations of unknown outcome, and for the others. */
  readonly softWords: number;
  readonly hardWords: number;
}

export function layOut({ candidates, events }: Partition): Layout {
  const slots: number[] = new Array(candidates.length).fill(0);
  const soft = new Slots();
  const hard = new Slots();
  for (const { candidate, isReturn } of events) {
    const { unknown, observes } = candidates[candidate] as Partition['candidates'][number];
    const kind = unknown || observes ? soft : hard;
    if (isReturn) kind.release(slots[candidate] ?? 0);
    else slots[candidate] = kind.take();
  }
  return { slots, softWords: soft.words, hardWords: hard.words };
}

class Slots {
  private readonly free: number[] = [];
  private used = 0;

  take(): number {
    const slot = this.free.pop();
    if (slot !== undefined) return slot;
    this.used += 1;
    return this.used - 1;
  }

  release(slot: number): void {
    this.free.push(slot);
  }

  get words(): number {
    return Math.max(1, Math.ceil(this.used / 64));
  }
}
