import { join } from 'node:path';
import type { CampaignSummary, GateResult, RunSummary, SimulationRates } from '../../core/index.ts';
import {
  brief,
  describeFinding,
  describeGate,
  type FaultTally,
  formatCount,
  formatDuration,
  outcomeWord,
  plural,
  readable,
} from '../words/index.ts';
import { pageLine } from './campaign.ts';
import { colorsOf, type TerminalOptions } from './colors.ts';
import { gateLines } from './gate-lines.ts';
import { paintOutcome } from './paint-outcome.ts';

const MESSAGE_CHARS_MAX = 600;
const RANGES_SHOWN_MAX = 8;

/** A seed that proved nothing, and a short reason. */
export interface VacuousSeed {
  readonly seed: number;
  readonly reason: string;
}

/** One that is not the first. */
export interface OtherViolation {
  readonly seed: number;
  readonly checker: string;
  readonly headline: string;
  /** Absent: it was not kept. */
  readonly dir?: string;
}

/** What a campaign in the simulated world came to: counts, and the first seed that failed. */
export interface CampaignReport {
  readonly outcome: CampaignSummary['outcome'];
  readonly violated?: NonNullable<CampaignSummary['violated']>;
  /** Each limit of the suite, if it has any. */
  readonly gate?: readonly GateResult[];
  /** Why it is no pass, beside violations. */
  readonly reasons: readonly string[];
  /** Which seeds were asked for, rising; both ends included. */
  readonly seedRanges: readonly (readonly [number, number])[];
  /** Runs that count, of those that were to be. */
  readonly seedCount: number;
  readonly plannedCount: number;
  readonly stoppedAtViolation: boolean;
  readonly violationCount: number;
  readonly brokenCount: number;
  readonly vacuousCount: number;
  /** The first few of them. */
  readonly vacuous: readonly VacuousSeed[];
  /** Failing runs beyond those that were kept. */
  readonly unkeptCount: number;
  readonly first?: {
    readonly run: RunSummary;
    readonly message: string;
    readonly finding?: { readonly checker: string; readonly rule: string };
  };
  /** Violations behind the first: the first few. */
  readonly others: readonly OtherViolation[];
  readonly faults: readonly FaultTally[];
  readonly rates: SimulationRates;
  readonly elapsedMs: number;
  /** Where all runs are on one page. */
  readonly page?: string;
}

/** The short verdict at the end of a campaign. */
export function formatCampaign(report: CampaignReport, options: TerminalOptions = {}): string {
  const colors = colorsOf(options);
  const { rates, first } = report;
  const share = report.seedCount === 0 ? 0 : (report.vacuousCount / report.seedCount) * 100;
  const lines = [
    `${paintOutcome(report.outcome, colors, outcomeWord(report).toUpperCase())}  ${readable(headline(report))}`,
    ...report.reasons.map((reason) => `  ${colors.yellow(readable(brief(reason, MESSAGE_CHARS_MAX)))}`),
    '',
    `  seeds       ${seedsLine(report)}`,
    `  violations  ${formatCount(report.violationCount)}${report.brokenCount === 0 ? '' : `, and ${formatCount(report.brokenCount)} broken`}`,
    `  vacuous     ${formatCount(report.vacuousCount)} of ${formatCount(report.seedCount)} (${share.toFixed(1)} %)`,
    ...vacuousLines(report),
    ...faultLines(report.faults),
    `  rates       ${formatCount(rates.seedsPerSecond)} seeds/s, ${formatCount(rates.simulatedSecondsPerSecond)} simulated s/s, ${formatCount(rates.eventsPerSecond)} events/s`,
  ];
  if (first !== undefined) {
    const by = first.finding === undefined ? 'broken' : `found by ${first.finding.checker}`;
    lines.push(
      '',
      `  ${colors.red(`seed ${first.run.seed}, ${readable(by)}`)}`,
      ...brief(readable(first.message, { lines: true }), MESSAGE_CHARS_MAX)
        .split('\n')
        .map((line) => `    ${line}`),
      '',
      ...(first.run.dir === undefined ? [] : [`  report      ${colors.underline(readable(join(first.run.dir, 'report.html')))}`]),
      `  again       ${colors.bold(readable(first.run.reproduce))}`,
    );
  }
  lines.push(...otherLines(report));
  if (report.gate !== undefined) lines.push('', ...gateLines(report.gate, colors));
  if (report.unkeptCount > 0)
    lines.push('', `  ${plural(report.unkeptCount, 'more failing run')} kept no folder; run the seeds again to see them`);
  if (report.page !== undefined) lines.push('', pageLine(report.page, colors));
  return `${lines.join('\n')}\n`;
}

