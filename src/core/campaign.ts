import type { GatedEntry } from './gate.ts';
import type { CampaignSummary } from './run.ts';

export const campaignFormat = 2;

/** One of several parts of a campaign's runs, from 1. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/** A run before it is one: the suite's entry, and the seed. */
export interface RunName {
  readonly plan: string;
  readonly seed: number;
}

/**
 * What a campaign leaves beside its runs, so that shards can be judged as one and what failed can be run again. It is written before the
 * first run, and kept up to date: a harness that was killed leaves one that says what never ran.
 */
export interface CampaignRecord {
  readonly format: typeof campaignFormat;
  readonly build: string;
  /** Which command carried it out: `sim` judges vacuous seeds over the whole. */
  readonly kind: 'run' | 'sim';
  readonly suite: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly shard?: Shard;
  /** Which part of what the suite asks for, in the words of the options: `--grep kv`. Absent: all of it. */
  readonly part?: string;
  /** It ran what earlier campaigns had left, or had not passed: it stands beside them, never in their place. */
  readonly continues?: true;
  /** The same for all campaigns that can continue each other: a hash of the suite as the options change it, and of the build. */
  readonly definition: string;
  /** The same for all shards of one campaign: a hash of the definition and of what was selected. */
  readonly selection: string;
  readonly entries: readonly GatedEntry[];
  /** How many runs were to be carried out here. */
  readonly plannedCount: number;
  /** Those of them that were not: they prove nothing. */
  readonly left: readonly RunName[];
  /** A sentence; where some are left. */
  readonly leftBecause?: string;
  /** Folders of runs are relative to the results folder that the record lies in. */
  readonly summary: CampaignSummary;
}
