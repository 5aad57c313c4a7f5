import {
  brief,
  type CampaignDocument,
  describeCampaign,
  explainRun,
  formatCount,
  nameRun,
  oneLine,
  plural,
  tellRepeats,
} from '../words/index.ts';
import type { RunGroup } from './groups.ts';
import type { CampaignPage } from './page-data.ts';

const HEADLINE_CHARS_MAX = 300;
const LEDE_CHARS_MAX = 900;

/**
 * What a campaign came to, in a sentence that needs no knowledge of the tool. A violation is told by the worst thing that was found, in the words
 * of that run's own page; anything else in those of the campaign.
 */
export function headlineOf(document: CampaignDocument, groups: readonly RunGroup[]): Pick<CampaignPage, 'headline' | 'lede'> {
  const { summary } = document;
  const [worst] = groups;
  const first = worst?.runs[0];
  if (summary.outcome !== 'violation' || worst === undefined || first === undefined || worst.state !== 'violation')
    return { headline: brief(oneLine(describeCampaign(document)), LEDE_CHARS_MAX), lede: [] };
  const violations = groups.filter(({ state }) => state === 'violation');
  const count = violations.reduce((sum, { runs }) => sum + runs.length, 0) + (document.beyond?.counts.violation ?? 0);
  const runCount = summary.runs.length + beyondCount(document);
  const kinds = violations.length === 1 ? 'all of them the same' : `${violations.length} different kinds of findings`;
  return {
    headline: brief(
      `${oneLine(first.headline ?? explainRun(first))}, in ${nameRun(first)}${tellRepeats(summary.runs)(first)}${others(worst)}`,
      HEADLINE_CHARS_MAX,
    ),
    lede: [
      `${plural(count, 'run')} of ${formatCount(runCount)} violated what the system must keep${count === 1 ? '' : `, ${kinds}`}.`,
      ...(first.explanation === undefined ? [] : [brief(first.explanation, LEDE_CHARS_MAX)]),
    ],
  };
}

/** Runs that are counted and not listed. */
export function beyondCount({ beyond }: Pick<CampaignDocument, 'beyond'>): number {
  return Object.values(beyond?.counts ?? {}).reduce((sum, count) => sum + count, 0);
}

function others({ runs }: RunGroup): string {
  return runs.length === 1 ? '' : `, and the same in ${plural(runs.length - 1, 'more run')}`;
}
