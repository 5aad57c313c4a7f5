import type { HistoryEvent, NodeId, Plan, TraceEvent } from '../../core/index.ts';

/** One recorded run, as an export reads it. What is iterable is read anew each time it is asked for, and never stands in memory as a whole. */
export interface ExportSource {
  readonly plan: Plan;
  /** The run's name, for people: `smoke/20261121T063725.123Z-42`. */
  readonly name: string;
  history(): Iterable<HistoryEvent>;
  /** Each node's own events, in order. */
  readonly traces: ReadonlyMap<NodeId, () => Iterable<TraceEvent>>;
  /** The lines of `events.log`: what became of each message, of a simulated run. */
  readonly eventLog?: () => Iterable<string>;
  /** CLOCK_MONOTONIC, in milliseconds, at the zero of the history's `time`. Default: as the history says. */
  readonly monotonicStartMs?: number;
}

/** A stretch of the run, in its own time. */
export interface ExportWindow {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface ExportOptions {
  readonly window?: ExportWindow;
  /** Told of what the export had to leave out, and why. */
  readonly warn: (warning: string) => void;
}

/** A file of one format, piece by piece. */
export type ExportWriter = (source: ExportSource, options: ExportOptions) => Generator<string>;

export function isInside(window: ExportWindow | undefined, atMs: number): boolean {
  return window === undefined || (atMs >= window.fromMs && atMs <= window.toMs);
}
