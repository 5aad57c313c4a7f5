import {
  brief,
  type CampaignDocument,
  describeCampaign,
  formatCount,
  nameRun,
  oneLine,
  outcomeWord,
  type RunState,
  readable,
  stateOfRun,
  tellRepeats,
} from '../words/index.ts';
import { type Colors, colorsOf, type TerminalOptions } from './colors.ts';
import { gateLines } from './gate-lines.ts';
import { paintOutcome } from './paint-outcome.ts';

const LISTED_MAX = 10;
const SENTENCE_CHARS_MAX = 600;
const states: readonly RunState[] = ['violation', 'broken', 'inconclusive', 'expected', 'pass'];

/** The short verdict over several runs: what they came to, those that are no pass with the command for each, and the gate. */
export function formatRuns(document: CampaignDocument, options: TerminalOptions = {}): string {
  const colors = colorsOf(options);
  const { summary, reasons, page } = document;
  const { runs, gate, shard, outcome } = summary;
  const counts = states.flatMap((state) => {
    const count = runs.filter((run) => stateOfRun(run) === state).length;
    return count === 0 ? [] : [`${formatCount(count)} ${state}`];
  });
  const repeatOf = tellRepeats(runs);
  const bad = runs.filter((run) => !['pass', 'expected'].includes(stateOfRun(run)));
  const names = bad.slice(0, LISTED_MAX).map((run) => `${nameRun(run)}${repeatOf(run)}`);
  const width = Math.max(0, ...names.map(({ length }) => length));
  const lines = [
    `${paintOutcome(outcome, colors, outcomeWord(summary).toUpperCase())}  ${brief(readable(oneLine(describeCampaign(document))), SENTENCE_CHARS_MAX)}`,
    ...reasons.map((reason) => `  ${colors.yellow(readable(oneLine(reason)))}`),
    '',
    `  runs        ${formatCount(runs.length)}${counts.length === 0 ? '' : `: ${counts.join(', ')}`}${shard === undefined ? '' : ` (shard ${shard})`}`,
    ...bad
      .slice(0, LISTED_MAX)
      .map((run, i) => `  ${colors.red(readable((names[i] ?? '').padEnd(width)))}  ${stateOfRun(run)}  ${readable(run.reproduce)}`),
    ...(bad.length > LISTED_MAX ? [`  and ${formatCount(bad.length - LISTED_MAX)} more that did not pass`] : []),
    ...(gate === undefined ? [] : ['', ...gateLines(gate, colors)]),
    ...(page === undefined ? [] : ['', pageLine(page, colors)]),
  ];
  return `${lines.join('\n')}\n`;
}

/** Where all runs are on one page. */
export function pageLine(page: string, colors: Colors): string {
  return `  all runs    ${colors.underline(readable(page))}`;
}
