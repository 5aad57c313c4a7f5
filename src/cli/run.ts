import { randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Command, InvalidArgumentError, Option } from 'commander';
import { checkers } from '../../checkers/index.ts';
import { systems } from '../../nodes/index.ts';
import { workloads } from '../../workloads/index.ts';
import { badInput } from '../core/index.ts';
import { faultFlavours } from '../nemesis/index.ts';
import {
  buildId,
  directedEntry,
  type Expansion,
  expandEntry,
  type Overrides,
  overrideEntry,
  quote,
  resolvePlan,
  runCampaign,
} from '../run/index.ts';
import { loadSuite, parseDuration, parsePlan, parseSeeds, type SuiteEntry } from '../suite/index.ts';
import { resultsOption } from './options.ts';
import { emit } from './output.ts';
import { readInput } from './read-input.ts';
import { parseReporters } from './reporters.ts';
import { createRunView } from './run-view.ts';

interface RunFlags {
  readonly system?: string;
  readonly workload?: string;
  readonly nemesis?: string;
  readonly nodes?: number;
  readonly concurrency?: number;
  readonly rate?: number;
  readonly timeLimit?: string;
  readonly seed?: string;
  readonly bug: string[];
  readonly plan?: string;
  readonly checkers?: string;
  readonly nodeArg: string[];
  readonly keepRunning?: boolean;
  readonly stopOnViolation?: boolean;
  readonly reporter: string[];
  readonly results: string;
}

/** Seeds that are drawn stay short enough to be read aloud. */
const DRAWN_SEED_MAX = 1_000_000;
const MAX_NODES = 25;
const MAX_CONCURRENCY = 1000;
const MAX_RATE = 100_000;

const smokeSuite = fileURLToPath(new URL('../../../workloads/suites/smoke.yaml', import.meta.url));

