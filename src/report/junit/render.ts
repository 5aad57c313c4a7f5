import type { CampaignSummary, GateResult, RunSummary } from '../../core/index.ts';
import { brief, type CampaignDocument, describeCampaign, describeLimit, explainRun, nameLimit, stateOfRun } from '../words/index.ts';
import { type Element, renderXml } from './xml.ts';

const MESSAGE_CHARS_MAX = 1000;
const TEXT_CHARS_MAX = 20_000;

/**
 * A violation is a failure; what is broken or could not be judged is an error; a violation that the suite expects passes, and its properties
 * say so. Where the campaign is no pass at least one test case is none either.
 */
export function renderJunit(document: CampaignDocument): string {
  const { summary, suite, startedAt } = document;
  const byPlan = new Map<string, RunSummary[]>();
  for (const run of summary.runs) byPlan.set(run.plan ?? suite, [...(byPlan.get(run.plan ?? suite) ?? []), run]);
  const suites: Suite[] = [...byPlan].map(([name, runs]) => ({
    name,
    cases: numbered(runs).map((each) => caseOfRun(each, name, summary)),
  }));
  if (summary.gate !== undefined) suites.push({ name: 'gate', cases: summary.gate.map(caseOfLimit) });
  const bad = suites.some(({ cases }) => cases.some(({ kind }) => kind === 'failure' || kind === 'error'));
  if (summary.exitCode !== 0 && !bad) suites.push({ name: suite, cases: [caseOfCampaign(document)] });
  const elements = suites.map((each, id) => elementOf(each, id, startedAt));
  return renderXml({
    name: 'testsuites',
    attributes: { name: suite, ...counts(suites.flatMap(({ cases }) => cases)) },
    children: elements,
  });
}

interface Suite {
  readonly name: string;
  readonly cases: readonly Case[];
}

interface Case {
  readonly kind: 'passed' | 'failure' | 'error' | 'skipped';
  readonly className: string;
  readonly name: string;
  readonly seconds: number;
  readonly properties?: Readonly<Record<string, string>>;
  /** Of what did not pass: a word for machines, a line, and all of it. */
  readonly type?: string;
  readonly message?: string;
  readonly text?: string;
}

/** Runs of one seed are told apart: many systems keep one result for each name. */
function numbered(runs: readonly RunSummary[]): { readonly run: RunSummary; readonly name: string }[] {
  const seen = new Map<number, number>();
  return runs.map((run) => {
    const times = (seen.get(run.seed) ?? 0) + 1;
    seen.set(run.seed, times);
    return { run, name: times === 1 ? `seed ${run.seed}` : `seed ${run.seed}, run ${times}` };
  });
}

function caseOfRun({ run, name }: { readonly run: RunSummary; readonly name: string }, className: string, campaign: CampaignSummary): Case {
  const state = stateOfRun(run);
  const why = explainRun(run);
  const base = {
    className,
    name,
    seconds: (run.durationMs ?? 0) / 1000,
    properties: {
      outcome: run.outcome,
      ...(state === 'expected' ? { expected: 'violation' } : {}),
      reproduce: run.reproduce,
      ...(run.dir === undefined ? {} : { folder: run.dir }),
    },
    type: run.outcome,
    // Of what could not be judged, and of a harness that failed, the reason says more than that it is so.
    message: brief((run.outcome === 'violation' ? run.headline : undefined) ?? why, MESSAGE_CHARS_MAX),
    text: [why, '', `again: ${run.reproduce}`, ...(run.dir === undefined ? [] : [`report: ${run.dir}/report.html`])].join('\n'),
  };
  switch (state) {
    case 'pass':
    case 'expected':
      return { ...base, kind: 'passed' };
    case 'violation':
      return { ...base, kind: 'failure' };
    case 'inconclusive':
      // Of many seeds a few may prove nothing.
      return { ...base, kind: run.vacuous === true && campaign.outcome !== 'inconclusive' ? 'skipped' : 'error' };
    case 'broken':
      return { ...base, kind: 'error' };
    default:
      return state satisfies never;
  }
}

function caseOfLimit(result: GateResult): Case {
  const kinds = { met: 'passed', failed: 'failure', unmeasured: 'error', deferred: 'skipped' } as const;
  return {
    kind: kinds[result.state],
    className: result.entry === undefined ? 'gate' : `gate.${result.entry}`,
    name: nameLimit(result),
    seconds: 0,
    properties: { measured: result.measured, allowed: result.allowed },
    type: result.limit === 'no-violation' ? 'violation' : 'gate',
    message: describeLimit(result),
    text: describeLimit(result),
  };
}

/** What is nobody's run: a suite that cannot be read, an empty selection, runs that were left out. */
function caseOfCampaign(document: CampaignDocument): Case {
  const { summary, suite, reasons } = document;
  const { error, outcome } = summary;
  const sentence = describeCampaign(document);
  const at = error?.at === undefined ? [] : [`at ${error.at}`];
  const text = [...at, error?.message ?? sentence, ...reasons].join('\n');
  return {
    kind: 'error',
    className: suite,
    name: error?.code ?? outcome,
    seconds: 0,
    type: error?.code ?? outcome,
    message: sentence,
    text,
  };
}

function elementOf({ name, cases }: Suite, id: number, startedAt: Date): Element {
  // The usual schema knows no milliseconds and no zone.
  const timestamp = startedAt.toISOString().slice(0, 19);
  return {
    name: 'testsuite',
    attributes: { id, name, timestamp, ...counts(cases) },
    children: cases.map(elementOfCase),
  };
}

function elementOfCase({ kind, className, name, seconds, properties = {}, type = kind, message = '', text = '' }: Case): Element {
  const held = Object.entries(properties).map(([key, value]): Element => ({ name: 'property', attributes: { name: key, value } }));
  const outcome: Element[] =
    kind === 'passed'
      ? []
      : kind === 'skipped'
        ? [{ name: 'skipped', attributes: { message } }]
        : [{ name: kind, attributes: { message: brief(message, MESSAGE_CHARS_MAX), type }, text: brief(text, TEXT_CHARS_MAX) }];
  return {
    name: 'testcase',
    attributes: { name, classname: className, time: seconds.toFixed(3) },
    children: [...(held.length === 0 ? [] : [{ name: 'properties', children: held }]), ...outcome],
  };
}

function counts(cases: readonly Case[]): Record<string, string | number> {
  const of = (wanted: Case['kind']): number => cases.filter(({ kind }) => kind === wanted).length;
  const seconds = cases.reduce((sum, each) => sum + each.seconds, 0);
  return { tests: cases.length, failures: of('failure'), errors: of('error'), skipped: of('skipped'), time: seconds.toFixed(3) };
}
