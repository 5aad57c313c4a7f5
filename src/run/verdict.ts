import {
  type CampaignSummary,
  type CheckerResult,
  exitCodes,
  FaultlineError,
  type FaultReport,
  type HistoryEvent,
  isClientEvent,
  type Outcome,
  outcomeOf,
  type Plan,
  type RunSummary,
  type RunVerdict,
  withGate,
  worstOutcome,
} from '../core/index.ts';
import { anomalyKindOf, explainOutcome, leadingFinding } from '../report/index.ts';
import { measureRun } from './gate/index.ts';
import { orderFindings } from './order-findings.ts';

export interface VerdictInput {
  readonly plan: Plan;
  /** Absent: nothing is kept. */
  readonly dir?: string;
  readonly startedAt: Date;
  /** In the time of the run's world. */
  readonly durationMs: number;
  /** Real time, of a simulated run. */
  readonly wallMs?: number;
  readonly results: Readonly<Record<string, CheckerResult>>;
  readonly history: readonly HistoryEvent[];
  readonly faults: readonly FaultReport[];
  readonly reproduce: string;
  readonly remarks: readonly string[];
  readonly broken?: Error;
  readonly interrupted?: string;
}

/** Puts together what a run comes to. A proven violation stands, whatever else went wrong; else a failed harness is `broken`. */
export function buildVerdict(input: VerdictInput): RunVerdict {
  const { plan, broken, interrupted } = input;
  const results = orderFindings(input.results, input.history, input.faults);
  const reason = broken === undefined ? interrupted : `${broken.message}`;
  return {
    format: 1,
    plan: plan.name,
    build: plan.build,
    startedAt: input.startedAt.toISOString(),
    durationMs: input.durationMs,
    ...(input.wallMs === undefined ? {} : { wallMs: input.wallMs }),
    ...(input.dir === undefined ? {} : { dir: input.dir }),
    seed: plan.seed,
    outcome: judge(results, broken, interrupted),
    checkers: Object.fromEntries(
      Object.entries(results).map(([name, { verdict, reason: why }]) => [name, why === undefined ? { verdict } : { verdict, reason: why }]),
    ),
    ops: countOperations(input.history),
    faults: input.faults,
    reproduce: input.reproduce,
    results,
    ...(reason === undefined ? {} : { reason }),
    ...(broken === undefined ? {} : { code: broken instanceof FaultlineError ? broken.code : 'harness-failed' }),
    ...(input.remarks.length === 0 ? {} : { note: input.remarks.join('; ') }),
    // A load that broke off was no whole one.
    ...(reason === undefined ? { figures: measureRun(input.history, input.faults, results) } : {}),
  };
}

/** The JSON document over several runs. `unfinished`: what was to be run beside them and was not. */
export function summarizeAll(verdicts: readonly RunVerdict[], unfinished: readonly Outcome[] = []): CampaignSummary {
  const outcome = worstOutcome([...verdicts.map((verdict) => verdict.outcome), ...unfinished]);
  const broken = verdicts.find((verdict) => verdict.outcome === 'broken');
  return {
    ...withGate(outcome, false),
    exitCode: exitCodes[outcome],
    runs: verdicts.map(summarize),
    ...(broken === undefined ? {} : { error: { code: broken.code ?? 'harness-failed', message: broken.reason ?? 'the harness failed' } }),
  };
}

/** The part of a verdict that stands in the JSON document. */
export function summarize(verdict: RunVerdict): RunSummary {
  const { dir, seed, outcome, digest, checkers, ops, faults, reproduce, note, plan, durationMs, figures } = verdict;
  const { headline, lede } = explainOutcome(verdict);
  return {
    ...(dir === undefined ? {} : { dir }),
    seed,
    outcome,
    ...(digest === undefined ? {} : { digest }),
    checkers,
    ops,
    faults,
    reproduce,
    ...(note === undefined ? {} : { note }),
    plan,
    durationMs,
    headline,
    // Of a pass there is nothing to explain; how often rules were evaluated may differ when it is judged again.
    ...(verdict.outcome === 'pass' ? {} : { explanation: lede }),
    ...(figures === undefined ? {} : { figures }),
    ...(isVacuous(verdict) ? { vacuous: true } : {}),
    ...leadOf(verdict),
  };
}

/** The verdict with what the suite expects, so that the run's own page says it too. */
export function withExpectation(verdict: RunVerdict, isExpected: ((run: RunSummary) => boolean) | undefined): RunVerdict {
  return isExpected?.(summarize(verdict)) === true ? { ...verdict, expected: true } : verdict;
}

/** What the headline of a violation is about, for machines and for whoever puts runs together that found the same. */
function leadOf({ outcome, results }: RunVerdict): Pick<RunSummary, 'leading'> {
  const lead = outcome === 'violation' ? leadingFinding(results) : undefined;
  if (lead === undefined) return {};
  const { checker, finding } = lead;
  const kind = anomalyKindOf(finding);
  return { leading: { checker, rule: finding.rule, ...(kind === undefined ? {} : { kind }) } };
}

/** Inconclusive for no other reason than that too little happened. */
export function isVacuous({ outcome, results, reason }: RunVerdict): boolean {
  const unknown = Object.entries(results).filter(([, { verdict }]) => verdict === 'unknown');
  return outcome === 'inconclusive' && reason === undefined && unknown.length === 1 && unknown[0]?.[0] === 'vacuity';
}

function judge(results: Readonly<Record<string, CheckerResult>>, broken: Error | undefined, interrupted: string | undefined): Outcome {
  const outcome = outcomeOf(Object.values(results));
  if (outcome === 'violation') return outcome;
  if (broken !== undefined) return 'broken';
  return interrupted === undefined ? outcome : 'inconclusive';
}

function countOperations(history: readonly HistoryEvent[]): { ok: number; fail: number; info: number } {
  const open = new Set<number>();
  const ops = { ok: 0, fail: 0, info: 0 };
  for (const event of history) {
    if (!isClientEvent(event)) continue;
    if (event.type === 'invoke') open.add(event.process);
    else {
      open.delete(event.process);
      ops[event.type] += 1;
    }
  }
  // Never answered: nobody knows what became of it.
  ops.info += open.size;
  return ops;
}
