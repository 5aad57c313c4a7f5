/** The first stretch of a measurement is not counted: everybody is still compiling. */
export const WARM_UP_SECONDS = 2;

/** Counts operations that ended `ok` in `seconds` after the warm-up. Times are the recorder's, in nanoseconds. */
export function openWindow(seconds) {
  let from = Number.POSITIVE_INFINITY;
  let count = 0;
  return {
    begin(time) {
      from = time + WARM_UP_SECONDS * 1e9;
    },
    take({ time, type, process }) {
      if (process !== 'nemesis' && type === 'ok' && time >= from && time < from + seconds * 1e9) count += 1;
    },
    perSecond: () => count / seconds,
  };
}