/** `faultline run`: carries out a suite, a directed plan, or a plan.json on real processes. */
export function runCommand(): Command {
  const several = (value: string, all: string[]) => [...all, value];
  return new Command('run')
    .description('run a suite, a directed plan or a plan.json on real processes, and judge it')
    .argument('[suite]', 'a suite (YAML) or a plan.json; default: the smoke suite')
    .option('--system <name>', `what is tested: ${[...systems.keys()].join(', ')}`)
    .option('--workload <name>', `which operations: ${[...workloads.keys()].join(', ')}`)
    .option('--nemesis <faults>', 'faults to draw from, separated by commas (faultline list faults), or none')
    .option('--nodes <n>', 'size of the cluster', whole(1, MAX_NODES))
    .option('--concurrency <n>', 'clients', whole(1, MAX_CONCURRENCY))
    .option('--rate <n>', 'operations per second in all; 0: as fast as answers come', whole(0, MAX_RATE))
    .option('--time-limit <time>', 'how long load and faults last, like 30s; a bare number is seconds')
    .option('--seed <n>', 'everything random depends on it; drawn and printed if it is not given')
    .addOption(
      new Option('--bug <name[@node]>', 'plant a bug in every node or in one, and run the directed plan of its name; may be repeated')
        .argParser(several)
        .default([], 'none'),
    )
    .option('--plan <name>', "run the directed plan of a bug's name, on a system without that bug")
    .option('--checkers <names>', 'these checkers instead of the suite’s, separated by commas; vacuity is always judged')
    .addOption(new Option('--node-arg <arg>', 'added to every node’s command line; may be repeated').argParser(several).default([], 'none'))
    .option('--keep-running', 'when all is read, leave the cluster up until Ctrl-C')
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

interface PlannedRun {
  readonly expansion: Expansion;
  readonly reproduce: (dir: string) => string;
}

function planRuns(suite: string | undefined, flags: RunFlags): PlannedRun[] {
  if (suite?.endsWith('.json') === true) return [planFile(suite, flags)];
  const entries = entriesOf(suite, flags).map((entry) => overrideEntry(entry, overridesOf(flags)));
  const given = flags.seed === undefined ? undefined : parseSeeds(flags.seed, '--seed');
  const jobs = entries.flatMap((entry) => {
    const seeds = given ?? entry.seeds ?? [randomInt(1, DRAWN_SEED_MAX)];
    return seeds.flatMap((seed) => Array.from({ length: entry.repeat }, () => ({ entry, seed })));
  });
  const runs = jobs.map(({ entry, seed }) => ({ expansion: expandEntry(entry, seed), seed }));
  // One kind of run is told by its options; one of many by its plan.
  return runs.map(({ expansion, seed }) => ({
    expansion,
    reproduce: (dir) =>
      entries.length === 1 ? `npx faultline run ${sameArguments(suite, flags, seed)}` : `npx faultline run ${quote(`${dir}/plan.json`)}`,
  }));
}

function entriesOf(suite: string | undefined, flags: RunFlags): readonly SuiteEntry[] {
  const system = flags.system ?? 'raft';
  if (flags.plan !== undefined) {
    if (suite !== undefined) throw badInput('plan-and-suite', '--plan names a directed plan; give it or a suite, not both');
    if (flags.bug.length > 0)
      throw badInput('plan-and-bug', '--plan runs a directed plan on a right node; --bug NAME runs it with the bug');
    return [directedEntry(system, flags.plan, `plan-${flags.plan}`)];
  }
  const [bug] = flags.bug.map((text) => text.split('@')[0] ?? '');
  if (suite === undefined && bug !== undefined && flags.nemesis === undefined && systems.get(system)?.plans[bug] !== undefined) {
    return [directedEntry(system, bug, `bug-${bug}`)];
  }
  const file = suite ?? smokeSuite;
  if (!existsSync(file)) throw badInput('no-such-suite', `expected a suite file, got "${file}", which does not exist`, { file });
  const known = {
    systems: [...systems.keys()],
    workloads: [...workloads.keys()],
    checkers: [...checkers.keys()],
    faultKinds: [...faultFlavours.keys()],
    bugs: (name: string) => (systems.get(name)?.variants ?? []).map((variant) => variant.name),
  };
  const { entries } = loadSuite(file, known);
  return bug === undefined ? entries : entries.map((entry) => ({ ...entry, name: `bug-${bug}` }));
}

function planFile(file: string, flags: RunFlags): PlannedRun {
  const forbidden = ['system', 'workload', 'nemesis', 'nodes', 'concurrency', 'rate', 'timeLimit', 'seed', 'plan'] as const;
  const given = forbidden.filter((name) => flags[name] !== undefined);
  if (given.length > 0 || flags.bug.length > 0 || flags.nodeArg.length > 0)
    throw badInput(
      'plan-is-whole',
      `a plan.json is run as it is; change the file instead of giving ${given.join(', ') || '--bug or --node-arg'}`,
    );
  const plan = parsePlan(readInput(file, 'plan'), file);
  if (plan.build !== buildId()) process.stderr.write(`faultline: ${file} was made by build ${plan.build}; this is ${buildId()}\n`);
  const names = flags.checkers === undefined ? plan.checkers : listOf(flags.checkers);
  return { expansion: resolvePlan({ ...plan, checkers: names }), reproduce: () => `npx faultline run ${quote(file)}` };
}

function overridesOf(flags: RunFlags): Overrides {
  const { system, workload, nodes, concurrency, rate } = flags;
  return {
    bugs: flags.bug,
    nodeArgs: flags.nodeArg,
    ...(system === undefined ? {} : { system }),
    ...(workload === undefined ? {} : { workload }),
    ...(flags.nemesis === undefined ? {} : { flavours: flags.nemesis === 'none' ? [] : listOf(flags.nemesis) }),
    ...(nodes === undefined ? {} : { nodeCount: nodes }),
    ...(concurrency === undefined ? {} : { concurrency }),
    ...(rate === undefined ? {} : { ratePerSecond: rate }),
    ...(flags.timeLimit === undefined ? {} : { safetyMs: parseDuration(flags.timeLimit, '--time-limit') }),
    ...(flags.checkers === undefined ? {} : { checkers: listOf(flags.checkers) }),
  };
}

/** The options that decide what runs, as they were given; those that only decide what is shown are left out. */
function sameArguments(suite: string | undefined, flags: RunFlags, seed: number): string {
  const pairs: [string, string | number | undefined][] = [
    ['--system', flags.system],
    ['--workload', flags.workload],
    ['--nemesis', flags.nemesis],
    ['--nodes', flags.nodes],
    ['--concurrency', flags.concurrency],
    ['--rate', flags.rate],
    ['--time-limit', flags.timeLimit],
    ...flags.bug.map((bug): [string, string] => ['--bug', bug]),
    ['--plan', flags.plan],
    ['--checkers', flags.checkers],
    ...flags.nodeArg.map((arg): [string, string] => ['--node-arg', arg]),
    ['--seed', seed],
  ];
  const options = pairs.flatMap(([name, value]) =>
    value === undefined ? [] : [String(value).startsWith('-') ? `${name}=${quote(String(value))}` : `${name} ${quote(String(value))}`],
  );
  return [...(suite === undefined ? [] : [quote(suite)]), ...options].join(' ');
}

function listOf(text: string): string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

function whole(from: number, to: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < from || value > to)
      throw new InvalidArgumentError(`Expected a whole number from ${from} to ${to}, got "${text}".`);
    return value;
  };
}
