import { createHash } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import {
  type CampaignRecord,
  type CampaignSummary,
  campaignFormat,
  FaultlineError,
  type GatedEntry,
  type RunName,
  type RunSummary,
  type Shard,
} from '../core/index.ts';
import { replaceCampaign, startBehind, writeCampaign } from '../store/index.ts';
import type { SuiteEntry } from '../suite/index.ts';
import { buildId } from './build-id.ts';

/** While all goes well a record is brought up to date no more often. */
const KEPT_EVERY_MS = 1000;
/** Nor may it take more than one part of so many of the time: the record of many thousand runs is long. */
const KEPT_TIME_PARTS = 20;
const NOT_ENDED = 'it did not come to its end';

/** What a campaign is, before its first run. */
export interface CampaignIdentity {
  readonly kind: CampaignRecord['kind'];
  readonly suite: string;
  readonly startedAt: Date;
  readonly shard?: Shard;
  readonly part?: string;
  readonly continues?: true;
  readonly definition: string;
  readonly selection: string;
  readonly gated: readonly GatedEntry[];
  /** Of this part, in order. */
  readonly planned: readonly RunName[];
}

/** Names what is asked for, whichever shard or selection of it runs: the entries with all they say, how they are carried out, and the code. */
export function definitionOf(entries: readonly SuiteEntry[], how: unknown): string {
  // Where a baseline lies is another place on another machine.
  const told = entries.map(({ gate, ...entry }) =>
    gate === undefined ? entry : { ...entry, gate: { ...gate, baseline: gate.baseline !== undefined } },
  );
  return hashOf([buildId(), told, how]);
}

/** Names what a campaign is to run, whole, whichever shard asks. */
export function selectionOf(definition: string, selected: unknown): string {
  return hashOf([definition, selected]);
}

/** The record of a campaign that goes on. */
export interface CampaignKeeper {
  /** Absolute. */
  readonly file: string;
  /** So far. What did not pass is written at once, as long as that is quick. Never throws. */
  keep(runs: readonly RunSummary[]): void;
  /**
   * Answers the summary: a results folder that cannot be written any more is the harness's failure, which a proven violation outranks.
   * `left` are the planned runs that were not carried out.
   */
  close(summary: CampaignSummary, left: readonly RunName[], because: string | undefined): CampaignSummary;
}

/** Writes what a campaign leaves, for `merge`, `baseline` and `--last-failed`, from before its first run on. */
export function openCampaignRecord(root: string, identity: CampaignIdentity): CampaignKeeper {
  const { kind, suite, shard, part, continues, definition, selection, gated, planned } = identity;
  const startedAt = startBehind(root, suite, identity.startedAt);
  const record = (summary: CampaignSummary, left: readonly RunName[], because: string | undefined): CampaignRecord => ({
    format: campaignFormat,
    build: buildId(),
    kind,
    suite,
    startedAt: startedAt.toISOString(),
    ...(shard === undefined ? {} : { shard }),
    ...(part === undefined ? {} : { part }),
    ...(continues === undefined ? {} : { continues }),
    definition,
    selection,
    entries: gated,
    plannedCount: planned.length,
    left,
    ...(left.length === 0 || because === undefined ? {} : { leftBecause: because }),
    summary,
  });
  const soFar = (runs: readonly RunSummary[]): CampaignRecord =>
    record({ outcome: 'inconclusive', exitCode: 2, runs }, planned.slice(runs.length), NOT_ENDED);
  const file = writeCampaign(root, soFar([]));
  let keptAtMs = performance.now();
  let tookMs = 0;

  return {
    file,
    keep(runs) {
      const beganAtMs = performance.now();
      const isNews = runs.length > 0 && runs.at(-1)?.outcome !== 'pass';
      const pauseMs = tookMs * KEPT_TIME_PARTS;
      if (beganAtMs - keptAtMs < (isNews ? pauseMs : Math.max(KEPT_EVERY_MS, pauseMs))) return;
      try {
        replaceCampaign(root, file, soFar(runs));
      } catch (error) {
        // What is proven must not be lost to it: the end of the campaign says so, if it lasts.
        if (!(error instanceof FaultlineError)) throw error;
      }
      keptAtMs = performance.now();
      tookMs = keptAtMs - beganAtMs;
    },
    close(summary, left, because) {
      try {
        replaceCampaign(root, file, record(summary, left, because));
        return summary;
      } catch (error) {
        if (!(error instanceof FaultlineError)) throw error;
        return orBroken(summary, error);
      }
    },
  };
}

function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16);
}

/** What could not be written is said in the summary, and makes it broken unless a violation is proven. */
export function orBroken(summary: CampaignSummary, error: FaultlineError): CampaignSummary {
  const failure = { error: summary.error ?? { code: error.code, message: error.message } };
  return summary.outcome === 'violation'
    ? { ...summary, ...failure }
    : { ...summary, ...failure, outcome: 'broken', exitCode: error.exitCode };
}
