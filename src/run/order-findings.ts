import { type CheckerResult, type FaultReport, type Finding, type HistoryEvent, isJsonObject } from '../core/index.ts';

type Results = Readonly<Record<string, CheckerResult>>;

/**
 * Each checker's findings with those in front that happened while a fault was on, else as they were told. All outputs lead with the first of
 * several that are alike, and a reader looks for a cause. A finding about nodes' traces alone names no time here and stays where it is.
 */
export function orderFindings(results: Results, history: readonly HistoryEvent[], faults: readonly FaultReport[]): Results {
  const spans = faults.flatMap(({ state, beganAtMs, endedAtMs }) =>
    beganAtMs === undefined || state === 'missing' || state === 'merged'
      ? []
      : [{ fromMs: beganAtMs, toMs: endedAtMs ?? Number.POSITIVE_INFINITY }],
  );
  const isUnderFault = (finding: Finding): boolean => {
    const atMs = momentOf(finding, history);
    return atMs !== undefined && spans.some(({ fromMs, toMs }) => fromMs <= atMs && atMs <= toMs);
  };
  return Object.fromEntries(
    Object.entries(results).map(([name, result]) => {
      if (spans.length === 0 || result.findings.length < 2) return [name, result];
      const under = new Set(result.findings.filter(isUnderFault));
      return [name, { ...result, findings: [...under, ...result.findings.filter((finding) => !under.has(finding))] }];
    }),
  );
}

/** When the operation ended that cannot be explained, or else the last event that is named. */
function momentOf({ events, evidence }: Finding, history: readonly HistoryEvent[]): number | undefined {
  const operation = evidence?.['operation'];
  const complete = isJsonObject(operation) ? operation['complete'] : undefined;
  const event = history[typeof complete === 'number' ? complete : (events?.at(-1) ?? -1)];
  return event === undefined ? undefined : event.time / 1_000_000;
}
