import type { GateResult, RunSummary } from '../../core/index.ts';
import {
  brief,
  type CampaignDocument,
  describeCampaign,
  describeLimit,
  explainRun,
  nameLimit,
  nameRun,
  outcomeWord,
  plural,
  readable,
  stateOfRun,
} from '../words/index.ts';

/** GitHub shows so many of a step of each kind; the first of them says what it all came to. */
const SHOWN_MAX = 10;
const MESSAGE_CHARS_MAX = 2000;
const TITLE_CHARS_MAX = 200;

type Level = 'error' | 'warning' | 'notice';

interface Annotation {
  readonly level: Level;
  readonly title: string;
  readonly message: string;
}

/** Workflow commands, a line each: what the campaign came to, then errors for what is wrong and warnings for what is not known. */
export function renderAnnotations(document: CampaignDocument): string {
  const { summary, suite } = document;
  const { exitCode, outcome, runs, gate = [] } = summary;
  const first: Annotation = {
    level: exitCode === 0 ? 'notice' : outcome === 'inconclusive' ? 'warning' : 'error',
    title: `Faultline: ${suite}: ${outcomeWord(summary)}`,
    message: [describeCampaign(document), ...document.reasons].join('\n'),
  };
  const others = [...gate.flatMap(ofLimit), ...runs.flatMap((run) => ofRun(run, exitCode))];
  const shown = (['error', 'warning', 'notice'] as const).flatMap((level) => {
    const room = SHOWN_MAX - (first.level === level ? 1 : 0);
    const all = others.filter((each) => each.level === level);
    if (all.length <= room) return all;
    const left = {
      level,
      title: 'Faultline',
      message: `${plural(all.length - room + 1, 'more annotation')}: the step summary and the reports have them all`,
    };
    return [...all.slice(0, room - 1), left];
  });
  return `${[first, ...shown].map((each) => commandOf(each, placeOf(document))).join('\n')}\n`;
}

function ofRun(run: RunSummary, exitCode: number): Annotation[] {
  const state = stateOfRun(run);
  const message = `${explainRun(run)}\nagain: ${run.reproduce}`;
  switch (state) {
    case 'pass':
      return [];
    case 'expected':
      return [{ level: 'notice', title: `${nameRun(run)}: violation, expected`, message }];
    case 'violation':
    case 'broken':
      return [{ level: 'error', title: `${nameRun(run)}: ${state}`, message }];
    case 'inconclusive':
      return exitCode === 0 ? [] : [{ level: 'warning', title: `${nameRun(run)}: inconclusive`, message }];
    default:
      return state satisfies never;
  }
}

function ofLimit(result: GateResult): Annotation[] {
  // Runs say themselves what they violated.
  if (result.limit === 'no-violation' || result.state === 'met' || result.state === 'deferred') return [];
  return [{ level: result.state === 'failed' ? 'error' : 'warning', title: `Gate: ${nameLimit(result)}`, message: describeLimit(result) }];
}

/** Where the error is, or the suite: an anomaly has no line. */
function placeOf({ summary, file }: CampaignDocument): string {
  const match = /^(.*?)(?::(\d+))?(?::(\d+))?$/s.exec(summary.error?.at ?? file ?? '');
  const [, path = '', line, column] = match ?? [];
  const parts = [
    ...(path === '' ? [] : [`file=${property(path)}`]),
    ...(line === undefined ? [] : [`line=${line}`]),
    ...(column === undefined ? [] : [`col=${column}`]),
  ];
  return parts.length === 0 ? '' : `${parts.join(',')},`;
}

function commandOf({ level, title, message }: Annotation, place: string): string {
  return `::${level} ${place}title=${property(brief(title, TITLE_CHARS_MAX))}::${data(brief(message, MESSAGE_CHARS_MAX))}`;
}

/** No end of line leaves here, so no value can begin a command of its own; and no control character, so no colour. */
function data(text: string): string {
  return readable(text, { lines: true }).replace(/%/g, '%25').replace(/\n/g, '%0A');
}

function property(text: string): string {
  return data(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
}
