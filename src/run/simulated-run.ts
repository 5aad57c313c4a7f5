import type { HistoryEvent, Ms, RunVerdict, TraceItem } from '../core/index.ts';
import type { Expansion } from './expand.ts';

export interface SimulatedRunOptions {
  readonly expansion: Expansion;
  /** The one command that runs it again, given the run's folder if it is kept. */
  readonly reproduce: (dir: string | undefined) => string;
  /** Write the run folder (plan, history, trace, events, verdict, report) under this results folder. Absent: nothing is written. */
  readonly root?: string;
  /** A line for each event that the digest covers, in order: what `replay` compares. */
  readonly onEvent?: (line: string) => void;
  /** What nodes say, as the checkers are told it. */
  readonly onTrace?: (item: TraceItem) => void;
  /** Ends the run in good order at the first certain finding. */
  readonly stopOnViolation?: boolean;
}

export interface SimulatedRun {
  /** With `digest`. Its outcome is `broken` if the harness failed. */
  readonly verdict: RunVerdict;
  readonly history: readonly HistoryEvent[];
  /** Events of the simulated world: deliveries, timers, disk calls. */
  readonly eventCount: number;
  readonly virtualMs: Ms;
}

/**
 * Runs a plan in the simulated world, from set-up to verdict, before this returns: no promise, no real timer, nothing that two runs
 * of the same plan could differ by. Throws `FaultlineError` only for a results folder that cannot be written.
 */
export function simulateRun(_options: SimulatedRunOptions): SimulatedRun {
  throw new Error('not built yet');
}
