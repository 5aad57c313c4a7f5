import type { SimulationRates } from '../../core/index.ts';
import { formatCount, formatDuration, plural } from '../words/index.ts';
import { colorsOf, type TerminalOptions } from './colors.ts';
import { fitLine } from './fit-line.ts';

/** What is known of a campaign while it goes on. */
export interface SimProgress {
  readonly done: number;
  readonly total: number;
  readonly elapsedMs: number;
  /** Seeds with a violation, or broken. */
  readonly failureCount: number;
  readonly rates: SimulationRates;
}

/** One line, without its end: `1,234/5,000 seeds  82 seeds/s  640 simulated s/s  210,000 events/s  no finding  45.9 s left`. */
export function simProgressLine(state: SimProgress, options: TerminalOptions = {}): string {
  const colors = colorsOf(options);
  const { done, total, elapsedMs, failureCount, rates } = state;
  const leftMs = done === 0 ? undefined : (elapsedMs / done) * (total - done);
  return fitLine(
    [
      { text: `${formatCount(done)}/${formatCount(total)} seeds`, paint: colors.bold },
      { text: `${formatCount(rates.seedsPerSecond)} seeds/s` },
      { text: `${formatCount(rates.simulatedSecondsPerSecond)} simulated s/s` },
      { text: `${formatCount(rates.eventsPerSecond)} events/s` },
      failureCount === 0 ? { text: 'no finding', paint: colors.dim } : { text: plural(failureCount, 'finding'), paint: colors.red },
      ...(leftMs === undefined ? [] : [{ text: `${formatDuration(leftMs)} left`, paint: colors.dim }]),
    ],
    options.width,
  );
}
