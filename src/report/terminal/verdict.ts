import { join } from 'node:path';
import type { CheckerResult, FaultReport, RunVerdict, Verdict } from '../../core/index.ts';
import {
  brief,
  describeDuration,
  describeFinding,
  explainOutcome,
  findingsInOrder,
  formatCount,
  readable,
  reasonOf,
  scheduledFaults,
} from '../words/index.ts';
import { type Colors, colorsOf, type TerminalOptions } from './colors.ts';
import { paintOutcome } from './paint-outcome.ts';

const FINDINGS_SHOWN_MAX = 3;
const MESSAGE_CHARS_MAX = 320;
const signs: Readonly<Record<Verdict, string>> = { valid: '✓', invalid: '✗', unknown: '?' };

export interface VerdictOptions extends TerminalOptions {
  /** The run's folder holds no report: how to make it is said instead of where it is. */
  readonly reportBy?: string;
}

/** The short verdict at the end of a run: what it came to, who said so, how to see why and how to run it again. */
export function formatVerdict(verdict: RunVerdict, options: VerdictOptions = {}): string {
  const colors = colorsOf(options);
  // The headline is of the first of them: it must be among those that are shown.
  const findings = findingsInOrder(verdict.results).map(({ finding }) => finding);
  const names = Object.keys(verdict.results);
  const nameWidth = Math.max(0, ...names.map(({ length }) => length));
  const lines = [
    `${paintOutcome(verdict.outcome, colors)}  ${readable(explainOutcome(verdict).headline)}`,
    ...(verdict.expected === true ? [`  ${colors.green('expected: the suite asks for a violation here, so it counts as a pass')}`] : []),
    ...(findings.length > 0 || verdict.outcome === 'pass' || verdict.reason === undefined
      ? []
      : [indented(readable(verdict.reason, { lines: true }), '  ')]),
    '',
    ...names.map((name) => checkerLine(name.padEnd(nameWidth), verdict.results[name], reasonOf(verdict, name), colors)),
    '',
    `  operations  ${formatCount(verdict.ops.ok)} ok, ${formatCount(verdict.ops.fail)} fail, ${formatCount(verdict.ops.info)} info in ${describeDuration(verdict)}`,
    `  faults      ${faultsLine(verdict.faults)}`,
    ...(verdict.note === undefined
      ? []
      : [`  note        ${indented(readable(verdict.note, { lines: true }), '              ').trimStart()}`]),
    ...findings
      .slice(0, FINDINGS_SHOWN_MAX)
      .flatMap((finding) => [
        '',
        `  ${colors.red(readable(describeFinding(finding)))}`,
        indented(brief(readable(finding.message, { lines: true }), MESSAGE_CHARS_MAX), '    '),
      ]),
    ...(findings.length > FINDINGS_SHOWN_MAX ? ['', `  and ${formatCount(findings.length - FINDINGS_SHOWN_MAX)} more in the report`] : []),
    '',
    ...reportLine(verdict.dir, options.reportBy, colors),
    `  again       ${colors.bold(readable(verdict.reproduce))}`,
  ];
  return `${lines.join('\n')}\n`;
}

function reportLine(dir: string | undefined, madeBy: string | undefined, colors: Colors): string[] {
  if (madeBy !== undefined) return [`  report      ${colors.bold(readable(madeBy))}`];
  return dir === undefined ? [] : [`  report      ${colors.underline(readable(join(dir, 'report.html')))}`];
}

/** The last words of a node are lines, and stay lines. */
function indented(text: string, indent: string): string {
  return `${indent}${text.replaceAll('\n', `\n${indent}`)}`;
}

function checkerLine(name: string, result: CheckerResult | undefined, why: string | undefined, colors: Colors): string {
  if (result === undefined) return `  ? ${name}`;
  const paint = { valid: colors.green, invalid: colors.red, unknown: colors.yellow }[result.verdict];
  const reason = why === undefined ? '' : `  ${colors.dim(brief(readable(why), MESSAGE_CHARS_MAX))}`;
  return `  ${paint(signs[result.verdict])} ${name}  ${paint(result.verdict)}${reason}`;
}

function faultsLine(all: readonly FaultReport[]): string {
  const faults = scheduledFaults(all);
  const ofCore = all.length === faults.length ? '' : `, and ${all.length - faults.length} of the core phase`;
  if (faults.length === 0) return `none planned${ofCore}`;
  const others = (['idle', 'merged', 'missing'] as const)
    .map((state) => ({ state, count: faults.filter((fault) => fault.state === state).length }))
    .filter(({ count }) => count > 0)
    .map(({ state, count }) => `, ${count} ${state}`);
  return `${faults.filter(({ state }) => state === 'in-force').length} of ${faults.length} in force${others.join('')}${ofCore}`;
}
