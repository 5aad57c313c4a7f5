import type { CampaignSummary, FaultKind, Finding, GatedEntry, GateLimitName, GateResult, RunSummary } from '../../core/index.ts';
import { weightOf } from './anomaly.ts';
import { plural } from './figures.ts';
import { brief, firstLine, oneLine } from './readable.ts';

const SENTENCE_CHARS_MAX = 400;
const OPTIONS_CHARS_MAX = 120;

/** A campaign as reporters are handed it. */
export interface CampaignDocument {
  readonly summary: CampaignSummary;
  /** The suite's name, or the plan's; for a command that never came to it, the command. */
  readonly suite: string;
  /** The suite as a file, as it was named. */
  readonly file?: string;
  readonly startedAt: Date;
  /** Why it is no pass, beside what its runs say: sentences. */
  readonly reasons: readonly string[];
  /** What was planned of each entry, and what is asked of it. */
  readonly entries?: readonly GatedEntry[];
  /** Of a campaign of very many runs: how many beyond the listed ones came to what, and what all of them reached. */
  readonly beyond?: {
    readonly counts: Readonly<Record<RunState, number>>;
    readonly faults: readonly FaultTally[];
    /** In how many runs each rule of the nodes came up, of so many that tell. */
    readonly rules: readonly { readonly name: string; readonly runs: number }[];
    readonly measuredRuns: number;
  };
  /** Where the campaign's own page is, as it is shown to people. */
  readonly page?: string;
}

/** What became of the faults of one kind over many runs. */
export interface FaultTally {
  readonly kind: FaultKind;
  /** Runs that planned at least one. */
  readonly seeds: number;
  readonly inForce: number;
  readonly idle: number;
  readonly merged: number;
  readonly missing: number;
}

/** What a run counts as for people: `expected` is a violation that the suite asks for. */
export type RunState = RunSummary['outcome'] | 'expected';

export function stateOfRun({ outcome, expected }: RunSummary): RunState {
  return expected === true ? 'expected' : outcome;
}

/** `nightly-kv seed 7`. */
export function nameRun({ plan, seed }: Pick<RunSummary, 'plan' | 'seed'>): string {
  return plan === undefined ? `seed ${seed}` : `${plan} seed ${seed}`;
}

/** Why a run is what it is, in one or two sentences. */
export function explainRun(run: RunSummary): string {
  const { headline, explanation, note, outcome } = run;
  // Of a violation the headline says what, of others only that.
  const said = [...(outcome === 'violation' || explanation === undefined ? [headline] : []), explanation].filter(
    (text) => text !== undefined,
  );
  if (said.length > 0) return said.join(': ');
  const reasons = Object.entries(run.checkers).flatMap(([name, { verdict, reason }]) =>
    verdict === 'valid' ? [] : [`${name}: ${reason ?? verdict}`],
  );
  return reasons.length > 0 ? reasons.join('; ') : (note ?? run.outcome);
}

/** The same on one line: of what broke the first one, for what follows it are logs and stacks. */
export function explainBriefly(run: RunSummary): string {
  return run.outcome === 'broken' ? firstLine(explainRun(run)) : oneLine(explainRun(run));
}

/** `p99 latency of nightly-kv`. */
export function nameLimit({ limit, entry }: GateResult): string {
  return entry === undefined ? limitWords[limit] : `${limitWords[limit]} of ${entry}`;
}

/** `p99 latency of nightly-kv: 812 ms measured, at most 500 ms allowed (seed 7)`. */
export function describeLimit(result: GateResult): string {
  const note = result.note === undefined ? '' : ` (${result.note})`;
  const [measured, allowed] = compareToLimit(result);
  return `${nameLimit(result)}: ${measured}${countsRuns(result) ? '' : ' measured'}, ${allowed}${note}`;
}

/** What came of it and what was asked, each in words. */
export function compareToLimit(result: GateResult): [measured: string, allowed: string] {
  return [result.measured, `${result.allowed} ${result.limit === 'expected-violation' ? 'is expected' : 'allowed'}`];
}

/** A figure is measured; a violation is found, or not. */
function countsRuns({ limit }: GateResult): boolean {
  return limit === 'expected-violation' || limit === 'no-violation';
}

/** The first limits that do not hold. */
export function describeGate(gate: readonly GateResult[]): string {
  const failed = gate.filter(({ limit, state }) => limit !== 'no-violation' && state === 'failed');
  const [first] = failed;
  const more = failed.length > 1 ? `; ${plural(failed.length - 1, 'more limit')} too` : '';
  return first === undefined
    ? 'No checker found anything wrong, but a limit of the gate does not hold'
    : `No checker found anything wrong, but a limit of the gate does not hold: ${describeLimit(first)}${more}`;
}

