import type { GatedEntry } from './gate.ts';
import type { CampaignSummary } from './run.ts';

export const campaignFormat = 1;

/** One of several parts of a campaign's runs, from 1. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/** What a campaign leaves beside its runs, so that shards can be judged as one and what failed can be run again. */
export interface CampaignRecord {
  readonly format: typeof campaignFormat;
  readonly build: string;
  /** Which command carried it out: `sim` judges vacuous seeds over the whole. */
  readonly kind: 'run' | 'sim';
  readonly suite: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly shard?: Shard;
  /** The same for all shards of one campaign: a hash of everything that was to be run, and of the build. */
  readonly selection: string;
  readonly entries: readonly GatedEntry[];
  /** Folders of runs are relative to the results folder that the record lies in. */
  readonly summary: CampaignSummary;
}
