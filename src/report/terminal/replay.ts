import type { RunVerdict } from '../../core/index.ts';
import { brief, explainOutcome, formatCount, readable } from '../words/index.ts';
import { colorsOf, type TerminalOptions } from './colors.ts';

const LINE_CHARS_MAX = 500;

/** A run that was repeated, and how it compares. */
export interface ReplayReport {
  readonly same: boolean;
  readonly comparedBy: 'events' | 'digest' | 'outcome' | 'itself';
  readonly verdict: RunVerdict;
  readonly recorded?: RunVerdict;
  readonly eventCount: number;
  readonly difference?: { readonly number: number; readonly recorded?: string; readonly now?: string };
  readonly remarks: readonly string[];
}

/** `identical`, or the first event that differs. */
export function formatReplay(replay: ReplayReport, options: TerminalOptions = {}): string {
  const colors = colorsOf(options);
  const { same, verdict, recorded, difference, remarks } = replay;
  const word = headline(replay);
  const lines = [
    `${same ? colors.green(colors.bold(word)) : colors.red(colors.bold(word))}`,
    ...remarks.map((remark) => `  ${colors.yellow(readable(remark))}`),
    '',
    `  outcome   ${verdict.outcome}: ${readable(explainOutcome(verdict).headline)}`,
    ...(recorded === undefined || recorded.outcome === verdict.outcome
      ? []
      : [`  recorded  ${recorded.outcome}: ${readable(explainOutcome(recorded).headline)}`]),
    `  events    ${formatCount(replay.eventCount)}`,
    `  digest    ${verdict.digest ?? 'none'}`,
    ...(recorded?.digest === undefined || recorded.digest === verdict.digest ? [] : [`  recorded  ${recorded.digest}`]),
  ];
  if (difference !== undefined)
    lines.push(
      '',
      `  the first event that differs is number ${difference.number} (a line of events.log):`,
      `    recorded  ${show(difference.recorded, 'nothing: that run had ended')}`,
      `    now       ${show(difference.now, 'nothing: the run has ended')}`,
    );
  return `${lines.join('\n')}\n`;
}

function headline({ same, comparedBy }: ReplayReport): string {
  switch (comparedBy) {
    case 'events':
    case 'digest':
      return same ? 'identical' : 'different';
    case 'itself':
      return same ? 'identical: nothing is recorded beside this plan, so it was run twice' : 'different: the plan was run twice';
    case 'outcome':
      return same ? 'same outcome' : 'different outcome';
    default:
      return comparedBy satisfies never;
  }
}

function show(line: string | undefined, otherwise: string): string {
  return line === undefined ? otherwise : readable(brief(line, LINE_CHARS_MAX));
}
