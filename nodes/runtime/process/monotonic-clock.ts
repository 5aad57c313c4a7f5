import { type Clock, roundMs, type Timer } from '../../../src/core/index.ts';

interface RealTimer extends Timer {
  readonly handle: NodeJS.Timeout;
}

/** The machine's monotonic clock (CLOCK_MONOTONIC on Linux), in milliseconds: comparable between the processes of one machine. */
export const monotonicClock: Clock = {
  now,
  timer(afterMs, fire): RealTimer {
    return { firesAt: roundMs(now() + afterMs), handle: setTimeout(fire, afterMs) };
  },
  cancel(timer) {
    clearTimeout((timer as RealTimer).handle);
  },
};

function now(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return roundMs(seconds * 1000 + nanoseconds / 1_000_000);
}
