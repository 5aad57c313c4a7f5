/** Milliseconds, with at most three decimals: the simulated world counts whole microseconds. */
export type Ms = number;

/** A pending timer; only the clock that made it can cancel it. */
export interface Timer {
  readonly firesAt: Ms;
}

/** Time as one world tells it: monotonic, zero when the run began. Real or virtual; callers cannot tell. */
export interface Clock {
  now(): Ms;
  timer(afterMs: Ms, fire: () => void): Timer;
  cancel(timer: Timer): void;
}

/** Called once. An error says that the thing asked for did not come into force. */
export type Done = (error?: Error) => void;

/** Rounds to the three decimals that `Ms` may have. */
export function roundMs(ms: number): Ms {
  return Math.round(ms * 1000) / 1000;
}
