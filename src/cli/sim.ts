import { availableParallelism } from 'node:os';
import { relative } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { badInput } from '../core/index.ts';
import { type CampaignReport, formatCampaign } from '../report/index.ts';
import { definitionOf, type ExploreStrategy, gatedEntries, openCampaignRecord, quote, runSimCampaign, selectionOf } from '../run/index.ts';
import { parseSeeds, type SuiteEntry } from '../suite/index.ts';
import { emitCampaign } from './emit-campaign.ts';
import { keepSim } from './keep-sim.ts';
import { openReport } from './open-report.ts';
import { resultsOption } from './options.ts';
import { forPeople } from './output.ts';
import { campaignReporters, isOnOutput, parseReporters, reporterOption } from './reporters.ts';
import { addSelectionOptions, cutShard, type SelectionFlags, selectEntries } from './select-runs.ts';
import { createSimView } from './sim-view.ts';
import { standardOutput } from './standard-output.ts';
import { addSubjectOptions, fixedBy, type SubjectFlags, sameArguments, several, strategyOf, subjectOf } from './subject.ts';

interface SimFlags extends SubjectFlags, SelectionFlags {
  readonly seeds?: string;
  readonly jobs: number;
  readonly keepGoing?: boolean;
  readonly open?: boolean;
  readonly reporter: string[];
  readonly results: string;
}

const DEFAULT_SEEDS = '1..100';
const JOBS_MAX = 256;
/** A shard keeps what each of its runs came to, for `faultline merge`. */
const SHARD_RUNS_MAX = 50_000;

/** `faultline sim`: many seeds in the simulated world, on all cores, judged as one. */
export function simCommand(): Command {
  const command = new Command('sim')
    .description('run many seeds in the simulated world: virtual time, one thread a run, the same every time')
    .argument('[suite]', 'a suite (YAML); default: the smoke suite')
    .option('--seeds <range>', `which seeds, like 1..5000 or 7,9..12; default: the suite's, or ${DEFAULT_SEEDS}`)
    .option('--jobs <n|max>', 'worker threads; default: one for each core', jobsFrom, availableParallelism());
  addSubjectOptions(command)
    .addOption(
      new Option('--bug <name[@node]>', 'plant a bug in every node or in one; may be repeated').argParser(several).default([], 'none'),
    )
    .option('--plan <name>', "run the directed plan of a bug's name instead of a suite")
    .option(
      '--checkers <names>',
      'these checkers instead of the suite’s, separated by commas; vacuity, liveness and crashes are always judged',
    )
    .option('--open', 'open the page over all runs in a browser, where one was kept')
    .option('--keep-going', 'run all seeds, also after a violation');
  return addSelectionOptions(command)
    .addOption(reporterOption())
    .addOption(resultsOption())
    .addHelpText(
      'after',
      `
A seed decides everything: it is expanded into a plan (cluster, load, faults, and how network, disks and clocks behave), and a plan
always gives the same run, to the bit. Only failing runs keep a folder; where one does, a page shows all runs. The first violation ends the campaign; Ctrl-C ends it in good order.

What an option or a suite of yours says is kept; only what both leave open is drawn. (Of the smoke suite, which runs without a suite of
yours, nearly everything may be drawn.) A suite without a nemesis has no faults; \`core: 0\` takes the core phase away.

What became of faults: in force: seen to work; idle: its rules stood, but no message tried to pass; merged: what it strikes was down
already by another one; missing: it could not be put in force. More than half idle, or one missing, and the seed is vacuous: it proves
nothing.

--explore guided learns between groups of 64 seeds: the first 64 are those of swarm, and no plan behind them follows from its seed alone.
A run that it keeps is in a folder that ends in the campaign's seed; the plan in it says everything and may name another seed, that of
the plan it was made from. \`faultline replay FOLDER\` runs it again.

  faultline sim --seeds 1..2000                    the reference node under faults of all kinds
  faultline sim --bug commit-previous-term         plant a bug and look for it
  faultline run --world simulated --seed 42        one seed, with its folder and report
  faultline replay results/latest                  the same run again, compared event by event
  faultline shrink results/latest                  the smallest plan that still fails in the same way

Exit codes: 0 pass, 1 violation, 2 inconclusive (also: more than 5 % of the seeds proved nothing), 254 bad usage, 255 broken.`,
    )
    .action(async (suite: string | undefined, flags: SimFlags) => {
      process.exitCode = await sim(suite, flags);
    });
}

