import { badInput, type CampaignSummary, type GatedEntry, type Outcome, type RunSummary } from '../../core/index.ts';
import { plural } from '../../report/index.ts';
import type { StoredCampaign } from '../../store/index.ts';
import { Gate, judgeCampaign } from '../gate/index.ts';
import { CampaignTally } from '../sim/index.ts';
import type { ChosenCampaigns } from './choose.ts';

export interface MergedCampaign {
  readonly suite: string;
  readonly startedAt: Date;
  readonly summary: CampaignSummary;
  readonly reasons: readonly string[];
}

/**
 * One verdict over all runs, as if one command had carried them out: gates are judged anew over the whole, and vacuous seeds of `sim` too. A
 * shard that is missing, or did not carry out all that it had, makes it inconclusive.
 */
export function mergeCampaigns({ campaigns, missing }: ChosenCampaigns): MergedCampaign {
  const gate = new Gate(entriesOf(campaigns));
  const runs: RunSummary[] = [];
  const outcomes: Outcome[] = [];
  const tally = new CampaignTally();
  const reasons = missing.map((shard) => `${shard} is missing: its runs are not judged`);
  for (const campaign of campaigns) {
    const { record } = campaign;
    for (const { expected: _expected, ...run } of record.summary.runs) {
      const judged = gate.add(run);
      runs.push(judged.run);
      if (record.kind === 'run') outcomes.push(judged.outcome);
      else {
        const { note } = run;
        const vacuous = run.vacuous === true && judged.outcome === 'inconclusive';
        const failure = judged.outcome === 'broken' ? { failure: { code: 'harness-failed', message: note ?? 'the harness failed' } } : {};
        tally.add({ run: { ...judged.run, outcome: judged.outcome }, vacuous, ...failure });
      }
    }
    if (record.summary.error !== undefined) outcomes.push('broken');
    const left = record.entries.reduce((sum, { planned }) => sum + planned.here, 0) - record.summary.runs.length;
    if (left > 0) reasons.push(`${nameOf(campaign)} left ${plural(left, 'run')} out`);
  }
  if (runs.length === 0 && reasons.length === 0) reasons.push('no run is in it: nothing is judged');
  const ofSeeds = tally.judge(0);
  if (tally.seedCount > 0) outcomes.push(ofSeeds.outcome);
  if (reasons.length > 0) outcomes.push('inconclusive');
  const judged = judgeCampaign(gate, outcomes);
  const error = campaigns.find(({ record }) => record.summary.error !== undefined)?.record.summary.error;
  return {
    suite: [...new Set(campaigns.map(({ record }) => record.suite))].join(', '),
    startedAt: new Date(campaigns.reduce((first, { record }) => (record.startedAt < first ? record.startedAt : first), '9999')),
    summary: { ...judged, runs, ...(error === undefined ? {} : { error }) },
    reasons: [...reasons, ...ofSeeds.reasons],
  };
}

/** What is planned of each entry, over all parts; an entry that several campaigns ran is one. */
function entriesOf(campaigns: readonly StoredCampaign[]): GatedEntry[] {
  const entries = new Map<string, GatedEntry>();
  for (const { record, file } of campaigns)
    for (const entry of record.entries) {
      const known = entries.get(entry.name);
      // One's expectation would excuse the other's violation.
      if (known !== undefined && demandsOf(known) !== demandsOf(entry))
        throw badInput(
          'merge-mismatch',
          `expected the entry "${entry.name}" to be the same in all campaigns, got one that expects or allows something else than in another campaign; merge them apart`,
          { file },
        );
      // Shards have the whole in common.
      const all = record.shard === undefined ? entry.planned.all + (known?.planned.all ?? 0) : entry.planned.all;
      entries.set(entry.name, { ...entry, planned: { all, here: entry.planned.here + (known?.planned.here ?? 0) } });
    }
  return [...entries.values()];
}

/** Where a baseline lies is another place on another machine. */
function demandsOf({ expect, limits }: GatedEntry): string {
  const sorted = (value: object = {}): unknown[] => Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  const { baseline, ...others } = limits ?? {};
  const { file: _file, ...ratios } = baseline ?? {};
  return JSON.stringify([expect ?? null, sorted(others), baseline === undefined ? null : sorted(ratios)]);
}

function nameOf({ record: { suite, shard } }: StoredCampaign): string {
  return shard === undefined ? suite : `${suite}: shard ${shard.index}/${shard.count}`;
}
