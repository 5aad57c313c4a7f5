import { randomInt } from 'node:crypto';
import { badInput, type GatedEntry, type Plan, type Shard, type Systems, type WorldName } from '../core/index.ts';
import {
  buildId,
  createExplorer,
  definitionOf,
  type Expansion,
  expandEntry,
  gatedEntries,
  movePlan,
  type NodeEnvironment,
  type PlannedRun,
  quote,
  resolvePlan,
  selectionOf,
} from '../run/index.ts';
import { parseSeeds, type SuiteEntry } from '../suite/index.ts';
import { readPlan } from './known-names.ts';
import { sayLeftOut } from './run-view.ts';
import { cutShard, type Job, lastFailed, patternOf, type SelectionFlags, selectRuns } from './select-runs.ts';
import { fixedBy, listOf, type SubjectFlags, sameArguments, strategyOf, subjectOf } from './subject.ts';

export interface RunFlags extends SubjectFlags, SelectionFlags {
  readonly world?: WorldName;
  readonly seed?: string;
  readonly nodeArg: string[];
  readonly env: string[];
  readonly repeat?: number;
  readonly lastFailed?: boolean;
  readonly bail?: number | true;
  readonly keepRunning?: boolean;
  readonly open?: boolean;
  readonly stopOnViolation?: boolean;
  readonly reporter: string[];
  readonly results: string;
}

/** Everything that one command runs, and what is asked of it. */
export interface PlannedCampaign {
  readonly suite: string;
  readonly file?: string;
  readonly runs: readonly PlannedRun[];
  readonly gated: readonly GatedEntry[];
  readonly shard?: Shard;
  /** The options that make it another one than the suite's own. */
  readonly part?: string;
  readonly continues?: true;
  readonly definition: string;
  readonly selection: string;
}

/** Seeds that are drawn stay short enough to be read aloud. */
const DRAWN_SEED_MAX = 1_000_000;

export async function planCampaign(suite: string | undefined, flags: RunFlags, environment: NodeEnvironment): Promise<PlannedCampaign> {
  const { world = 'local', shard } = flags;
  if (flags.keepRunning === true && world === 'simulated')
    throw badInput('nothing-to-keep', '--keep-running: a simulated cluster is no process that could go on');
  if (suite?.endsWith('.json') === true) return planFile(suite, flags);
  const subject = await subjectOf(suite, flags, world);
  const entries = subject.entries.map((entry) => withVariables(entry, Object.keys(environment)));
  const definition = definitionOf(entries, { kind: 'run', world, strategy: strategyOf(flags) });
  const isContinuing = flags.lastFailed === true;
  const all = isContinuing ? lastJobsOf(entries, subject.name, flags, world, definition) : jobsOf(entries, flags, world);
  const wanted = selectRuns(all, flags);
  // What is left of a shard is its own already.
  const jobs = isContinuing ? wanted : cutShard(wanted, shard);
  const expand = expanderOf(suite, flags, world, subject.systems);
  const count = (of: readonly Job[], { name }: SuiteEntry): number => of.filter(({ entry }) => entry.name === name).length;
  const asked = entries.filter((entry) => count(wanted, entry) > 0);
  // What it takes all runs of an entry to judge is left to `merge` where only some of them are run again.
  const whole = isContinuing ? jobsOf(entries, flags, world) : wanted;
  const planned = (entry: SuiteEntry) => ({ all: Math.max(count(whole, entry), count(jobs, entry)), here: count(jobs, entry) });
  const part = partOf(flags);
  const { grep, grepInvert, seed: seeds, repeat } = flags;
  return {
    suite: subject.name,
    ...(subject.file === undefined ? {} : { file: subject.file }),
    runs: jobs.map(({ entry, seed }) => ({
      expansion: expand(entry, seed),
      reproduce: reproducer(suite, flags, entries.length === 1, { entry, seed }, world),
    })),
    gated: gatedEntries(asked, planned, world),
    ...(shard === undefined ? {} : { shard }),
    ...(part === undefined ? {} : { part }),
    ...(isContinuing ? { continues: true } : {}),
    definition,
    selection: selectionOf(definition, { grep, grepInvert, seeds, repeat }),
  };
}

/** In the words of the options; absent for the suite as it stands. */
function partOf(flags: RunFlags): string | undefined {
  const text = sameArguments(undefined, flags, [
    ['--seed', flags.seed],
    ['--grep', flags.grep],
    ['--grep-invert', flags.grepInvert],
  ]);
  return text === '' ? undefined : text;
}

function lastJobsOf(entries: readonly SuiteEntry[], suite: string, flags: RunFlags, world: WorldName, definition: string): Job[] {
  if (flags.seed !== undefined)
    throw badInput('seed-and-last-failed', '--last-failed runs the seeds that failed; give it or --seed, not both');
  return repeated(lastFailed(entries, suite, flags.results, flags.shard, definition), flags, world);
}

