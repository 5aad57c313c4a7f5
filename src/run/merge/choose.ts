import { badInput } from '../../core/index.ts';
import type { StoredCampaign } from '../../store/index.ts';
import { withoutCopies } from './copies.ts';
import { lineageOf } from './lineage.ts';

export interface ChosenCampaigns {
  /** Of each place (a shard, or a results folder) the campaigns that count together, the oldest first. */
  readonly lineages: readonly (readonly StoredCampaign[])[];
  /** What nobody handed in, in words: `nightly: shard 3/5`. */
  readonly missing: readonly string[];
  /** Older ones of the same suite, which do not count. */
  readonly older: readonly StoredCampaign[];
}

/**
 * Of each suite the newest campaign with what it continues: all its shards, or, where it was not cut, that of each results folder. Throws bad
 * input for what is no one campaign: shards of other seeds, of another suite of the same name, of another build; a part that was run
 * after the suite had changed.
 */
export function chooseCampaigns(found: readonly StoredCampaign[]): ChosenCampaigns {
  const ordered = withoutCopies(found).sort((a, b) =>
    a.record.startedAt < b.record.startedAt ? 1 : a.record.startedAt > b.record.startedAt ? -1 : 0,
  );
  const lineages: StoredCampaign[][] = [];
  const missing: string[] = [];
  for (const suite of new Set(ordered.map(suiteOf))) {
    const all = ordered.filter((campaign) => suiteOf(campaign) === suite);
    const count = all[0]?.record.shard?.count;
    const ofCount = all.filter(({ record }) => record.shard?.count === count);
    const ofSuite = [...new Set(ofCount.map(placeOf))].map((place) =>
      lineageOf(ofCount.filter((campaign) => placeOf(campaign) === place)).reverse(),
    );
    for (const lineage of ofSuite) missing.push(...checkLineage(lineage));
    if (count !== undefined) missing.push(...checkShards(ofSuite, count));
    lineages.push(...ofSuite.sort((a, b) => (a[0]?.record.shard?.index ?? 0) - (b[0]?.record.shard?.index ?? 0)));
  }
  const chosen = lineages.flat();
  requireSame(chosen, ({ build }) => build, 'they are of different builds');
  return { lineages, missing, older: ordered.filter((campaign) => !chosen.includes(campaign)) };
}

export function nameOf({ record: { suite, shard } }: StoredCampaign): string {
  return shard === undefined ? suite : `${suite}: shard ${shard.index}/${shard.count}`;
}

function suiteOf({ record }: StoredCampaign): string {
  return `${record.kind} ${record.suite}`;
}

function placeOf({ record, root }: StoredCampaign): string {
  return record.shard === undefined ? root : String(record.shard.index);
}

function checkLineage(lineage: readonly StoredCampaign[]): string[] {
  requireSame(
    lineage,
    ({ definition }) => definition,
    'the suite, the options or Faultline changed in between: run all of it again, or what is another campaign into a folder of its own (--results)',
  );
  const [oldest] = lineage;
  return oldest?.record.continues === true ? [`${nameOf(oldest)}: the campaign that --last-failed continued`] : [];
}

function checkShards(lineages: readonly (readonly StoredCampaign[])[], count: number): string[] {
  const first = lineages.flat()[0];
  const begun = lineages.flatMap((lineage) => lineage.filter(({ record }) => record.continues !== true));
  requireSame(begun, ({ selection }) => selection, 'they select different runs');
  requireSame(lineages.flat(), ({ definition }) => definition, 'the suite or the options differ');
  const isThere = (index: number): boolean => lineages.some((lineage) => lineage[0]?.record.shard?.index === index);
  return Array.from({ length: count }, (_, i) => i + 1).flatMap((index) =>
    isThere(index) ? [] : [`${first?.record.suite ?? ''}: shard ${index}/${count}`],
  );
}

function requireSame(campaigns: readonly StoredCampaign[], of: (record: StoredCampaign['record']) => string, why: string): void {
  const [first] = campaigns;
  const stranger = campaigns.find(({ record }) => first !== undefined && of(record) !== of(first.record));
  if (first === undefined || stranger === undefined) return;
  const builds = stranger.record.build === first.record.build ? '' : ` (builds ${first.record.build} and ${stranger.record.build})`;
  throw badInput(
    'merge-mismatch',
    `expected parts of one campaign, got some of two: ${first.file} and ${stranger.file} do not belong together, ${why}${builds}`,
    { file: stranger.file },
  );
}
