import type { CampaignSummary, GatedEntry, Shard } from '../core/index.ts';
import type { CampaignDocument, CampaignReport } from '../report/index.ts';
import { type CampaignKeeper, keepCampaignPage, type SimCampaign } from '../run/index.ts';
import { campaignPageOf, freeCampaignPage } from '../store/index.ts';

export interface KeepSimOptions {
  readonly root: string;
  readonly suite: string;
  readonly startedAt: Date;
  readonly entries: readonly GatedEntry[];
  readonly shard?: Shard;
  /** The suite as a file, as it was named. */
  readonly file?: string;
}

/**
 * Keeps what a campaign in the simulated world leaves: a shard its file (`keeper`), for `faultline merge`; and whatever kept folders of several
 * runs, a page over all of them. A campaign without shards leaves no file: one that passed would leave none either, and an older failure
 * would stand for it in a merge.
 */
export function keepSim(
  { summary, left, leftBecause, report, listed, beyond }: SimCampaign,
  keeper: CampaignKeeper | undefined,
  { root, suite, startedAt, entries, shard, file }: KeepSimOptions,
): { readonly document: CampaignDocument; readonly report: CampaignReport } {
  const named = shard === undefined ? summary : { ...summary, shard: `${shard.index}/${shard.count}` };
  const kept = keeper?.close(named, left, leftBecause) ?? named;
  const { reasons } = report;
  const base: CampaignDocument = { summary: kept, suite, startedAt, reasons, entries, ...(file === undefined ? {} : { file }) };
  const isWanted = report.seedCount > 1 && (keeper !== undefined || listed.some(({ dir }) => dir !== undefined));
  if (!isWanted) return { document: base, report };
  // The page lists runs that the JSON document may not.
  const whole = { ...base, summary: { ...kept, runs: listed }, beyond };
  const place = keeper === undefined ? freeCampaignPage(root, { suite, startedAt: startedAt.toISOString() }) : campaignPageOf(keeper.file);
  const { summary: told, page } = keepCampaignPage(whole, place);
  const judged: CampaignSummary = { ...told, runs: kept.runs };
  const shown = page === undefined ? {} : { page };
  return { document: { ...base, summary: judged, ...shown }, report: { ...report, ...shown } };
}
