import type { GateResult, GateState, Outcome } from '../../core/index.ts';
import type { FaultTally, RunState } from '../words/index.ts';

/** Everything that the page of a campaign shows, as plain data. Texts may be anybody's: whoever shows them makes them readable. */
export interface CampaignPage {
  readonly format: 1;
  readonly suite: string;
  /** ISO 8601. */
  readonly startedAt: string;
  /** `2/5`. */
  readonly shard?: string;
  /** Of a part of a suite, or of a changed one, the options that make it so: `--grep stale`. */
  readonly part?: string;
  readonly outcome: Outcome;
  /** The outcome in a word or a few: `violation of a limit`. */
  readonly word: string;
  /** No checker found anything; a limit of the gate does not hold. */
  readonly isLimit: boolean;
  readonly headline: string;
  /** The sentences under it. */
  readonly lede: readonly string[];
  /** What was not run or could not be judged, each a sentence. */
  readonly missing: readonly string[];
  readonly counts: StateCounts;
  readonly runCount: number;
  readonly gate: readonly GateResult[];
  /** Entries of which a violation is wanted. */
  readonly controls: readonly ControlRow[];
  readonly entries: readonly EntryRow[];
  readonly grids: readonly MatrixGrid[];
  readonly groups: readonly FindingGroup[];
  readonly coverage: CampaignCoverage;
  /** What is wrong comes first. */
  readonly rows: readonly RunRow[];
  /** Runs that the page does not list: it holds no more of them. */
  readonly unlisted: number;
}

export type StateCounts = Readonly<Record<RunState, number>>;

export interface ControlRow {
  readonly entry: string;
  readonly found: number;
  readonly ran: number;
  /** What is wanted, and what became of it. */
  readonly sentence: string;
  /** `unmeasured`: its runs did not run. */
  readonly state: GateState;
}

export interface EntryRow {
  readonly name: string;
  /** Runs that were to be, in this part of the campaign; undefined where nobody has said how many. */
  readonly planned?: number;
  readonly ran: number;
  readonly counts: StateCounts;
  /** Limits of its own that do not hold. */
  readonly failedLimits: number;
}

/** The entries that a `matrix` made of one: a line for each combination of the other axes, a column for each value of the last. */
export interface MatrixGrid {
  readonly name: string;
  readonly columnKey: string;
  readonly columns: readonly string[];
  readonly rows: readonly { readonly name: string; readonly cells: readonly (EntryRow | null)[] }[];
}

/** Runs that came to the same: forty seeds with one bug are one line. */
export interface FindingGroup {
  readonly state: RunState;
  readonly title: string;
  /** What the first of them says. */
  readonly example: string;
  readonly count: number;
  readonly first: RunRow;
  readonly entries: readonly string[];
}

export interface CampaignCoverage {
  readonly faults: readonly FaultTally[];
  /** Of the nodes' rules, in how many runs each came up; `measuredRuns` is how many runs tell. */
  readonly rules: readonly { readonly name: string; readonly runs: number }[];
  readonly measuredRuns: number;
  /** By checker: in how many runs it came to which verdict. */
  readonly checkers: readonly { readonly name: string; readonly valid: number; readonly invalid: number; readonly unknown: number }[];
  readonly ops: { readonly ok: number; readonly fail: number; readonly info: number };
}

export interface RunRow {
  readonly entry: string;
  readonly seed: number;
  /** Of several with this seed, which: `, run 2 of 2`. */
  readonly repeat?: string;
  readonly state: RunState;
  /** What it came to; empty for a pass. */
  readonly headline: string;
  readonly explanation?: string;
  readonly ops: readonly [ok: number, fail: number, info: number];
  /** Faults in force, of those that were planned. */
  readonly faults: readonly [inForce: number, planned: number];
  readonly durationMs?: number;
  /** Of its own page, relative to this one. */
  readonly link?: string;
  readonly reproduce: string;
  /** Index into the groups; -1 for a pass. */
  readonly group: number;
}
