import { badInput, type RunName, type RunSummary } from '../../core/index.ts';
import { plural } from '../../report/index.ts';
import type { StoredCampaign } from '../../store/index.ts';
import { nameOf } from './choose.ts';
import { keyOf } from './outstanding.ts';
import { alteredJudgement } from './own-judgement.ts';

export interface SettledLineage {
  readonly runs: readonly RunSummary[];
  /** Why not all of it is judged: sentences. */
  readonly reasons: readonly string[];
}

/**
 * What campaigns that continue each other come to, the oldest first. A run that was carried out later stands for one that had been left out, and
 * for one that could not be judged. It takes no violation back, and a pass neither: those stay beside it.
 */
export function settleLineage(lineage: readonly StoredCampaign[]): SettledLineage {
  let runs: RunSummary[] = [];
  const left: { readonly name: RunName; readonly of: StoredCampaign }[] = [];
  for (const campaign of lineage) {
    const { record } = campaign;
    requireWhole(campaign);
    if (record.continues !== true) {
      runs = [...runs, ...record.summary.runs];
      left.push(...record.left.map((name) => ({ name, of: campaign })));
      continue;
    }
    for (const run of record.summary.runs) {
      const key = keyOf({ plan: run.plan ?? '', seed: run.seed });
      const gap = left.findIndex(({ name }) => keyOf(name) === key);
      const unjudged = runs.findIndex((each) => isUnjudged(each) && keyOf({ plan: each.plan ?? '', seed: each.seed }) === key);
      if (gap >= 0) left.splice(gap, 1);
      else if (unjudged >= 0) runs.splice(unjudged, 1);
      runs.push(run);
    }
  }
  const reasons = [...new Set(left.map(({ of }) => of))].map((campaign) => {
    const count = left.filter(({ of }) => of === campaign).length;
    const because = campaign.record.leftBecause === undefined ? '' : `: ${campaign.record.leftBecause}`;
    return `${nameOf(campaign)} left ${plural(count, 'run')} out${because}`;
  });
  return { runs, reasons: [...reasons, ...lineage.flatMap((campaign) => alteredJudgement(campaign))] };
}

function isUnjudged({ outcome }: RunSummary): boolean {
  return outcome === 'inconclusive' || outcome === 'broken';
}

/** A record's counts are those of its runs, or somebody changed it. */
function requireWhole({ record, file }: StoredCampaign): void {
  const { summary, left, plannedCount, entries, kind } = record;
  const told: readonly RunName[] = [...summary.runs.map(({ plan = '', seed }) => ({ plan, seed })), ...left];
  const wrong = (expected: string, got: string): void => {
    throw badInput('campaign-altered', `expected a campaign as it was written, with ${expected}; got ${got}. Run it again`, { file });
  };
  if (told.length !== plannedCount) wrong(plural(plannedCount, 'run'), plural(told.length, 'run'));
  for (const { name, planned } of entries) {
    const count = told.filter(({ plan }) => plan === name).length;
    if (count !== planned.here) wrong(`${plural(planned.here, 'run')} of ${name}`, String(count));
  }
  const dirs = summary.runs.flatMap(({ dir }) => dir ?? []);
  const twice = dirs.find((dir, i) => dirs.indexOf(dir) !== i);
  if (twice !== undefined) wrong('each run once', `${twice} more than once`);
  // A seed of `sim` is run once; only `--repeat` runs one several times.
  if (kind === 'sim' && new Set(told.map(keyOf)).size !== told.length) wrong('each seed once', 'one of them more than once');
}