function headline({ outcome, violated, violationCount, seedCount, first, gate }: CampaignReport): string {
  switch (outcome) {
    case 'pass':
      return `Nothing wrong was seen in ${plural(seedCount, 'seed')}`;
    case 'violation':
      if (violated === 'limit') return describeGate(gate ?? []);
      return first?.finding === undefined
        ? plural(violationCount, 'violation')
        : `Seed ${first.run.seed}: ${first.run.headline ?? describeFinding(first.finding)}`;
    case 'inconclusive':
      return 'No violation was found, and not everything could be judged';
    case 'broken':
      return 'The test itself failed: nothing is said of the system';
    default:
      return outcome satisfies never;
  }
}

function vacuousLines({ vacuous, vacuousCount }: CampaignReport): string[] {
  const lines = vacuous.map(({ seed, reason }) => `              seed ${seed}: ${brief(readable(reason), MESSAGE_CHARS_MAX)}`);
  const left = vacuousCount - vacuous.length;
  return left === 0 ? lines : [...lines, `              and ${formatCount(left)} more`];
}

function otherLines({ others, first, violationCount }: CampaignReport): string[] {
  if (others.length === 0) return [];
  const left = violationCount - others.length - (first?.finding === undefined ? 0 : 1);
  return [
    '',
    '  other violations',
    ...others.map(({ seed, headline: what, dir }) => {
      const where = dir === undefined ? '' : `  ${readable(dir)}`;
      return `    seed ${seed}  ${readable(what)}${where}`;
    }),
    ...(left > 0 ? [`    and ${formatCount(left)} more`] : []),
  ];
}

function seedsLine({ seedRanges, seedCount, plannedCount, stoppedAtViolation, elapsedMs }: CampaignReport): string {
  const ranges = seedRanges.slice(0, RANGES_SHOWN_MAX).map(([from, to]) => (from === to ? `${from}` : `${from}..${to}`));
  const more = seedRanges.length > ranges.length ? [`${plural(seedRanges.length - ranges.length, 'more range')}`] : [];
  const stopped = stoppedAtViolation ? ', stopped at the first violation' : '';
  const ran =
    seedCount === plannedCount ? `all ${formatCount(seedCount)} run` : `${formatCount(seedCount)} of ${formatCount(plannedCount)} run`;
  return `${[...ranges, ...more].join(', ')}: ${ran} in ${formatDuration(elapsedMs)}${stopped}`;
}

/** A table: which kinds of faults there were, and what became of them. */
function faultLines(faults: readonly FaultTally[]): string[] {
  if (faults.length === 0) return ['  faults      none planned'];
  const width = Math.max(...faults.map(({ kind }) => kind.length));
  const row = (name: string, cells: readonly string[]): string => `  ${name}  ${cells.map((cell) => cell.padStart(8)).join('  ')}`;
  return [
    row(`faults      ${''.padEnd(width)}`, ['in force', 'idle', 'merged', 'missing']),
    ...faults.map(({ kind, inForce, idle, merged, missing }) =>
      row(`            ${kind.padEnd(width)}`, [inForce, idle, merged, missing].map(formatCount)),
    ),
  ];
}
