import {
  type CheckerResult,
  type ClientEvent,
  type FaultReport,
  type HistoryEvent,
  isClientEvent,
  isJsonObject,
  type Json,
  type Ms,
  type RunFigures,
  roundMs,
} from '../../core/index.ts';
import { apart, firstAtOrAfter, lagWithin, openSpans, overlapsAny, type Span } from './spans.ts';

/** Operations whose latency is kept. */
const SAMPLES_MAX = 2_000_000;

/** Answers about the data: the system did what it was asked, and said no. */
const answeredFailures: readonly (string | undefined)[] = [undefined, 'precondition-failed', 'not-a-string'];
/** As the performance checker counts them: any other operation writes. */
const readKinds: ReadonlySet<string> = new Set(['get', 'read']);
/** The phases before the load, and the load's own. */
const untilLoad: readonly Json[] = ['set-up', 'safety'];

/**
 * What a gate measures of a run, from its history. An operation that was under way while the harness itself was late is left out of latency
 * and availability, and such time is left out of recovery: nobody knows whose delay it was. A fault that was `missing` or `idle` makes no
 * stretch under faults.
 */
export function measureRun(
  history: Iterable<HistoryEvent>,
  faults: readonly FaultReport[],
  results: Readonly<Record<string, CheckerResult>>,
): RunFigures {
  const load = gather(history, new Set(faults.filter(({ state }) => state === 'in-force' || state === 'merged').map(({ id }) => id)));
  const kept = load.operations.filter(({ fromMs, toMs }) => !overlapsAny({ fromMs, toMs: toMs ?? load.span.toMs }, load.lags));
  const asked = kept.filter(({ underFault }) => underFault);
  const latencies = kept.flatMap(({ ended, fromMs, toMs }) => (ended === 'ok' && toMs !== undefined ? [toMs - fromMs] : []));
  return {
    okCount: load.operations.filter(({ ended }) => ended === 'ok').length,
    duringFaults: { answered: asked.filter(({ ended }) => ended !== 'unanswered').length, asked: asked.length },
    p99Ms: quantile(latencies.slice(0, SAMPLES_MAX), 0.99),
    recovery: recoveryOf(load),
    rules: Object.entries(results['raft-safety']?.counts ?? {}).flatMap(([rule, count]) => (count > 0 ? [rule] : [])),
    lag: { ms: roundMs(lagWithin(load.span, load.lags)), operations: load.operations.length - kept.length },
  };
}

interface LoadOperation extends Pick<Span, 'fromMs'> {
  readonly underFault: boolean;
  toMs?: Ms;
  ended: 'ok' | 'answered' | 'unanswered';
}

interface Load {
  readonly span: Span;
  readonly operations: readonly LoadOperation[];
  /** Between them no fault was at work. */
  readonly stretches: readonly Span[];
  readonly writesAtMs: readonly Ms[];
  readonly lags: readonly Span[];
}

function gather(history: Iterable<HistoryEvent>, atWork: ReadonlySet<string>): Load {
  const operations: LoadOperation[] = [];
  const open = new Map<number, LoadOperation>();
  const writesAtMs: Ms[] = [];
  const lags: Span[] = [];
  const stretches = openSpans();
  let beganMs: Ms | undefined;
  let endedMs: Ms | undefined;
  let nowMs = 0;
  for (const event of history) {
    nowMs = event.time / 1e6;
    if (isClientEvent(event)) client(event);
    else {
      const { id, name, fromMs, toMs } = isJsonObject(event.value) ? event.value : {};
      if (event.f === 'phase' && name === 'safety') beganMs ??= nowMs;
      if (event.f === 'phase' && name !== undefined && !untilLoad.includes(name)) endedMs ??= nowMs;
      if (event.f === 'lag' && typeof fromMs === 'number' && typeof toMs === 'number') lags.push({ fromMs, toMs });
      if (event.f === 'fault-begin' && atWork.has(String(id))) stretches.begin(String(id), nowMs);
      if (event.f === 'fault-end') stretches.end(String(id), nowMs);
    }
  }
  return {
    span: { fromMs: beganMs ?? 0, toMs: endedMs ?? nowMs },
    operations,
    stretches: stretches.finish(nowMs),
    writesAtMs,
    lags: apart(lags),
  };

  function client({ type, process, f, error }: ClientEvent): void {
    if (type === 'invoke') {
      if (beganMs === undefined || endedMs !== undefined) return void open.delete(process);
      const operation: LoadOperation = { fromMs: nowMs, underFault: stretches.isOpen(), ended: 'unanswered' };
      operations.push(operation);
      open.set(process, operation);
      return;
    }
    const operation = open.get(process);
    if (operation === undefined) return;
    open.delete(process);
    operation.toMs = nowMs;
    if (type === 'ok') operation.ended = 'ok';
    else if (type === 'fail' && answeredFailures.includes(error)) operation.ended = 'answered';
    if (type === 'ok' && !readKinds.has(f)) writesAtMs.push(nowMs);
  }
}

/** A write that came only after the next fault had begun, or after the load, says no more than that it took at least so long. */
function recoveryOf({ span, stretches, writesAtMs, lags }: Load): RunFigures['recovery'] {
  const whole: Ms[] = [];
  const cut: Ms[] = [];
  for (const [i, { toMs: fromMs }] of stretches.entries()) {
    if (fromMs >= span.toMs) continue;
    const untilMs = Math.min(stretches[i + 1]?.fromMs ?? span.toMs, span.toMs);
    const writeMs = firstAtOrAfter(writesAtMs, fromMs);
    const toMs = writeMs === undefined || writeMs > untilMs ? untilMs : writeMs;
    const lagMs = lagWithin({ fromMs, toMs }, lags);
    // The harness was late all the while: nothing of it was seen.
    if (lagMs > 0 && toMs - fromMs <= lagMs) continue;
    (toMs === writeMs ? whole : cut).push(roundMs(toMs - fromMs - lagMs));
  }
  return {
    longestMs: largest(whole),
    count: whole.length,
    cutShort: { longestMs: largest(cut), count: cut.length },
  };
}

function largest(values: readonly Ms[]): Ms | null {
  return values.length === 0 ? null : values.reduce((most, value) => Math.max(most, value));
}

function quantile(samples: readonly Ms[], share: number): Ms | null {
  if (samples.length === 0) return null;
  const sorted = Float64Array.from(samples).sort();
  return roundMs(sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0);
}
