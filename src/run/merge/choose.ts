import { badInput } from '../../core/index.ts';
import type { StoredCampaign } from '../../store/index.ts';

export interface ChosenCampaigns {
  readonly campaigns: readonly StoredCampaign[];
  /** Shards that nobody handed in: `nightly: shard 3/5`. */
  readonly missing: readonly string[];
  /** Older ones of the same suite, which do not count. */
  readonly older: readonly StoredCampaign[];
}

/**
 * Of each suite the newest campaign: all its shards, or, where it was not cut, the newest of each results folder. Throws bad input for
 * shards of different campaigns: other seeds, another suite of the same name, another build.
 */
export function chooseCampaigns(found: readonly StoredCampaign[]): ChosenCampaigns {
  const ordered = [...found].sort((a, b) =>
    a.record.startedAt < b.record.startedAt ? 1 : a.record.startedAt > b.record.startedAt ? -1 : 0,
  );
  const campaigns: StoredCampaign[] = [];
  const missing: string[] = [];
  for (const suite of new Set(ordered.map(suiteOf))) {
    const all = ordered.filter((campaign) => suiteOf(campaign) === suite);
    const count = all[0]?.record.shard?.count;
    const ofCount = all.filter(({ record }) => record.shard?.count === count);
    const newest = [...new Map([...ofCount].reverse().map((campaign) => [partOf(campaign), campaign])).values()];
    if (count !== undefined) {
      requireOne(newest);
      for (let index = 1; index <= count; index += 1)
        if (!newest.some(({ record }) => record.shard?.index === index))
          missing.push(`${newest[0]?.record.suite ?? ''}: shard ${index}/${count}`);
    }
    campaigns.push(...newest.sort((a, b) => (a.record.shard?.index ?? 0) - (b.record.shard?.index ?? 0)));
  }
  return { campaigns, missing, older: ordered.filter((campaign) => !campaigns.includes(campaign)) };
}

function suiteOf({ record }: StoredCampaign): string {
  return `${record.kind} ${record.suite}`;
}

function partOf({ record, root }: StoredCampaign): string {
  return record.shard === undefined ? root : String(record.shard.index);
}

function requireOne(shards: readonly StoredCampaign[]): void {
  const [first] = shards;
  const stranger = shards.find(({ record }) => record.selection !== first?.record.selection);
  if (first === undefined || stranger === undefined) return;
  const why =
    stranger.record.build === first.record.build
      ? 'they select different runs'
      : `they are of builds ${first.record.build} and ${stranger.record.build}`;
  throw badInput(
    'merge-mismatch',
    `expected shards of one campaign, got some of two: ${first.file} and ${stranger.file} do not belong together, ${why}`,
    {
      file: stranger.file,
    },
  );
}
