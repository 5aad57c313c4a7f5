import { randomInt } from 'node:crypto';
import { Command, Option } from 'commander';
import { badInput, type Plan, type WorldName } from '../core/index.ts';
import {
  buildId,
  createExplorer,
  type Expansion,
  expandEntry,
  movePlan,
  type PlannedRun,
  quote,
  resolvePlan,
  runCampaign,
} from '../run/index.ts';
import { parseSeeds, type SuiteEntry } from '../suite/index.ts';
import { readPlan } from './known-names.ts';
import { resultsOption, worldOption } from './options.ts';
import { emit } from './output.ts';
import { parseReporters } from './reporters.ts';
import { createRunView, sayLeftOut } from './run-view.ts';
import { addSubjectOptions, entriesOf, fixedBy, listOf, type SubjectFlags, sameArguments, several, strategyOf } from './subject.ts';

interface RunFlags extends SubjectFlags {
  readonly world?: WorldName;
  readonly seed?: string;
  readonly nodeArg: string[];
  readonly keepRunning?: boolean;
  readonly stopOnViolation?: boolean;
  readonly reporter: string[];
  readonly results: string;
}

/** Seeds that are drawn stay short enough to be read aloud. */
const DRAWN_SEED_MAX = 1_000_000;

/** `faultline run`: carries out a suite, a directed plan, or a plan.json, on real processes or in the simulated world. */
export function runCommand(): Command {
  const command = new Command('run')
    .description('run a suite, a directed plan or a plan.json, on real processes or simulated, and judge it')
    .argument('[suite]', 'a suite (YAML) or a plan.json; default: the smoke suite')
    .addOption(worldOption('local: real processes (the default); simulated: one thread on virtual time, the same every time'));
  return addSubjectOptions(command)
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
    .option('--keep-running', 'when all is read, leave the cluster up until Ctrl-C (real processes only)')
    .option('--stop-on-violation', 'end as soon as a violation is certain')
    .addOption(
      new Option('--reporter <name[=file]>', 'text or json, optionally to a file; may be repeated').argParser(several).default([], 'text'),
    )
    .addOption(resultsOption())
    .action(async (suite: string | undefined, flags: RunFlags) => {
      process.exitCode = await run(suite, flags);
    });
}

async function run(suite: string | undefined, flags: RunFlags): Promise<number> {
  const reporters = parseReporters(flags.reporter.length === 0 ? ['text'] : flags.reporter);
  const runs = planRuns(suite, flags);
  const textOut = reporters.some(({ name, file }) => name === 'text' && file === undefined);
  const view = createRunView({ verdicts: textOut ? process.stdout : process.stderr, keepRunning: flags.keepRunning === true });
  try {
    const summary = await runCampaign({
      runs,
      root: flags.results,
      stopOnViolation: flags.stopOnViolation === true,
      ...(flags.keepRunning === true ? { keepRunning: view.keepRunning } : {}),
      observer: view.observer,
    });
    emit(
      reporters.filter(({ name, file }) => name !== 'text' || file !== undefined),
      { json: () => summary, text: view.verdictTexts },
    );
    return summary.exitCode;
  } finally {
    view.close();
  }
}

function planRuns(suite: string | undefined, flags: RunFlags): PlannedRun[] {
  const { world = 'local' } = flags;
  if (flags.keepRunning === true && world === 'simulated')
    throw badInput('nothing-to-keep', '--keep-running: a simulated cluster is no process that could go on');
  if (suite?.endsWith('.json') === true) return [planFile(suite, flags)];
  const entries = entriesOf(suite, flags, world);
  const expand = expanderOf(suite, flags, world);
  const given = flags.seed === undefined ? undefined : parseSeeds(flags.seed, '--seed');
  const jobs = entries.flatMap((entry) => {
    const seeds = given ?? entry.seeds ?? [randomInt(1, DRAWN_SEED_MAX)];
    // The same plan again is the same run in the simulated world.
    const repeat = world === 'simulated' ? 1 : entry.repeat;
    return seeds.flatMap((seed) => Array.from({ length: repeat }, () => ({ entry, seed })));
  });
  const runs = jobs.map(({ entry, seed }) => ({ expansion: expand(entry, seed), seed }));
  // One kind of run is told by its options; one of many by its plan.
  return runs.map(({ expansion, seed }) => ({
    expansion,
    reproduce: (dir) =>
      entries.length === 1 || dir === undefined
        ? `npx faultline run ${sameArguments(suite, flags, [
            ['--world', flags.world],
            ['--seed', seed],
          ])}`
        : `npx faultline run ${quote(`${dir}/plan.json`)}`,
  }));
}

function expanderOf(suite: string | undefined, flags: RunFlags, world: WorldName): (entry: SuiteEntry, seed: number) => Expansion {
  const strategy = strategyOf(flags);
  switch (world) {
    case 'local':
      if (flags.explore !== undefined)
        throw badInput('explore-local', '--explore chooses plans for the simulated world; give --world simulated too');
      return expandEntry;
    case 'simulated':
      if (strategy === 'guided')
        throw badInput(
          'guided-run',
          '--explore guided: a guided plan depends on the seeds before it; `faultline sim` makes them, and `faultline replay` repeats one that was kept',
        );
      return (entry, seed) => createExplorer({ entry, strategy, fixed: fixedBy(suite, flags), firstSeed: seed }).plan(seed);
    default:
      return world satisfies never;
  }
}

function planFile(file: string, flags: RunFlags): PlannedRun {
  const forbidden = ['system', 'workload', 'nemesis', 'nodes', 'concurrency', 'rate', 'timeLimit', 'seed', 'plan', 'explore'] as const;
  const given = forbidden.filter((name) => flags[name] !== undefined);
  if (given.length > 0 || flags.bug.length > 0 || flags.nodeArg.length > 0)
    throw badInput(
      'plan-is-whole',
      `a plan.json is run as it is; change the file instead of giving ${given.join(', ') || '--bug or --node-arg'}`,
    );
  const read = readPlan(file);
  if (read.build !== buildId()) process.stderr.write(`faultline: ${file} was made by build ${read.build}; this is ${buildId()}\n`);
  const { plan, left } = movePlan(read, flags.world ?? read.world);
  sayLeftOut(left);
  const checkers = flags.checkers === undefined ? plan.checkers : listOf(flags.checkers);
  const world = flags.world === undefined ? '' : ` --world ${flags.world}`;
  // What runs now is this build's, whoever made the plan: that is what a replay compares with.
  const now: Plan = { ...plan, build: buildId(), checkers };
  return { expansion: resolvePlan(now), reproduce: () => `npx faultline run ${quote(file)}${world}` };
}
