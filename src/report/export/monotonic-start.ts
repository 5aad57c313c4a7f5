import { type HistoryEvent, isClientEvent, isJsonObject } from '../../core/index.ts';

/** CLOCK_MONOTONIC, in milliseconds, at the zero of the history's times: told by the first phase of a run on real processes. A simulated run counts both from zero. */
export function monotonicStartOf(history: Iterable<HistoryEvent>): number {
  for (const event of history) {
    if (isClientEvent(event) || event.f !== 'phase' || !isJsonObject(event.value)) continue;
    const { monotonicMs } = event.value;
    if (typeof monotonicMs === 'number') return monotonicMs;
  }
  return 0;
}
