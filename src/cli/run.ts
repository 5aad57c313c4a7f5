import { Command, Option } from 'commander';
import type { CampaignSummary, RunName } from '../core/index.ts';
import { type CampaignDocument, formatRuns } from '../report/index.ts';
import { type CampaignKeeper, type CampaignObserver, keepCampaignPage, openCampaignRecord, runCampaign } from '../run/index.ts';
import { campaignPageOf } from '../store/index.ts';
import { maxRepeat } from '../suite/index.ts';
import { emitCampaign } from './emit-campaign.ts';
import { keepFound, keepJudged } from './ending.ts';
import { environmentOption, readEnvironment } from './environment.ts';
import { openReport } from './open-report.ts';
import { resultsOption, worldOption } from './options.ts';
import { forPeople } from './output.ts';
import { type PlannedCampaign, planCampaign, type RunFlags } from './plan-runs.ts';
import { campaignReporters, isOnOutput, parseReporters, reporterOption } from './reporters.ts';
import { createRunView } from './run-view.ts';
import { addSelectionOptions } from './select-runs.ts';
import { standardOutput } from './standard-output.ts';
import { addSubjectOptions, several, whole } from './subject.ts';

const BAIL_MAX = 1_000_000;

/** `faultline run`: carries out a suite, a directed plan, or a plan.json, on real processes or in the simulated world. */
export function runCommand(): Command {
  const command = new Command('run')
    .description('run a suite, a directed plan or a plan.json, on real processes or simulated, and judge it')
    .argument('[suite]', 'a suite (YAML) or a plan.json; default: the smoke suite')
    .addOption(worldOption('local: real processes (the default); simulated: one thread on virtual time, the same every time'));
  addSubjectOptions(command)
    .option('--seed <n>', 'everything random depends on it; drawn and printed if it is not given')
    .addOption(
      new Option(
        '--bug <name[@node]>',
        'plant a bug in every node or in one, and on real processes run the directed plan of its name; may be repeated',
      )
        .argParser(several)
        .default([], 'none'),
    )
    .option('--plan <name>', "run the directed plan of a bug's name, on a system without that bug")
    .option(
      '--checkers <names>',
      'these checkers instead of the suite’s, separated by commas; vacuity, liveness and crashes are always judged',
    )
    .addOption(new Option('--node-arg <arg>', 'added to every node’s command line; may be repeated').argParser(several).default([], 'none'))
    .addOption(environmentOption())
    .option('--keep-running', 'when all is read, leave the cluster up until Ctrl-C (real processes only)')
    .option('--stop-on-violation', 'end as soon as a violation is certain');
  return addSelectionOptions(command)
    .option('--last-failed', 'only what did not pass in the last campaigns of this suite, or never ran, with the seeds it had')
    .option('--bail [n]', 'end behind the first run that does not pass, or behind n of them', whole(1, BAIL_MAX))
    .option('--open', 'open the report in a browser when all is over; of several runs the page over all of them')
    .option('--repeat <n>', 'runs of each seed, instead of what the suite says', whole(1, maxRepeat))
    .addOption(reporterOption())
    .addOption(resultsOption())
    .action(async (suite: string | undefined, flags: RunFlags) => {
      process.exitCode = await run(suite, flags);
    });
}

async function run(suite: string | undefined, flags: RunFlags): Promise<number> {
  const reporters = parseReporters(flags.reporter, campaignReporters);
  const environment = readEnvironment(flags.env);
  const planned = await planCampaign(suite, flags, environment);
  const textOut = isOnOutput(reporters, 'text');
  const view = createRunView({ verdicts: textOut ? standardOutput : process.stderr, keepRunning: flags.keepRunning === true });
  const startedAt = new Date();
  let keeper: CampaignKeeper | undefined;
  try {
    const { summary, reasons, left, leftBecause } = await runCampaign({
      runs: planned.runs,
      root: flags.results,
      stopOnViolation: flags.stopOnViolation === true,
      ...(flags.bail === undefined ? {} : { bail: flags.bail === true ? 1 : flags.bail }),
      gated: planned.gated,
      environment,
      ...(flags.keepRunning === true ? { keepRunning: view.keepRunning } : {}),
      keep: (runs) => {
        keeper ??= openCampaignRecord(flags.results, { kind: 'run', startedAt, ...planned, planned: namesOf(planned) });
        keeper.keep(runs);
        keepJudged(runs);
      },
      observer: knowing(view.observer, planned),
    });
    const told = { ...summary, ...optionsOf(planned) };
    const kept = keeper?.close(told, left, leftBecause) ?? told;
    const { suite: name, file, gated: entries } = planned;
    const base = { summary: kept, suite: name, startedAt, reasons, entries, ...(file === undefined ? {} : { file }) };
    const document: CampaignDocument =
      planned.runs.length > 1 && keeper !== undefined ? keepCampaignPage(base, campaignPageOf(keeper.file)) : base;
    // One run has said it all itself.
    const isMore = planned.runs.length > 1 || document.summary.gate !== undefined;
    if (isMore) (textOut ? standardOutput : process.stderr).write(`\n${forPeople(formatRuns(document))}`);
    const texts = (): string => [view.verdictTexts(), ...(isMore ? [formatRuns(document, { color: false })] : [])].join('\n');
    const exitCode = emitCampaign(
      reporters.filter(({ name: reporter, file: to }) => reporter !== 'text' || to !== undefined),
      document,
      texts,
    );
    if (flags.open === true) await openReport(document);
    return exitCode;
  } finally {
    view.close();
  }
}

/** What is certain stands from then on, but for a violation that the suite expects. */
function knowing(observer: CampaignObserver, { gated }: PlannedCampaign): CampaignObserver {
  const controls = new Set(gated.flatMap(({ name, expect }) => (expect === undefined ? [] : [name])));
  let isControl = false;
  return {
    ...observer,
    started(expansion, ...more) {
      isControl = controls.has(expansion.plan.name);
      observer.started(expansion, ...more);
    },
    found(...finding) {
      if (!isControl) keepFound();
      observer.found(...finding);
    },
  };
}

function namesOf({ runs }: PlannedCampaign): RunName[] {
  return runs.map(({ expansion: { plan } }) => ({ plan: plan.name, seed: plan.seed }));
}

/** Which of the suite's runs these are. Without a suite the options are all there is. */
function optionsOf({ file, shard, part, continues }: PlannedCampaign): Pick<CampaignSummary, 'shard' | 'part'> {
  const words = [...(part === undefined ? [] : [part]), ...(continues === true ? ['--last-failed'] : [])].join(' ');
  return {
    ...(shard === undefined ? {} : { shard: `${shard.index}/${shard.count}` }),
    ...(words === '' || file === undefined ? {} : { part: words }),
  };
}
