import type { Ms, Timer } from '../../core/index.ts';

/** Something that will happen. Its time is whole microseconds of virtual time. */
export abstract class SimulatedEvent implements Timer {
  timeUs: number;
  /** Set when it is added: events of one instant happen in this order. */
  sequence = 0;
  cancelled = false;

  constructor(timeUs: number) {
    this.timeUs = timeUs;
  }

  get firesAt(): Ms {
    return this.timeUs / 1000;
  }

  abstract happen(): void;
}

/** Events of one instant happen in the order in which they were asked for. */
export function comesFirst(a: SimulatedEvent, b: SimulatedEvent): boolean {
  return a.timeUs < b.timeUs || (a.timeUs === b.timeUs && a.sequence < b.sequence);
}

/** A binary heap by (time, sequence). What is cancelled stays until it comes to the top. */
export class EventHeap {
  readonly #heap: SimulatedEvent[] = [];

  /** The first that is not cancelled; it stays. */
  first(): SimulatedEvent | undefined {
    let first = this.#heap[0];
    while (first?.cancelled === true) {
      this.take();
      first = this.#heap[0];
    }
    return first;
  }

  push(event: SimulatedEvent): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(event);
    while (at > 0) {
      const parentAt = (at - 1) >> 1;
      const parent = heap[parentAt] as SimulatedEvent;
      if (comesFirst(parent, event)) break;
      heap[at] = parent;
      at = parentAt;
    }
    heap[at] = event;
  }

  take(): SimulatedEvent | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    const { length } = heap;
    let at = 0;
    for (;;) {
      let childAt = 2 * at + 1;
      if (childAt >= length) break;
      let child = heap[childAt] as SimulatedEvent;
      if (childAt + 1 < length) {
        const other = heap[childAt + 1] as SimulatedEvent;
        if (comesFirst(other, child)) {
          child = other;
          childAt += 1;
        }
      }
      if (comesFirst(last, child)) break;
      heap[at] = child;
      at = childAt;
    }
    heap[at] = last;
    return first;
  }
}
