import { createHash } from 'node:crypto';
import { type CampaignRecord, type CampaignSummary, campaignFormat, FaultlineError, type GatedEntry, type Shard } from '../core/index.ts';
import { writeCampaign } from '../store/index.ts';
import type { SuiteEntry } from '../suite/index.ts';
import { buildId } from './build-id.ts';

export interface CampaignIdentity {
  readonly kind: CampaignRecord['kind'];
  readonly suite: string;
  readonly startedAt: Date;
  readonly shard?: Shard;
  readonly selection: string;
  readonly gated: readonly GatedEntry[];
}

/** Names what a campaign is to run, whole, whichever shard asks: the entries with all they say, the seeds, and the code. */
export function selectionOf(entries: readonly SuiteEntry[], runs: unknown): string {
  // Where a baseline lies is another place on another machine.
  const told = entries.map(({ gate, ...entry }) =>
    gate === undefined ? entry : { ...entry, gate: { ...gate, baseline: gate.baseline !== undefined } },
  );
  return createHash('sha256')
    .update(JSON.stringify([buildId(), told, runs]))
    .digest('hex')
    .slice(0, 16);
}

/**
 * Writes what a campaign leaves, for `merge`, `baseline` and `--last-failed`. Answers the summary: a results folder that cannot be written is
 * the harness's failure, which a proven violation outranks.
 */
export function keepCampaign(
  root: string,
  { kind, suite, startedAt, shard, selection, gated }: CampaignIdentity,
  summary: CampaignSummary,
): CampaignSummary {
  const record: CampaignRecord = {
    format: campaignFormat,
    build: buildId(),
    kind,
    suite,
    startedAt: startedAt.toISOString(),
    ...(shard === undefined ? {} : { shard }),
    selection,
    entries: gated,
    summary,
  };
  try {
    writeCampaign(root, record);
    return summary;
  } catch (error) {
    if (!(error instanceof FaultlineError)) throw error;
    const failure = { error: summary.error ?? { code: error.code, message: error.message } };
    return summary.outcome === 'violation'
      ? { ...summary, ...failure }
      : { ...summary, ...failure, outcome: 'broken', exitCode: error.exitCode };
  }
}
