import type { FaultReport } from './fault.ts';
import type { GateResult, RunFigures } from './gate.ts';
import type { Ms } from './time.ts';
import type { CheckerResult, Outcome, Verdict, Violated } from './verdict.ts';

/** One run in the JSON document of `run`, `sim`, `check` of a run folder, and `merge`. */
export interface RunSummary {
  /** Where it is kept; absent where it is not. */
  readonly dir?: string;
  readonly seed: number;
  readonly outcome: Outcome;
  readonly digest?: string;
  readonly checkers: Readonly<Record<string, { readonly verdict: Verdict; readonly reason?: string }>>;
  readonly ops: { readonly ok: number; readonly fail: number; readonly info: number };
  readonly faults: readonly FaultReport[];
  /** The one command that runs it again. */
  readonly reproduce: string;
  /** For people; may have several lines. */
  readonly note?: string;
  /** Its plan's name: that of the suite's entry. */
  readonly plan?: string;
  /** In the time of the run's world. */
  readonly durationMs?: Ms;
  /** What it came to, in a headline and a sentence or two. */
  readonly headline?: string;
  readonly explanation?: string;
  /** Of a violation: what the headline is about. `kind`: of an anomaly, where the checker can tell. */
  readonly leading?: { readonly checker: string; readonly rule: string; readonly kind?: string };
  /** What a gate measures. */
  readonly figures?: RunFigures;
  /** Its violation is one that the suite expects. */
  readonly expected?: true;
  /** Inconclusive for no other reason than that too little happened. */
  readonly vacuous?: true;
}

/** `verdict.json`: the summary and everything the report shows beside history and trace. */
export interface RunVerdict extends RunSummary {
  readonly format: 1;
  readonly plan: string;
  readonly build: string;
  /** ISO 8601. */
  readonly startedAt: string;
  /** In the time of the run's world: virtual where it was simulated. */
  readonly durationMs: number;
  /** How long a simulated run took in real time. */
  readonly wallMs?: number;
  /** Each checker's whole result, by name. */
  readonly results: Readonly<Record<string, CheckerResult>>;
  /** What went wrong with the harness, if `broken`; or why the run ended early. */
  readonly reason?: string;
  /** The stable code of what went wrong with the harness. */
  readonly code?: string;
}

/** The one JSON document that `--reporter json` prints. */
export interface CampaignSummary {
  readonly outcome: Outcome;
  readonly exitCode: number;
  /** Of a violation: whether a checker saw a property broken, or only a limit of the gate does not hold. */
  readonly violated?: Violated;
  /** Which limit, in a sentence, where it is a limit. */
  readonly reason?: string;
  /** Why it is no pass, beside what its runs and limits say: sentences. */
  readonly reasons?: readonly string[];
  readonly runs: readonly RunSummary[];
  /** Of a suite: each limit, measured against what is allowed. */
  readonly gate?: readonly GateResult[];
  /** Which part of the runs these are: `2/5`. */
  readonly shard?: string;
  /** Of a part of a suite, or of a changed one, the options that make it so: `--grep kv`. */
  readonly part?: string;
  /** Of a campaign in the simulated world, over all its jobs. */
  readonly rates?: SimulationRates;
  /** Bad usage or input; or what went wrong with the harness in the first run that is `broken`. */
  readonly error?: { readonly code: string; readonly message: string; readonly at?: string };
}

/** How fast seeds were simulated: each count by the seconds that passed for us. */
export interface SimulationRates {
  readonly eventsPerSecond: number;
  readonly simulatedSecondsPerSecond: number;
  readonly seedsPerSecond: number;
}