async function sim(suite: string | undefined, flags: SimFlags): Promise<number> {
  const reporters = parseReporters(flags.reporter, campaignReporters);
  const subject = await subjectOf(suite, flags, 'simulated');
  const entries = selectEntries(subject.entries, flags);
  const allSeeds = seedsOf(entries, flags.seeds);
  const { shard } = flags;
  const seeds = [...cutShard(allSeeds, shard)];
  if (shard !== undefined && seeds.length * entries.length > SHARD_RUNS_MAX)
    throw badInput(
      'shard-too-large',
      `--shard: expected at most ${SHARD_RUNS_MAX} runs in a shard, got ${seeds.length * entries.length}; use more shards`,
    );
  const strategy = strategyOf(flags);
  const gated = gatedEntries(entries, () => ({ all: allSeeds.length, here: seeds.length }), 'simulated');
  const startedAt = new Date();
  const view = createSimView();
  try {
    const { name: suiteName, file } = subject;
    const part = partOf(flags);
    const definition = definitionOf(entries, { kind: 'sim', strategy, seeds: allSeeds });
    const keeper =
      shard === undefined
        ? undefined
        : openCampaignRecord(flags.results, {
            ...{ kind: 'sim', suite: suiteName, startedAt, shard, definition, selection: selectionOf(definition, allSeeds), gated },
            ...(part === undefined ? {} : { part }),
            planned: seeds.flatMap((seed) => entries.map((entry) => ({ plan: entry.name, seed }))),
          });
    const campaign = await runSimCampaign({
      subject: { entries, strategy, fixed: fixedBy(suite, flags), firstSeed: seeds[0] ?? 0 },
      systems: subject.systems,
      gated,
      seeds,
      jobs: flags.jobs,
      root: flags.results,
      keepGoing: flags.keepGoing === true,
      listRuns: shard !== undefined || reporters.some(({ name }) => name !== 'text'),
      reproduce: (seed, dir) =>
        reproduceSeed({ suite, flags, entryCount: entries.length, strategy, firstSeed: seeds[0] ?? seed, seed, dir }),
      observer: view.observer,
    });
    view.close();
    const { document, report } = keepSim(campaign, keeper, {
      ...{ root: flags.results, suite: suiteName, startedAt, entries: gated },
      ...(shard === undefined ? {} : { shard }),
      ...(file === undefined ? {} : { file }),
    });
    (isOnOutput(reporters, 'text') ? standardOutput : process.stderr).write(`\n${forPeople(formatCampaign(withNearDir(report)))}`);
    const exitCode = emitCampaign(
      reporters.filter(({ name: reporter, file: to }) => reporter !== 'text' || to !== undefined),
      document,
      () => formatCampaign(withNearDir(report), { color: false }),
    );
    if (flags.open === true) await openReport(document);
    return exitCode;
  } finally {
    view.close();
  }
}

/** In the words of the options; absent for the suite as it stands. */
function partOf(flags: SimFlags): string | undefined {
  const text = sameArguments(undefined, flags, [
    ['--seeds', flags.seeds],
    ['--grep', flags.grep],
    ['--grep-invert', flags.grepInvert],
  ]);
  return text === '' ? undefined : text;
}

/** Folders are shown from where the user stands. */
function withNearDir(report: CampaignReport): CampaignReport {
  const { first, others } = report;
  const near = <T extends { readonly dir?: string }>(of: T): T => (of.dir === undefined ? of : { ...of, dir: relative('', of.dir) || '.' });
  return { ...report, others: others.map(near), ...(first === undefined ? {} : { first: { ...first, run: near(first.run) } }) };
}

/** Rising and each once: the lowest seed that fails is the first. */
function seedsOf(entries: readonly SuiteEntry[], given: string | undefined): number[] {
  const ofSuite = entries.flatMap((entry) => entry.seeds ?? []);
  const seeds = given === undefined && ofSuite.length > 0 ? ofSuite : parseSeeds(given ?? DEFAULT_SEEDS, '--seeds');
  return [...new Set(seeds)].sort((a, b) => a - b);
}

interface Reproduction {
  readonly suite: string | undefined;
  readonly flags: SimFlags;
  readonly entryCount: number;
  readonly strategy: ExploreStrategy;
  readonly firstSeed: number;
  readonly seed: number;
  readonly dir: string | undefined;
}

/** A seed says all where its plan follows from it alone; else the kept run does, or the campaign up to that seed. */
function reproduceSeed({ suite, flags, entryCount, strategy, firstSeed, seed, dir }: Reproduction): string {
  const followsFromSeed = strategy !== 'guided';
  if (dir !== undefined && (!followsFromSeed || entryCount > 1)) return `npx faultline replay ${quote(dir)}`;
  if (followsFromSeed)
    return `npx faultline run ${sameArguments(suite, flags, [
      ['--world', 'simulated'],
      ['--seed', seed],
    ])}`;
  return `npx faultline sim ${sameArguments(suite, flags, [['--seeds', `${firstSeed}..${seed}`]])}`;
}

function jobsFrom(text: string): number {
  if (text === 'max') return availableParallelism();
  const jobs = Number(text);
  if (!/^\d+$/.test(text) || jobs < 1 || jobs > JOBS_MAX)
    throw new InvalidArgumentError(`Expected max or a whole number from 1 to ${JOBS_MAX}, got "${text}".`);
  return jobs;
}
