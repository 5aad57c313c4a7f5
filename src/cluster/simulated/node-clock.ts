import type { Clock, ClockRule } from '../../core/index.ts';
import type { EventLoop } from './event-loop.ts';

const rightClock: ClockRule = { offsetMs: 0, driftPpm: 0 };

/**
 * One node's clock, which may be wrong. A rule is a straight line over true time; a clock that a rule would set back stands still until the line has
 * caught up, because monotonic clocks never go back. Timers run at the clock's pace as it is when they are set.
 */
export class NodeClock {
  readonly #loop: EventLoop;
  readonly #planned: ClockRule;
  #rule: ClockRule;
  /** The rule's line begins here, by true time. */
  #sinceUs = 0;
  #latestUs = 0;

  constructor(loop: EventLoop, planned: ClockRule | undefined) {
    this.#loop = loop;
    this.#planned = planned ?? rightClock;
    this.#rule = this.#planned;
  }

  /** undefined: back to what the plan says. */
  set(rule: ClockRule | undefined): void {
    this.#rule = rule ?? this.#planned;
    // The plan's line begins with the run, so that a fault leaves nothing behind.
    this.#sinceUs = rule === undefined ? 0 : this.#loop.nowUs;
  }

  nowUs(): number {
    const { nowUs } = this.#loop;
    const { offsetMs, driftPpm } = this.#rule;
    const shownUs = nowUs + offsetMs * 1000 + ((nowUs - this.#sinceUs) * driftPpm) / 1e6;
    if (shownUs > this.#latestUs) this.#latestUs = Math.round(shownUs);
    return this.#latestUs;
  }

  /** True microseconds in which this clock gains `ms`. */
  trueUs(ms: number): number {
    const { driftPpm } = this.#rule;
    return driftPpm === 0 ? ms * 1000 : (ms * 1000) / (1 + driftPpm / 1e6);
  }

  /** As a node sees it; `schedule` puts its timers among the world's events. */
  asClock(schedule: Clock['timer']): Clock {
    return {
      now: () => this.nowUs() / 1000,
      timer: schedule,
      cancel: (timer) => this.#loop.cancel(timer),
    };
  }
}