/** The outcome as a heading says it: what a limit of the gate failed is never taken for a finding. */
export function outcomeWord({ outcome, violated }: Pick<CampaignSummary, 'outcome' | 'violated'>): string {
  return violated === 'limit' ? 'violation of a limit' : outcome;
}

/** What a campaign came to, in one sentence. */
export function describeCampaign({ summary, reasons }: Pick<CampaignDocument, 'summary' | 'reasons'>): string {
  const { outcome, runs, gate = [], error } = summary;
  if (error !== undefined && runs.length === 0) return brief(error.message, SENTENCE_CHARS_MAX);
  const of = (state: RunState): readonly RunSummary[] => runs.filter((run) => stateOfRun(run) === state);
  const first = (state: RunState): string => {
    const run = worstRun(of(state));
    return run === undefined ? '' : `: ${nameRun(run)}: ${brief(explainBriefly(run), SENTENCE_CHARS_MAX)}`;
  };
  switch (outcome) {
    case 'pass': {
      const expected = of('expected').length;
      const known =
        expected === 0 ? '' : `; ${plural(expected, 'violation')} that the suite expects ${expected === 1 ? 'was' : 'were'} found`;
      return `Nothing wrong was found in ${plural(runs.length, 'run')}${summary.part === undefined ? '' : ` (with ${brief(summary.part, OPTIONS_CHARS_MAX)})`}${known}${limitsThatHold(gate)}`;
    }
    case 'violation':
      if (summary.violated === 'limit') return summary.reason ?? describeGate(gate);
      return `${countOf(of('violation').length, runs.length)} violated what it must keep${first('violation')}`;
    case 'inconclusive': {
      const unmeasured = gate.find(({ state }) => state === 'unmeasured');
      const why = of('inconclusive').length > 0 ? first('inconclusive') : unmeasured === undefined ? '' : `: ${describeLimit(unmeasured)}`;
      const [reason] = reasons;
      return `No violation was found, and not everything could be judged${reason === undefined ? why : `: ${oneLine(reason)}`}`;
    }
    case 'broken':
      return `The harness failed, so nothing is said of the system${of('broken').length > 0 ? first('broken') : `: ${firstLine(error?.message ?? 'it gave no reason')}`}`;
    default:
      return outcome satisfies never;
  }
}

/** Of a pass. A gate without a limit must not sound like one that is kept. */
function limitsThatHold(gate: readonly GateResult[]): string {
  const asked = gate.filter(({ limit }) => limit !== 'no-violation');
  if (gate.length === 0) return '';
  if (asked.length === 0) return '; the gate sets no limit';
  return asked.some(({ state }) => state === 'deferred')
    ? '; some limits are judged by `faultline merge`'
    : '; every limit of the gate holds';
}

/** Of several runs that came to the same outcome the one that tells the most; of those that tell alike the first. */
export function worstRun(runs: readonly RunSummary[]): RunSummary | undefined {
  return runs.reduce<RunSummary | undefined>(
    (worst, run) => (worst === undefined || weightOfRun(run) < weightOfRun(worst) ? run : worst),
    undefined,
  );
}

/** How much a run's leading finding tells, the lowest the most; a run that keeps none comes last. */
export function weightOfRun({ leading }: RunSummary): number {
  return leading === undefined ? Number.POSITIVE_INFINITY : weightOf(leadAsFinding(leading));
}

/** As much of a finding as a campaign keeps, in the shape that has words. */
export function leadAsFinding({ rule, kind }: NonNullable<RunSummary['leading']>): Pick<Finding, 'rule' | 'evidence'> {
  return kind === undefined ? { rule } : { rule, evidence: { anomaly: { kind } } };
}

function countOf(count: number, all: number): string {
  return all === 1 ? 'The run' : `${count} of ${plural(all, 'run')}`;
}

const limitWords: Readonly<Record<GateLimitName, string>> = {
  'no-violation': 'violations',
  'expected-violation': 'expected violation',
  'availability-during-faults': 'availability during faults',
  p99: 'p99 latency',
  recovery: 'recovery time',
  'min-ok': 'operations ok',
  'coverage-rules': 'rules that came up',
  'coverage-faults': 'faults in force',
  'baseline-p99': 'p99 latency against the baseline',
  'baseline-recovery': 'recovery time against the baseline',
  'baseline-ok': 'operations ok against the baseline',
  'baseline-availability': 'availability during faults against the baseline',
};
