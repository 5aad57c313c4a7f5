import { badInput, type CampaignSummary, exitCodes, type GatedEntry, type Outcome, type RunSummary } from '../../core/index.ts';
import { describeLimit } from '../../report/index.ts';
import type { StoredCampaign } from '../../store/index.ts';
import { type CampaignJudgement, Gate, type JudgedRun, judgeCampaign } from '../gate/index.ts';
import { CampaignTally } from '../sim/index.ts';
import { agreed } from './agreement.ts';
import type { ChosenCampaigns } from './choose.ts';
import { settleLineage } from './settle.ts';

export interface MergedCampaign {
  readonly suite: string;
  readonly startedAt: Date;
  readonly summary: CampaignSummary;
  readonly reasons: readonly string[];
  readonly entries: readonly GatedEntry[];
}

/**
 * One verdict over all runs, as if one command had carried them out: gates are judged anew over the whole, and vacuous seeds of `sim` too. A
 * shard that is missing, a run that was planned and never carried out, or one whose own verdict says something else makes it inconclusive.
 */
export function mergeCampaigns({ lineages, missing }: ChosenCampaigns): MergedCampaign {
  const campaigns = lineages.flat();
  const entries = entriesOf(campaigns);
  const gate = new Gate(entries);
  const runs: RunSummary[] = [];
  const outcomes: Outcome[] = [];
  const tally = new CampaignTally();
  const reasons = missing.map((what) => `${what} is missing: its runs are not judged`);
  const seen = new Set<string>();
  for (const lineage of lineages) {
    const settled = settleLineage(lineage);
    for (const { expected: _expected, ...told } of settled.runs) {
      if (told.dir !== undefined && seen.has(told.dir)) throw ranTwice(told.dir);
      if (told.dir !== undefined) seen.add(told.dir);
      const { run, disagreement } = agreed(told);
      if (disagreement !== undefined) reasons.push(disagreement);
      const judged = gate.add(run);
      runs.push(judged.run);
      if (lineage[0]?.record.kind === 'run') outcomes.push(judged.outcome);
      else addToTally(tally, judged);
    }
    reasons.push(...settled.reasons);
  }
  if (runs.length === 0 && reasons.length === 0) reasons.push('no run is in it: nothing is judged');
  const ofSeeds = tally.judge(0);
  if (tally.seedCount > 0) outcomes.push(ofSeeds.outcome);
  if (reasons.length > 0) outcomes.push('inconclusive');
  const error = campaigns.map(({ record: { summary } }) => errorThatStands(summary, runs)).find((each) => each !== undefined);
  if (error !== undefined) outcomes.push('broken');
  const judged = withoutDeferred(judgeCampaign(gate, outcomes), reasons);
  return {
    suite: [...new Set(campaigns.map(({ record }) => record.suite))].join(', '),
    startedAt: new Date(campaigns.reduce((first, { record }) => (record.startedAt < first ? record.startedAt : first), '9999')),
    summary: { ...judged, runs, ...partsOf(campaigns), ...(error === undefined ? {} : { error }) },
    reasons: [...reasons, ...ofSeeds.reasons],
    entries,
  };
}

/** Nobody is left to judge what a part leaves to the whole. */
function withoutDeferred(judged: CampaignJudgement, reasons: string[]): CampaignJudgement {
  const deferred = judged.gate?.find(({ state }) => state === 'deferred');
  if (deferred === undefined || judged.outcome !== 'pass') return judged;
  reasons.push(`${describeLimit(deferred)}: not all of its runs are here`);
  return { ...judged, outcome: 'inconclusive', exitCode: exitCodes.inconclusive };
}

function addToTally(tally: CampaignTally, { run, outcome }: JudgedRun): void {
  const vacuous = run.vacuous === true && outcome === 'inconclusive';
  const message = run.note ?? 'the harness failed';
  tally.add({ run: { ...run, outcome }, vacuous, ...(outcome === 'broken' ? { failure: { code: 'harness-failed', message } } : {}) });
}

/** A harness that failed in a run which was carried out again, and judged, is no news any more. */
function errorThatStands({ error, runs: own }: CampaignSummary, judged: readonly RunSummary[]): CampaignSummary['error'] {
  const broken = own.filter(({ outcome }) => outcome === 'broken');
  const isOfRun = broken.length > 0;
  return isOfRun &&
    !broken.some(({ dir, seed, plan }) =>
      judged.some((run) => run.outcome === 'broken' && run.dir === dir && run.seed === seed && run.plan === plan),
    )
    ? undefined
    : error;
}

/** Only where all that is judged is a part: the whole says nothing of the parts that were run beside it. */
function partsOf(campaigns: readonly StoredCampaign[]): Pick<CampaignSummary, 'part'> {
  const begun = campaigns.filter(({ record }) => record.continues !== true);
  const parts = begun.flatMap(({ record: { part } }) => part ?? []);
  return parts.length === 0 || parts.length < begun.length ? {} : { part: [...new Set(parts)].join('; ') };
}

function ranTwice(dir: string): Error {
  return badInput('campaign-altered', `expected each run in one campaign, got ${dir} in two`);
}

/** What is planned of each entry, over all parts; an entry that several campaigns ran is one. */
function entriesOf(campaigns: readonly StoredCampaign[]): GatedEntry[] {
  const entries = new Map<string, GatedEntry>();
  for (const { record, file } of campaigns)
    for (const { planned, ...demanded } of record.entries) {
      const known = entries.get(demanded.name);
      // One's expectation would excuse the other's violation.
      if (known !== undefined && demandsOf(known) !== demandsOf(demanded))
        throw badInput(
          'merge-mismatch',
          `expected the entry "${demanded.name}" to be the same in all campaigns, got one that expects or allows something else than in another campaign; merge them apart`,
          { file },
        );
      const { all, here } = known?.planned ?? { all: 0, here: 0 };
      // What continues a campaign is of its runs, and shards have the whole in common.
      const whole = record.continues === true ? all : record.shard === undefined ? all + planned.all : Math.max(all, planned.all);
      entries.set(demanded.name, { ...demanded, planned: { all: whole, here: record.continues === true ? here : here + planned.here } });
    }
  return [...entries.values()];
}

/** Where a baseline lies is another place on another machine; what it holds is the same. */
function demandsOf({ expect, limits, baseline: stored }: Pick<GatedEntry, 'expect' | 'limits' | 'baseline'>): string {
  const sorted = (value: object = {}): unknown[] => Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  const { baseline, ...others } = limits ?? {};
  const { file: _file, ...ratios } = baseline ?? {};
  return JSON.stringify([expect ?? null, sorted(others), baseline === undefined ? null : sorted(ratios), sorted(stored)]);
}
