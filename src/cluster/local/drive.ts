import { type Done, FaultlineError } from '../../core/index.ts';

/**
 * The stretch of `Cluster.drive`. What `main` has asked for and what answers only after `finish` is not called back any more: nothing of
 * `main` runs then, in real time as in virtual time. What was asked for outside of it is not touched.
 */
export interface Drive {
  run(main: (finish: (error?: Error) => void) => void, done: Done): void;
  /** The callback, silenced at the finish if it is handed over within `main`. */
  bound<Arguments extends unknown[]>(callback: (...args: Arguments) => void): (...args: Arguments) => void;
  /** Something of `main` to be ended with it; outside of `main` nothing happens. */
  atFinish(end: () => void): void;
  /** Ends `main`, if it runs, as if it had finished so. */
  abandon(error: Error): void;
}

/** `stopClock` ends all timers that `main` may have set. */
export function createDrive(stopClock: () => void): Drive {
  let state: 'before' | 'within' | 'over' = 'before';
  const ends: (() => void)[] = [];
  let driven: Done = () => {};

  function run(main: (finish: (error?: Error) => void) => void, done: Done): void {
    if (state !== 'before') {
      setImmediate(() => done(new FaultlineError('driven-already', 'A cluster is driven once; open another one for another run.')));
      return;
    }
    state = 'within';
    driven = done;
    try {
      main(finish);
    } catch (error) {
      finish(error instanceof Error ? error : new Error(String(error)));
    }
  }

  function finish(error?: Error): void {
    if (state !== 'within') return;
    state = 'over';
    stopClock();
    for (const end of ends.splice(0)) end();
    // What is left of the call that finished runs out first.
    setImmediate(() => driven(error));
  }

  return {
    run,
    bound(callback) {
      if (state !== 'within') return callback;
      return (...args) => {
        if (state === 'within') callback(...args);
      };
    },
    atFinish(end) {
      if (state === 'within') ends.push(end);
    },
    abandon: finish,
  };
}
