import { type Clock, FaultlineError, type Ms, type Timer } from '../../core/index.ts';

/** More at one virtual instant are taken for a loop that never ends: an error `virtual-time-stands-still`. */
export const MAX_EVENTS_AT_ONE_INSTANT = 200_000;

/** Something that will happen. Its time is whole microseconds of virtual time. */
export class SimulatedEvent implements Timer {
  readonly timeUs: number;
  readonly sequence: number;
  /** undefined: cancelled, or over. */
  run: (() => void) | undefined;

  constructor(timeUs: number, sequence: number, run: () => void) {
    this.timeUs = timeUs;
    this.sequence = sequence;
    this.run = run;
  }

  get firesAt(): Ms {
    return this.timeUs / 1000;
  }
}

/** Virtual time: it stands while something happens, and then jumps to what happens next. */
export class EventLoop {
  nowUs = 0;
  /** How many events have happened. */
  eventCount = 0;
  /** A binary heap by (time, sequence): events of one instant happen in the order in which they were asked for. */
  readonly #heap: SimulatedEvent[] = [];
  #sequence = 0;
  #stopped = false;

  at(timeUs: number, run: () => void): SimulatedEvent {
    this.#sequence += 1;
    const event = new SimulatedEvent(timeUs > this.nowUs ? timeUs : this.nowUs, this.#sequence, run);
    this.#push(event);
    return event;
  }

  /** `afterUs` is rounded to whole microseconds. */
  after(afterUs: number, run: () => void): SimulatedEvent {
    return this.at(this.nowUs + Math.round(afterUs), run);
  }

  /** The present instant, behind everything that is due in it already. */
  soon(run: () => void): SimulatedEvent {
    return this.at(this.nowUs, run);
  }

  cancel(event: Timer): void {
    if (event instanceof SimulatedEvent) event.run = undefined;
  }

  stop(): void {
    this.#stopped = true;
  }

  /** Runs until `stop`, or until nothing is left to happen. */
  run(): void {
    let instantUs = -1;
    let atThisInstant = 0;
    while (!this.#stopped) {
      const event = this.#pop();
      if (event === undefined) return;
      const { run } = event;
      if (run === undefined) continue;
      event.run = undefined;
      if (event.timeUs !== instantUs) {
        instantUs = event.timeUs;
        atThisInstant = 0;
      }
      atThisInstant += 1;
      if (atThisInstant > MAX_EVENTS_AT_ONE_INSTANT) throw standsStill(event.timeUs);
      this.nowUs = event.timeUs;
      this.eventCount += 1;
      run();
    }
  }

  clock(): Clock {
    return {
      now: () => this.nowUs / 1000,
      timer: (afterMs, fire) => this.after(Math.max(0, afterMs) * 1000, fire),
      cancel: (timer) => this.cancel(timer),
    };
  }

  #push(event: SimulatedEvent): void {
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

  #pop(): SimulatedEvent | undefined {
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

function comesFirst(a: SimulatedEvent, b: SimulatedEvent): boolean {
  return a.timeUs < b.timeUs || (a.timeUs === b.timeUs && a.sequence < b.sequence);
}

function standsStill(timeUs: number): FaultlineError {
  const message = `More than ${MAX_EVENTS_AT_ONE_INSTANT} events happened at ${timeUs / 1000} ms of virtual time without it going on: something asks for a timer of no time again and again.`;
  return new FaultlineError('virtual-time-stands-still', message);
}
