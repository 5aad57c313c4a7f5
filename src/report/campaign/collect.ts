import type { RunSummary } from '../../core/index.ts';
import {
  brief,
  type CampaignDocument,
  compareToLimit,
  explainBriefly,
  explainRun,
  formatCount,
  oneLine,
  outcomeWord,
  plural,
  type RunState,
  scheduledFaults,
  stateOfRun,
  tellRepeats,
} from '../words/index.ts';
import { coverageOf } from './coverage.ts';
import { gridsOf } from './grids.ts';
import { groupRuns, type RunGroup, statesInOrder } from './groups.ts';
import { beyondCount, headlineOf } from './headline.ts';
import type { CampaignPage, ControlRow, EntryRow, FindingGroup, RunRow, StateCounts } from './page-data.ts';
import { behindTitle } from './title.ts';

/** Of more runs than this the page lists the worst, and says how many are left out. */
export const RUNS_LISTED_MAX = 20_000;
const GROUPS_MAX = 200;
const REASONS_MAX = 200;
const TEXT_CHARS_MAX = 600;
/** Of a group, which stands once. */
const EXAMPLE_CHARS_MAX = 4000;

export interface CollectOptions {
  /** Where a run's own page is, relative to this one; undefined where there is none. */
  readonly linkOf: (run: RunSummary) => string | undefined;
}

/** What the page of a campaign shows, out of what the campaign came to. */
export function collectCampaign(document: CampaignDocument, { linkOf }: CollectOptions): CampaignPage {
  const { summary, suite, startedAt, reasons, beyond } = document;
  const { outcome, runs, gate = [], shard, part } = summary;
  const counts = countsOf(runs);
  const groups = groupRuns(runs);
  const groupOf = new Map(groups.flatMap((group, i) => group.runs.map((run): [RunSummary, number] => [run, i])));
  const repeatOf = tellRepeats(runs);
  const rowOf = (run: RunSummary): RunRow => rowOfRun(run, repeatOf(run), groupOf.get(run) ?? -1, linkOf(run));
  const listed = [...runs].sort((a, b) => rank(a) - rank(b)).slice(0, RUNS_LISTED_MAX);
  const entries = entriesOf(document);
  const told = groups.slice(0, GROUPS_MAX).map((group) => toldGroup(group, rowOf));
  const coverage = coverageOf(runs);
  return {
    format: 1,
    suite,
    startedAt: startedAt.toISOString(),
    ...(shard === undefined ? {} : { shard }),
    ...(part === undefined ? {} : { part: brief(oneLine(part), TEXT_CHARS_MAX) }),
    outcome,
    word: outcomeWord(summary),
    isLimit: summary.violated === 'limit',
    ...headlineOf(document, groups),
    missing: missingOf(reasons, entries, groups.length),
    counts: sumOf(counts, beyond?.counts),
    runCount: runs.length + beyondCount(document),
    gate,
    controls: controlsOf(document),
    entries,
    grids: gridsOf(document.entries ?? [], entries),
    groups: told,
    coverage:
      beyond === undefined ? coverage : { ...coverage, faults: beyond.faults, rules: beyond.rules, measuredRuns: beyond.measuredRuns },
    rows: listed.map(rowOf),
    unlisted: runs.length - listed.length + beyondCount(document),
  };
}

function rank(run: RunSummary): number {
  return statesInOrder.indexOf(stateOfRun(run));
}

function rowOfRun(run: RunSummary, repeat: string, group: number, link: string | undefined): RunRow {
  const { plan, seed, headline, explanation, ops, faults, durationMs, reproduce } = run;
  const state = stateOfRun(run);
  const scheduled = scheduledFaults(faults);
  const inForce = scheduled.filter((fault) => fault.state === 'in-force').length;
  // Of a violation the headline says what; of what could not be judged or broke, the reason does.
  const told =
    state === 'pass' ? '' : state === 'violation' || state === 'expected' ? oneLine(headline ?? explainRun(run)) : explainBriefly(run);
  return {
    entry: plan ?? '',
    seed,
    ...(repeat === '' ? {} : { repeat }),
    state,
    headline: brief(told, TEXT_CHARS_MAX),
    ...(state === 'pass' || explanation === undefined || explanation === told ? {} : { explanation: brief(explanation, TEXT_CHARS_MAX) }),
    ops: [ops.ok, ops.fail, ops.info],
    faults: [inForce, scheduled.length],
    ...(durationMs === undefined ? {} : { durationMs }),
    ...(link === undefined ? {} : { link }),
    reproduce,
    group: group < GROUPS_MAX ? group : -1,
  };
}