function jobsOf(entries: readonly SuiteEntry[], flags: RunFlags, world: WorldName): Job[] {
  const { shard } = flags;
  const given = flags.seed === undefined ? undefined : parseSeeds(flags.seed, '--seed');
  const drawn = entries.find((entry) => (given ?? entry.seeds) === undefined);
  if (shard !== undefined && drawn !== undefined)
    throw badInput(
      'shard-without-seeds',
      `--shard: ${drawn.name} says no seeds, and a drawn one would be another in each shard: give \`seeds\` in the suite, or --seed`,
    );
  const once = entries.flatMap((entry) => (given ?? entry.seeds ?? [randomInt(1, DRAWN_SEED_MAX)]).map((seed) => ({ entry, seed })));
  return repeated(once, flags, world);
}

function repeated(jobs: readonly Job[], { repeat }: RunFlags, world: WorldName): Job[] {
  return jobs.flatMap((job) => {
    // The same plan again is the same run in the simulated world: that is done for those alone who ask for it.
    const times = repeat ?? (world === 'simulated' ? 1 : job.entry.repeat);
    return Array.from({ length: times }, () => job);
  });
}

/** By what was given, narrowed to this one run: no folder is named that is on another machine, or gone. */
function reproducer(suite: string | undefined, flags: RunFlags, single: boolean, job: Job, world: WorldName): PlannedRun['reproduce'] {
  const more: (readonly [string, string | number | undefined])[] = [
    ['--world', flags.world],
    ['--seed', job.seed],
    ['--grep', single ? undefined : patternOf(job)],
    ['--repeat', world === 'local' && job.entry.repeat > 1 ? 1 : undefined],
    ...variables(flags),
  ];
  return () => `npx faultline run ${sameArguments(suite, flags, more)}`;
}

/** Without their values, which stand nowhere: they are taken from the environment of whoever runs it again. */
function variables({ env }: RunFlags): (readonly [string, string])[] {
  return env.map((text) => ['--env', text.split('=')[0] ?? ''] as const);
}

function withVariables(entry: SuiteEntry, names: readonly string[]): SuiteEntry {
  return names.length === 0 ? entry : { ...entry, system: { ...entry.system, env: names } };
}

function expanderOf(
  suite: string | undefined,
  flags: RunFlags,
  world: WorldName,
  systems: Systems,
): (entry: SuiteEntry, seed: number) => Expansion {
  const strategy = strategyOf(flags);
  switch (world) {
    case 'local':
      if (flags.explore !== undefined)
        throw badInput('explore-local', '--explore chooses plans for the simulated world; give --world simulated too');
      return (entry, seed) => expandEntry(entry, seed, systems);
    case 'simulated':
      if (strategy === 'guided')
        throw badInput(
          'guided-run',
          '--explore guided: a guided plan depends on the seeds before it; `faultline sim` makes them, and `faultline replay` repeats one that was kept',
        );
      return (entry, seed) => createExplorer({ entry, strategy, fixed: fixedBy(suite, flags), firstSeed: seed, systems }).plan(seed);
    default:
      return world satisfies never;
  }
}

const ofSuites = ['grep', 'grepInvert', 'shard', 'lastFailed'] as const;
const inPlans = ['system', 'workload', 'nemesis', 'nodes', 'concurrency', 'rate', 'timeLimit', 'seed', 'plan', 'explore'] as const;

async function planFile(file: string, flags: RunFlags): Promise<PlannedCampaign> {
  const given = [...inPlans, ...ofSuites].filter((name) => flags[name] !== undefined);
  if (given.length > 0 || flags.bug.length > 0 || flags.nodeArg.length > 0)
    throw badInput(
      'plan-is-whole',
      `a plan.json is run as it is; change the file instead of giving ${given.join(', ') || '--bug or --node-arg'}`,
    );
  const { plan: read, systems } = await readPlan(file);
  if (read.build !== buildId()) process.stderr.write(`faultline: ${file} was made by build ${read.build}; this is ${buildId()}\n`);
  const { plan, left } = movePlan(read, flags.world ?? read.world);
  sayLeftOut(left);
  const checkers = flags.checkers === undefined ? plan.checkers : listOf(flags.checkers);
  const world = flags.world === undefined ? '' : ` --world ${flags.world}`;
  const env = variables(flags).map(([option, name]) => ` ${option} ${name}`);
  const names = [...new Set([...(plan.system.env ?? []), ...variables(flags).map(([, name]) => name)])];
  // What runs now is this build's, whoever made the plan: that is what a replay compares with.
  const now: Plan = { ...plan, build: buildId(), checkers, system: { ...plan.system, ...(names.length === 0 ? {} : { env: names }) } };
  const definition = definitionOf([], now);
  const run = { expansion: resolvePlan(now, systems), reproduce: () => `npx faultline run ${quote(file)}${world}${env.join('')}` };
  return {
    suite: now.name,
    file,
    runs: Array.from({ length: flags.repeat ?? 1 }, () => run),
    gated: [],
    definition,
    selection: definition,
  };
}
