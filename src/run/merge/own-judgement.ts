import type { CampaignRecord, GateResult } from '../../core/index.ts';
import type { StoredCampaign } from '../../store/index.ts';
import { Gate, judgeCampaign } from '../gate/index.ts';

/**
 * A campaign has judged itself: where what its file says of that is not what its entries ask for and its runs give, somebody changed it (took a
 * limit away, or an expectation, or a violation), and nobody knows what it came to. Sentences; a violation that is still there outranks them.
 */
export function alteredJudgement({ record, file }: StoredCampaign): string[] {
  const { summary } = record;
  const gate = new Gate(record.entries);
  const judged = summary.runs.map(({ expected, ...run }) => ({ wasExpected: expected === true, ...gate.add(run) }));
  const excused = judged.find(({ wasExpected, run }) => wasExpected !== (run.expected === true));
  const given = judgeCampaign(
    gate,
    judged.map(({ outcome }) => outcome),
  );
  const limit = oddLimit(summary, given.gate ?? []);
  const differing = [
    ...(excused === undefined ? [] : [`what is expected of ${excused.run.plan ?? 'the plan'} seed ${excused.run.seed}`]),
    ...(limit === undefined ? [] : [`the limit ${limit}`]),
    ...(summary.outcome === 'violation' && given.outcome !== 'violation' ? ['the outcome, which was a violation'] : []),
  ];
  if (differing.length === 0) return [];
  return [`${file}: its summary, and its entries with its runs, differ in ${differing.join(', and in ')}: it is not as it was written`];
}

/** One that only the summary or only the entries know, or that came to something else. A campaign that did not come to its end has none. */
function oddLimit({ gate }: CampaignRecord['summary'], given: readonly GateResult[]): string | undefined {
  if (gate === undefined) return undefined;
  const told = ({ limit, entry, state }: GateResult): string => `${limit} of ${entry ?? 'all'} (${state})`;
  const [written, now] = [gate.map(told), given.map(told)];
  return written.find((limit) => !now.includes(limit)) ?? now.find((limit) => !written.includes(limit));
}
