import { relative } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { badInput } from '../../core/index.ts';
import type { StoredCampaign } from '../../store/index.ts';

/** CI systems hand in the same folder twice easily: copies count once. Throws bad input for two that claim to be one campaign and are not. */
export function withoutCopies(found: readonly StoredCampaign[]): StoredCampaign[] {
  const known = new Map<string, StoredCampaign>();
  for (const campaign of found) {
    const { kind, suite, startedAt, shard, selection, part, continues } = campaign.record;
    const key = JSON.stringify([kind, suite, startedAt, shard?.index, shard?.count, selection, part, continues]);
    const other = known.get(key);
    if (other === undefined) known.set(key, campaign);
    else if (!isDeepStrictEqual(asStored(other), asStored(campaign)))
      throw badInput('campaign-altered', `expected ${other.file} and this file to say the same of one campaign, and they do not`, {
        file: campaign.file,
      });
  }
  return [...known.values()];
}

/** Folders as the file has them, wherever it lies now. */
function asStored({ record, root }: StoredCampaign): unknown {
  const runs = record.summary.runs.map((run) => (run.dir === undefined ? run : { ...run, dir: relative(root, run.dir) }));
  return { ...record, summary: { ...record.summary, runs } };
}
