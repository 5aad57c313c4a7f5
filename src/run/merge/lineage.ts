import type { StoredCampaign } from '../../store/index.ts';

/**
 * Of the campaigns of one suite in one place, newest first, those that count: back to the newest that ran all of the suite. One that ran a
 * part (`--grep`) takes the place of an older one of the same part only; one that continues others (`--last-failed`) of none. So nothing
 * that failed, or never ran, is forgotten because something else was run behind it.
 */
export function lineageOf(newestFirst: readonly StoredCampaign[]): StoredCampaign[] {
  const counting: StoredCampaign[] = [];
  const parts = new Set<string>();
  for (const campaign of newestFirst) {
    const { part, continues } = campaign.record;
    if (continues === true) counting.push(campaign);
    else if (part === undefined) return [...counting, campaign];
    else if (!parts.has(part)) {
      parts.add(part);
      counting.push(campaign);
    }
  }
  return counting;
}