function toldGroup({ state, title, runs }: RunGroup, rowOf: (run: RunSummary) => RunRow): FindingGroup {
  const [first] = runs;
  if (first === undefined) throw new RangeError('a group has at least one run');
  return {
    state,
    title,
    // One alone has its headline for a title.
    example: behindTitle(title, brief((runs.length === 1 ? first.explanation : undefined) ?? explainRun(first), EXAMPLE_CHARS_MAX)),
    count: runs.length,
    first: rowOf(first),
    entries: [...new Set(runs.map(({ plan }) => plan ?? ''))],
  };
}

function countsOf(runs: readonly RunSummary[]): StateCounts {
  const counts: Record<RunState, number> = { violation: 0, broken: 0, inconclusive: 0, expected: 0, pass: 0 };
  for (const run of runs) counts[stateOfRun(run)] += 1;
  return counts;
}

function sumOf(a: StateCounts, b: StateCounts | undefined): StateCounts {
  return b === undefined ? a : (Object.fromEntries(statesInOrder.map((state) => [state, a[state] + b[state]])) as StateCounts);
}

/** As the campaign planned them, and those that ran beside. */
function entriesOf({ entries = [], summary: { runs, shard, gate = [] }, suite, beyond }: CampaignDocument): EntryRow[] {
  const byPlan = new Map<string, RunSummary[]>();
  for (const run of runs) {
    const name = run.plan ?? suite;
    const known = byPlan.get(name);
    if (known === undefined) byPlan.set(name, [run]);
    else known.push(run);
  }
  const names = [...new Set([...entries.map(({ name }) => name), ...byPlan.keys()])];
  return names.map((name) => {
    const own = byPlan.get(name) ?? [];
    const planned = entries.find((entry) => entry.name === name)?.planned;
    // Where runs are only counted, nobody knows whose they are, unless there is one entry.
    const more = names.length === 1 ? beyond?.counts : undefined;
    const counts = sumOf(countsOf(own), more);
    return {
      name,
      ...(planned === undefined || (beyond !== undefined && names.length > 1)
        ? {}
        : { planned: shard === undefined ? planned.all : planned.here }),
      ran: Object.values(counts).reduce((sum, count) => sum + count, 0),
      counts,
      failedLimits: gate.filter(({ entry, state, limit }) => entry === name && state === 'failed' && limit !== 'expected-violation').length,
    };
  });
}

function controlsOf({ summary: { runs, gate = [] }, entries = [] }: CampaignDocument): ControlRow[] {
  return entries.flatMap(({ name, expect }) => {
    if (expect === undefined) return [];
    const own = runs.filter(({ plan }) => plan === name);
    const found = own.filter(({ expected }) => expected === true).length;
    const limit = gate.find(({ limit: which, entry }) => which === 'expected-violation' && entry === name);
    const state = limit?.state ?? (found > 0 ? 'met' : own.length === 0 ? 'unmeasured' : 'failed');
    const sentence =
      limit === undefined ? `found in ${found} of ${plural(own.length, 'run')}` : `${compareToLimit(limit).join(', ')}${note(limit.note)}`;
    return [{ entry: name, found, ran: own.length, sentence, state }];
  });
}

function note(text: string | undefined): string {
  return text === undefined ? '' : ` (${text})`;
}

/** What was not run is said of each entry too, whatever the command that broke off has said. */
function missingOf(reasons: readonly string[], entries: readonly EntryRow[], groupCount: number): string[] {
  const short = entries.flatMap(({ name, planned, ran }) => {
    if (planned === undefined || ran >= planned) return [];
    return [
      ran === 0
        ? `${name} was not run at all: ${plural(planned, 'run')} planned`
        : `${name}: ${formatCount(ran)} of ${plural(planned, 'run')} ran`,
    ];
  });
  const all = [...reasons, ...short];
  return [
    ...all.slice(0, REASONS_MAX).map((reason) => brief(reason, TEXT_CHARS_MAX)),
    ...(all.length > REASONS_MAX ? [`and ${plural(all.length - REASONS_MAX, 'more reason')} like these`] : []),
    ...(groupCount > GROUPS_MAX
      ? [`Only the first ${GROUPS_MAX} of ${groupCount} groups of findings are shown; the table has all runs`]
      : []),
  ];
}
