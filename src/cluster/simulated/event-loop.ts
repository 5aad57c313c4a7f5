import { type Clock, FaultlineError, type Timer } from '../../core/index.ts';
import { comesFirst, EventHeap, SimulatedEvent } from './event-heap.ts';

/** More at one virtual instant are taken for a loop that never ends: an error `virtual-time-stands-still`. */
export const MAX_EVENTS_AT_ONE_INSTANT = 200_000;
/** Later than so is far. */
const NEAR_US = 20_000;

class Call extends SimulatedEvent {
  readonly #run: () => void;

  constructor(timeUs: number, run: () => void) {
    super(timeUs);
    this.#run = run;
  }

  override happen(): void {
    this.#run();
  }
}

/** Virtual time: it stands while something happens, and then jumps to what happens next. */
export class EventLoop {
  nowUs = 0;
  /** How many events have happened. */
  eventCount = 0;
  /** What happens soon is by far the most and hardly ever cancelled; time-outs wait apart, so that they make no step of the others longer. */
  readonly #near = new EventHeap();
  readonly #far = new EventHeap();
  #sequence = 0;
  #stopped = false;

  at(timeUs: number, run: () => void): SimulatedEvent {
    return this.add(new Call(timeUs, run));
  }

  /** A time that has passed is taken for now. */
  add(event: SimulatedEvent): SimulatedEvent {
    this.#sequence += 1;
    event.sequence = this.#sequence;
    if (event.timeUs < this.nowUs) event.timeUs = this.nowUs;
    if (event.timeUs - this.nowUs < NEAR_US) this.#near.push(event);
    else this.#far.push(event);
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
    if (event instanceof SimulatedEvent) event.cancelled = true;
  }

  stop(): void {
    this.#stopped = true;
  }

  /** Runs until `stop`, or until nothing is left to happen. */
  run(): void {
    let instantUs = -1;
    let atThisInstant = 0;
    while (!this.#stopped) {
      const event = this.#take();
      if (event === undefined) return;
      if (event.timeUs !== instantUs) {
        instantUs = event.timeUs;
        atThisInstant = 0;
      }
      atThisInstant += 1;
      if (atThisInstant > MAX_EVENTS_AT_ONE_INSTANT) throw standsStill(event.timeUs);
      this.nowUs = event.timeUs;
      this.eventCount += 1;
      event.happen();
    }
  }

  clock(): Clock {
    return {
      now: () => this.nowUs / 1000,
      timer: (afterMs, fire) => this.after(Math.max(0, afterMs) * 1000, fire),
      cancel: (timer) => this.cancel(timer),
    };
  }

  /** The next one that was not cancelled. */
  #take(): SimulatedEvent | undefined {
    const near = this.#near.first();
    const far = this.#far.first();
    if (near === undefined) return far === undefined ? undefined : this.#far.take();
    return far === undefined || comesFirst(near, far) ? this.#near.take() : this.#far.take();
  }
}

function standsStill(timeUs: number): FaultlineError {
  const message = `More than ${MAX_EVENTS_AT_ONE_INSTANT} events happened at ${timeUs / 1000} ms of virtual time without it going on: something asks for a timer of no time again and again.`;
  return new FaultlineError('virtual-time-stands-still', message);
}
