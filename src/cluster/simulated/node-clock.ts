import type { Clock, ClockRule } from '../../core/index.ts';
import type { EventLoop } from './event-loop.ts';

const rightClock: ClockRule = { offsetMs: 0, driftPpm: 0 };

/**
 * One node's clock, which may be wrong. A rule is a straight line over true time. Monotonic clocks never go back: one that was ahead and is put right keeps what it is ahead by
 * and goes on at the right pace; only a clock that a rule puts behind true time stands still, until the line has caught up. Timers run at the clock's pace as it is
 * when they are set.
 */
export class NodeClock {
  readonly #loop: EventLoop;
  readonly #planned: ClockRule;
  #rule: ClockRule;
  /** The rule's line begins here, by true time. */
  #sinceUs = 0;
  /** What the clock stays ahead of the line by. */
  #aheadUs = 0;
  #latestUs = 0;

  constructor(loop: EventLoop, planned: ClockRule | undefined) {
    this.#loop = loop;
    this.#planned = planned ?? rightClock;
    this.#rule = this.#planned;
  }

  /** undefined: back to what the plan says. */
  set(rule: ClockRule | undefined): void {
    const before = this.#rule;
    const shownUs = this.nowUs();
    this.#rule = rule ?? this.#planned;
    // The plan's line begins with the run.
    this.#sinceUs = rule === undefined ? 0 : this.#loop.nowUs;
    this.#aheadUs = 0;
    const changeUs = (this.#rule.offsetMs - before.offsetMs) * 1000;
    const jumpUs = changeUs >= 0 || this.#rule.offsetMs < 0 ? changeUs : 0;
    this.#aheadUs = shownUs + jumpUs - this.#lineUs();
  }

  nowUs(): number {
    const shownUs = this.#lineUs();
    if (shownUs > this.#latestUs) this.#latestUs = shownUs;
    return this.#latestUs;
  }

  #lineUs(): number {
    const { nowUs } = this.#loop;
    const { offsetMs, driftPpm } = this.#rule;
    return Math.round(nowUs + offsetMs * 1000 + ((nowUs - this.#sinceUs) * driftPpm) / 1e6 + this.#aheadUs);
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
