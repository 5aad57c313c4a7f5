import { closeSync, openSync, readSync, statSync } from 'node:fs';
import type { HistoryEvent, Plan, RunVerdict, TraceEvent, TraceItem } from '../core/index.ts';
import { collectReport, renderReport } from '../report/index.ts';
import type { LogFile } from '../store/index.ts';

/** Of each node's log the report shows the end. */
const LOG_TAIL_LINES = 60;
const LOG_TAIL_BYTES = 64 * 1024;

export interface ReportInput {
  readonly plan: Plan;
  readonly verdict: RunVerdict;
  readonly history: Iterable<HistoryEvent>;
  readonly trace: Iterable<TraceItem>;
  readonly logs: readonly LogFile[];
}

/** The run's page, from what its folder holds. */
export function buildReport({ plan, verdict, history, trace, logs }: ReportInput): string {
  return renderReport(collectReport({ plan, verdict, history, trace: eventsOf(trace), logTails: tailsOf(logs) }));
}

function* eventsOf(trace: Iterable<TraceItem>): Generator<TraceEvent> {
  for (const item of trace) if (item.kind === 'event') yield item.event;
}

function tailsOf(logs: readonly LogFile[]): Record<string, string[]> {
  return Object.fromEntries(logs.map(({ node, path }) => [node, lastLines(path)]));
}

function lastLines(path: string): string[] {
  const size = statSync(path).size;
  const bytes = Buffer.alloc(Math.min(size, LOG_TAIL_BYTES));
  const fd = openSync(path, 'r');
  try {
    readSync(fd, bytes, 0, bytes.length, size - bytes.length);
  } finally {
    closeSync(fd);
  }
  return bytes
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
    .slice(-LOG_TAIL_LINES);
}
