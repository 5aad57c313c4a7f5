import { closeSync, openSync, readSync, statSync } from 'node:fs';
import type { HistoryEvent, Plan, RunVerdict, TraceEvent, TraceItem } from '../core/index.ts';
import { collectReport, renderReport } from '../report/index.ts';
import type { LogFile } from '../store/index.ts';

/** Of each node's log the report shows the end: as many of these lines as it has room for. */
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
  const tails = logs.map(({ node, path }) => ({ node, ...lastLines(path) }));
  return renderReport(
    collectReport({
      plan,
      verdict,
      history,
      trace: eventsOf(trace),
      logTails: Object.fromEntries(tails.map(({ node, lines }) => [node, lines])),
      cutLogs: tails.filter(({ isCut }) => isCut).map(({ node }) => node),
    }),
  );
}

function* eventsOf(trace: Iterable<TraceItem>): Generator<TraceEvent> {
  for (const item of trace) if (item.kind === 'event') yield item.event;
}

function lastLines(path: string): { readonly lines: string[]; readonly isCut: boolean } {
  const size = statSync(path).size;
  const bytes = Buffer.alloc(Math.min(size, LOG_TAIL_BYTES));
  const fd = openSync(path, 'r');
  try {
    readSync(fd, bytes, 0, bytes.length, size - bytes.length);
  } finally {
    closeSync(fd);
  }
  const lines = bytes
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '');
  return { lines, isCut: size > bytes.length };
}
