import type { GateResult, GateState, RunSummary } from '../../core/index.ts';
import {
  brief,
  type CampaignDocument,
  describeCampaign,
  explainRun,
  formatCount,
  formatDuration,
  nameLimit,
  nameRun,
  outcomeWord,
  plural,
  type RunState,
  scheduledFaults,
  stateOfRun,
  tellRepeats,
} from '../words/index.ts';
import { codeBlock, escapeMarkdown } from './escape.ts';

const RUNS_MAX = 100;
const LIMITS_MAX = 100;
const DETAILS_MAX = 20;
const EXPLANATION_CHARS_MAX = 2000;

const signs: Readonly<Record<RunState, string>> = { pass: '✅', expected: '✅', violation: '❌', inconclusive: '❔', broken: '💥' };
const gateSigns: Readonly<Record<GateState, string>> = { met: '✅', failed: '❌', unmeasured: '❔', deferred: '⏳' };
/** What is wrong comes first. */
const order: readonly RunState[] = ['violation', 'broken', 'inconclusive', 'expected', 'pass'];

export function renderMarkdown(document: CampaignDocument): string {
  const { summary, suite, reasons, page } = document;
  const { gate, error, exitCode, shard } = summary;
  const repeatOf = tellRepeats(summary.runs);
  const runs = [...summary.runs].sort((a, b) => order.indexOf(stateOfRun(a)) - order.indexOf(stateOfRun(b)));
  const bad = runs.filter((run) => !['pass', 'expected'].includes(stateOfRun(run)));
  const part = shard === undefined ? '' : `, shard ${shard}`;
  const parts = [
    `## ${exitCode === 0 ? '✅' : '❌'} Faultline: ${escapeMarkdown(suite)}${part}: ${outcomeWord(summary).toUpperCase()}`,
    escapeMarkdown(describeCampaign(document)),
    ...reasons.map((reason) => `- ${escapeMarkdown(brief(reason, EXPLANATION_CHARS_MAX))}`),
    ...(page === undefined ? [] : [`All runs on one page: ${escapeMarkdown(page)}`]),
    ...(error === undefined || runs.length > 0
      ? []
      : [codeBlock([...(error.at === undefined ? [] : [error.at]), error.message].join('\n'))]),
    ...(gate === undefined ? [] : ['### Gate', gateTable(gate)]),
    ...(runs.length === 0 ? [] : [`### ${plural(runs.length, 'run')}`, runTable(runs, repeatOf)]),
    ...bad.slice(0, DETAILS_MAX).map((run) => details(run, repeatOf(run))),
    ...(bad.length > DETAILS_MAX ? [`${formatCount(bad.length - DETAILS_MAX)} more runs did not pass.`] : []),
  ];
  return `${parts.join('\n\n')}\n`;
}

function gateTable(gate: readonly GateResult[]): string {
  const rows = gate
    .slice(0, LIMITS_MAX)
    .map((result) =>
      row([gateSigns[result.state], nameLimit(result), result.measured, result.allowed, brief(result.note ?? '', EXPLANATION_CHARS_MAX)]),
    );
  const more = gate.length > LIMITS_MAX ? [row(['', `and ${gate.length - LIMITS_MAX} more`, '', '', ''])] : [];
  return ['| | limit | measured | allowed | |', '|---|---|---|---|---|', ...rows, ...more].join('\n');
}

function runTable(runs: readonly RunSummary[], repeatOf: (run: RunSummary) => string): string {
  const rows = runs.slice(0, RUNS_MAX).map((run) => {
    const state = stateOfRun(run);
    const { ops, durationMs } = run;
    const faults = scheduledFaults(run.faults);
    const inForce = faults.filter((fault) => fault.state === 'in-force').length;
    return row([
      signs[state],
      `${nameRun(run)}${repeatOf(run)}`,
      state === 'expected' ? 'violation, expected' : state,
      `${formatCount(ops.ok)} ok, ${formatCount(ops.fail)} fail, ${formatCount(ops.info)} info`,
      faults.length === 0 ? 'none' : `${inForce} of ${faults.length} in force`,
      durationMs === undefined ? '' : formatDuration(durationMs),
    ]);
  });
  const more = runs.length > RUNS_MAX ? [row(['', `and ${formatCount(runs.length - RUNS_MAX)} more`, '', '', '', ''])] : [];
  return ['| | run | outcome | operations | faults | time |', '|---|---|---|---|---|---|', ...rows, ...more].join('\n');
}

function details(run: RunSummary, repeat: string): string {
  const report = run.dir === undefined ? [] : [`# ${run.dir}/report.html`];
  return [
    `#### ${signs[stateOfRun(run)]} ${escapeMarkdown(`${nameRun(run)}${repeat}`)}`,
    escapeMarkdown(brief(explainRun(run), EXPLANATION_CHARS_MAX)),
    codeBlock([...report, run.reproduce].join('\n')),
  ].join('\n\n');
}

function row(cells: readonly string[]): string {
  return `| ${cells.map(escapeMarkdown).join(' | ')} |`;
}
