import type { Json, JsonObject } from './json.ts';
import type { NodeId } from './operation.ts';

export type Verdict = 'valid' | 'invalid' | 'unknown';

/** What a run, or a campaign of runs, comes to. */
export type Outcome = 'pass' | 'violation' | 'inconclusive' | 'broken';

/** What a violation is one of: a property, that a checker saw broken, or a limit of the suite's gate, that was measured and does not hold. */
export type Violated = 'property' | 'limit';

/** Jepsen's codes. Bad usage, suites and inputs are `broken` with 254. */
export const exitCodes: Readonly<Record<Outcome, number>> = { pass: 0, violation: 1, inconclusive: 2, broken: 255 };
export const badUsageExitCode = 254;

const severity = ['pass', 'inconclusive', 'broken', 'violation'] as const satisfies readonly Outcome[];

/** Over many runs violation outranks broken outranks inconclusive: a proven violation is never hidden. */
export function worstOutcome(outcomes: Iterable<Outcome>): Outcome {
  let worst: Outcome = 'pass';
  for (const outcome of outcomes) if (severity.indexOf(outcome) > severity.indexOf(worst)) worst = outcome;
  return worst;
}

/** A limit that certainly does not hold is stronger news than what could not be judged, and weaker than a harness that failed. */
export function withGate(outcome: Outcome, gateFailed: boolean): { readonly outcome: Outcome; readonly violated?: Violated } {
  if (outcome === 'violation') return { outcome, violated: 'property' };
  return gateFailed && outcome !== 'broken' ? { outcome: 'violation', violated: 'limit' } : { outcome };
}

/** One thing that is wrong, told so that a reader can follow it to the events. */
export interface Finding {
  /** Kebab-case, stable: `election-safety`, `not-linearizable`. */
  readonly rule: string;
  /** Whole sentences, naming nodes, keys, terms and times. */
  readonly message: string;
  readonly key?: string;
  /** Indexes into the history. */
  readonly events?: readonly number[];
  /** Trace events that contradict each other. */
  readonly trace?: readonly { readonly node: NodeId; readonly boot: number; readonly seq: number }[];
  /** Whatever else the report draws: the order reached, the states, the logs side by side. */
  readonly evidence?: JsonObject;
}

export interface CheckerResult {
  readonly verdict: Verdict;
  /** Why the verdict is `unknown`, or what `invalid` means in one sentence. */
  readonly reason?: string;
  readonly findings: readonly Finding[];
  /** How often each rule was evaluated, or what was counted. */
  readonly counts?: Readonly<Record<string, number>>;
  /** A checker's own figures for the report. */
  readonly data?: Json;
}

/** Outcome of one run as far as its checkers tell. */
export function outcomeOf(results: Iterable<CheckerResult>): Outcome {
  let outcome: Outcome = 'pass';
  for (const { verdict } of results) {
    if (verdict === 'invalid') return 'violation';
    if (verdict === 'unknown') outcome = 'inconclusive';
  }
  return outcome;
}
