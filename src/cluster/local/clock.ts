import { performance } from 'node:perf_hooks';
import { type Clock, type Ms, roundMs, type Timer } from '../../core/index.ts';

/**
 * A timer's callback waits for so many passes over the sockets first, so that a time-out never beats an answer that has arrived: one
 * pass for the proxy to take the bytes from the node, one for the client to take them from the proxy.
 */
export const POLL_PASS_COUNT = 2;
/** The longest that setTimeout can wait; longer timers wait again. */
const SET_TIMEOUT_MAX_MS = 2 ** 31 - 1;

export interface LocalClock extends Clock {
  /** CLOCK_MONOTONIC in milliseconds at this clock's zero: what trace times, which are absolute, are told from. */
  readonly monotonicStartMs: number;
  /** Nothing fires any more, ever; timers asked for afterwards are never called. */
  stop(): void;
}

interface Pending extends Timer {
  readonly fire: () => void;
}

/**
 * Real time, counted from `startMs` of `performance.now()`. Timers fire in order of their times, and those of one time in the order in
 * which they were asked for, as in virtual time; setTimeout alone keeps no such order when it is late.
 */
export function createLocalClock(startMs: number = performance.now()): LocalClock {
  /** In order of firing. */
  let queue: Pending[] = [];
  let wakeUp: NodeJS.Timeout | undefined;
  let wakesAt: Ms = 0;
  let firing = false;
  let stopped = false;

  return {
    monotonicStartMs: roundMs(Number(process.hrtime.bigint()) / 1e6 - (performance.now() - startMs)),
    now,
    timer(afterMs, fire) {
      const timer: Pending = { firesAt: roundMs(now() + Math.max(0, afterMs)), fire };
      if (stopped) return timer;
      queue.splice(countUpTo(timer.firesAt), 0, timer);
      arm();
      return timer;
    },
    cancel(timer) {
      // The wake-up stays as it is: it then finds nothing due.
      for (let i = countUpTo(timer.firesAt) - 1; queue[i]?.firesAt === timer.firesAt; i -= 1) {
        if (queue[i] === timer) return void queue.splice(i, 1);
      }
    },
    stop() {
      stopped = true;
      queue = [];
      clearTimeout(wakeUp);
    },
  };

  function now(): Ms {
    return roundMs(performance.now() - startMs);
  }

  /** How many timers fire at this time or before. */
  function countUpTo(ms: Ms): number {
    let low = 0;
    for (let high = queue.length; low < high; ) {
      const middle = (low + high) >>> 1;
      if ((queue[middle]?.firesAt ?? 0) <= ms) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  function arm(): void {
    const next = queue[0];
    if (firing || next === undefined || (wakeUp !== undefined && wakesAt <= next.firesAt)) return;
    clearTimeout(wakeUp);
    const waitMs = next.firesAt - now();
    // What is due already waits for its polls only: setTimeout would add a millisecond to each operation of a load without a rate.
    if (waitMs <= 0) return wake();
    wakesAt = next.firesAt;
    wakeUp = setTimeout(wake, Math.min(Math.ceil(waitMs), SET_TIMEOUT_MAX_MS));
  }

  /** setTimeout counts whole milliseconds of a clock of its own and can come a little early: then the rest is waited for too. */
  function wake(): void {
    wakeUp = undefined;
    const dueMs = now();
    if ((queue[0]?.firesAt ?? Number.POSITIVE_INFINITY) > dueMs) return arm();
    firing = true;
    afterPolls(POLL_PASS_COUNT, () => fireUpTo(dueMs));
  }

  /** What became due during the polls has to wait for polls of its own. */
  function fireUpTo(dueMs: Ms): void {
    try {
      for (let next = queue[0]; next !== undefined && next.firesAt <= dueMs; next = queue[0]) {
        queue.shift();
        next.fire();
      }
    } finally {
      firing = false;
      arm();
    }
  }
}

/** Between two immediates the event loop polls its sockets once. */
function afterPolls(count: number, then: () => void): void {
  setImmediate(() => (count > 1 ? afterPolls(count - 1, then) : then()));
}
