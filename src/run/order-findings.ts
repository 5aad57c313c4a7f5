import { type CheckerResult, type FaultReport, type Finding, type HistoryEvent, isJsonObject } from '../core/index.ts';

/** Kinds of anomalies by which an acknowledged write is gone, or may be. */
const mayBeLost: readonly string[] = ['lost-write', 'missed-write'];

type Results = Readonly<Record<string, CheckerResult>>;

/**
 * Each checker's findings with those in front that happened while a fault was on, or between whose acknowledged write and the answer that
 * misses it one was, of those and of the rest what has a small proof; else as they were told. All outputs lead with the first of several that are alike, and a reader looks for a cause. A
 * finding about nodes' traces alone names no time here and stays where it is.
 */
export function orderFindings(results: Results, history: readonly HistoryEvent[], faults: readonly FaultReport[]): Results {
  const spans = faults.flatMap(({ state, beganAtMs, endedAtMs }) =>
    beganAtMs === undefined || state === 'missing' || state === 'merged'
      ? []
      : [{ fromMs: beganAtMs, toMs: endedAtMs ?? Number.POSITIVE_INFINITY }],
  );
  const isUnderFault = (finding: Finding): boolean => {
    const atMs = momentOf(finding, history);
    if (atMs === undefined) return false;
    const sinceMs = Math.min(atMs, missedMs(finding, history) ?? atMs);
    return spans.some(({ fromMs, toMs }) => fromMs <= atMs && sinceMs <= toMs);
  };
  return Object.fromEntries(
    Object.entries(results).map(([name, result]) => {
      if (result.findings.length < 2) return [name, result];
      const ranked = result.findings.map((finding) => ({
        finding,
        rank: (isUnderFault(finding) ? 0 : 2) + (isProvenSmall(finding) ? 0 : 1),
      }));
      return [name, { ...result, findings: ranked.sort((a, b) => a.rank - b.rank).map(({ finding }) => finding) }];
    }),
  );
}

function isProvenSmall({ evidence }: Finding): boolean {
  return evidence?.['smallest'] !== undefined;
}

/** When the write was acknowledged that the answer misses, if the checker names one and it may be lost. */
function missedMs({ evidence }: Finding, history: readonly HistoryEvent[]): number | undefined {
  const anomaly = evidence?.['anomaly'];
  if (!isJsonObject(anomaly) || !mayBeLost.includes(String(anomaly['kind']))) return undefined;
  const missed = anomaly['missed'];
  const complete = isJsonObject(missed) ? missed['complete'] : undefined;
  const event = typeof complete === 'number' ? history[complete] : undefined;
  return event === undefined ? undefined : event.time / 1_000_000;
}

/** When the operation ended that cannot be explained, or else the last event that is named. */
function momentOf({ events, evidence }: Finding, history: readonly HistoryEvent[]): number | undefined {
  const operation = evidence?.['operation'];
  const complete = isJsonObject(operation) ? operation['complete'] : undefined;
  const event = history[typeof complete === 'number' ? complete : (events?.at(-1) ?? -1)];
  return event === undefined ? undefined : event.time / 1_000_000;
}
