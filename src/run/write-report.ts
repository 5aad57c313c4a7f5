import {
  type HistoryEvent,
  isClientEvent,
  isJsonObject,
  type Plan,
  type RunVerdict,
  type TraceEvent,
  type TraceItem,
} from '../core/index.ts';
import { collectReport, renderReport } from '../report/index.ts';

export interface ReportInput {
  readonly plan: Plan;
  readonly verdict: RunVerdict;
  readonly history: Iterable<HistoryEvent>;
  readonly trace: Iterable<TraceItem>;
}

/** The run's page, from what its folder holds. */
export function buildReport({ plan, verdict, history, trace }: ReportInput): string {
  const events = [...history];
  return renderReport(collectReport({ plan, verdict, history: events, trace: eventsOf(trace), monotonicStartMs: monotonicStart(events) }));
}

function* eventsOf(trace: Iterable<TraceItem>): Generator<TraceEvent> {
  for (const item of trace) if (item.kind === 'event') yield item.event;
}

/** Told by the first phase of a run on real processes; a simulated one counts both from zero. */
function monotonicStart(events: readonly HistoryEvent[]): number {
  for (const event of events) {
    if (isClientEvent(event) || event.f !== 'phase' || !isJsonObject(event.value)) continue;
    const { monotonicMs } = event.value;
    if (typeof monotonicMs === 'number') return monotonicMs;
  }
  return 0;
}
