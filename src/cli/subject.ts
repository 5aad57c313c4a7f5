import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { workloads } from '../../workloads/index.ts';
import { badInput, findSystem, type Ms, planNameLengthMax, type Systems, type WorldName } from '../core/index.ts';
import { faultFlavours } from '../nemesis/index.ts';
import {
  builtInSystems,
  directedEntry,
  type ExploreStrategy,
  type Fixed,
  type OpenedSystems,
  type Overrides,
  openSystems,
  overrideEntry,
  quote,
  type SystemRef,
} from '../run/index.ts';
import { isLikePath, isModulePath, loadSuite, moduleFrom, modulesOfSuite, parseDuration, type SuiteEntry } from '../suite/index.ts';
import { knownNames, requireModules } from './known-names.ts';

/** The options that say what is run: the same for `run` and `sim`. */
export interface SubjectFlags {
  readonly system?: string;
  readonly workload?: string;
  readonly nemesis?: string;
  readonly nodes?: number;
  readonly concurrency?: number;
  readonly rate?: number;
  readonly timeLimit?: string;
  readonly bug: string[];
  readonly plan?: string;
  readonly checkers?: string;
  readonly nodeArg?: readonly string[];
  readonly explore?: ExploreStrategy;
}

const strategies = ['random', 'swarm', 'pct', 'guided'] as const satisfies readonly ExploreStrategy[];

const MAX_NODES = 25;
const MAX_CONCURRENCY = 1000;
const MAX_RATE = 100_000;

const smokeSuite = shippedSuite('smoke');
/** For a system that is a module of the user's: nothing in it is only for nodes of ours. */
const ownSystemSuite = shippedSuite('own');

export function addSubjectOptions(command: Command): Command {
  return command
    .option('--system <name>', `what is tested: ${[...builtInSystems.keys()].join(', ')}, or a module of yours, like ./mine.mjs`)
    .option('--workload <name>', `which operations: ${[...workloads.keys()].join(', ')}`)
    .option('--nemesis <faults>', 'faults to draw from, separated by commas (faultline list faults), or none')
    .option('--nodes <n>', 'size of the cluster', whole(1, MAX_NODES))
    .option('--concurrency <n>', 'clients', whole(1, MAX_CONCURRENCY))
    .option('--rate <n>', 'operations per second in all; 0: as fast as answers come', whole(0, MAX_RATE))
    .option('--time-limit <time>', 'how long load and faults last, like 30s; a bare number is seconds')
    .addOption(
      new Option(
        '--explore <strategy>',
        'how a seed becomes a plan of the simulated world: swarm draws nearly everything that no option and no suite of yours says, random the faults alone, pct draws like swarm and puts the links in drawn orders, guided draws like swarm until it knows what plans reach (64 seeds), then changes those that reached something new',
      ).choices(strategies),
    );
}

export interface Subject {
  /** The suite's name, or what was asked for instead. */
  readonly name: string;
  /** The suite's file, where one was named. */
  readonly file?: string;
  readonly entries: readonly SuiteEntry[];
  /** Among which those of the entries are. */
  readonly systems: Systems;
}

/** What is to be run, as the options change it. In the simulated world a bug is looked for; on real processes its directed plan is run. */
export async function subjectOf(suite: string | undefined, flags: SubjectFlags, world: WorldName): Promise<Subject> {
  const { system, opened } = await openSubject(suite, flags);
  const { systems } = opened;
  const { name, entries } = namedEntries(suite, flags, world, system, opened);
  const overrides = overridesOf(flags, system);
  return {
    name,
    ...(suite === undefined ? {} : { file: suite }),
    entries: entries.map((entry) => overrideEntry(entry, overrides, systems)),
    systems,
  };
}

/** The system that an option names, and all that it or the suite names, loaded. */
async function openSubject(
  suite: string | undefined,
  flags: SubjectFlags,
): Promise<{ readonly system: SystemRef | undefined; readonly opened: OpenedSystems }> {
  const system = flags.system === undefined ? undefined : await systemNamed(flags.system);
  const ofOption = system?.from === undefined ? [] : [system.from];
  return { system, opened: await openSystems([...ofOption, ...(suite === undefined ? [] : modulesOfSuite(suite))]) };
}

/** What `--system` means: a name, or a path from the working folder. A module that cannot be loaded is bad usage. */
export async function systemNamed(text: string): Promise<SystemRef> {
  if (isLikePath(text)) throw badInput('unknown-system', `--system: expected a path to begin with ./ or ../, got "${text}"`);
  if (!isModulePath(text)) {
    if (builtInSystems.has(text)) return { name: text };
    const names = [...builtInSystems.keys()].join(', ');
    throw badInput('unknown-system', `--system: expected a system (${names}) or the path of a module, like ./mine.mjs, got "${text}"`);
  }
  const from = moduleFrom('', text);
  const opened = await openSystems([from]);
  requireModules(opened, '--system');
  return { name: opened.systems.get(from)?.name ?? text, from };
}

/** Without `--explore`: what is written by hand is run as it stands. */
export function strategyOf(flags: SubjectFlags): ExploreStrategy {
  return flags.explore ?? (flags.plan === undefined ? 'swarm' : 'random');
}

/** What no draw changes, because the user has said it: by options, or in a suite. Of the suite that comes with us all may be drawn. */
export function fixedBy(suite: string | undefined, flags: SubjectFlags): Fixed {
  const { flavours, nodeCount, concurrency, ratePerSecond, safetyMs } = overridesOf(flags, undefined);
  return {
    ...(suite === undefined ? {} : { suiteStands: true }),
    ...(flavours === undefined ? {} : { flavours }),
    ...(nodeCount === undefined ? {} : { nodeCount }),
    ...(concurrency === undefined ? {} : { concurrency }),
    ...(ratePerSecond === undefined ? {} : { ratePerSecond }),
    ...(safetyMs === undefined ? {} : { safetyMs }),
  };
}

/** The suite and the options that decide what runs, as they were given, with `more` behind them; those that only decide what is shown are left out. */
export function sameArguments(
  suite: string | undefined,
  flags: SubjectFlags,
  more: readonly (readonly [string, string | number | undefined])[],
): string {
  const pairs: (readonly [string, string | number | undefined])[] = [
    ['--system', flags.system],
    ['--workload', flags.workload],
    ['--nemesis', flags.nemesis],
    ['--nodes', flags.nodes],
    ['--concurrency', flags.concurrency],
    ['--rate', flags.rate],
    ['--time-limit', flags.timeLimit],
    ...flags.bug.map((bug) => ['--bug', bug] as const),
    ['--plan', flags.plan],
    ['--checkers', flags.checkers],
    ...(flags.nodeArg ?? []).map((arg) => ['--node-arg', arg] as const),
    ['--explore', flags.explore],
    ...more,
  ];
  const options = pairs.flatMap(([name, value]) =>
    value === undefined ? [] : [String(value).startsWith('-') ? `${name}=${quote(String(value))}` : `${name} ${quote(String(value))}`],
  );
  return [...(suite === undefined ? [] : [quote(suite)]), ...options].join(' ');
}

/** The milliseconds of an option's duration; none is bad usage. */
export function someTime(text: string, option: string): Ms {
  const ms = parseDuration(text, option);
  if (ms > 0) return ms;
  throw badInput('bad-duration', `${option}: expected more than no time, like 30s; got "${text}"`);
}

export function listOf(text: string): string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

export function whole(from: number, to: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < from || value > to)
      throw new InvalidArgumentError(`Expected a whole number from ${from} to ${to}, got "${text}".`);
    return value;
  };
}

/** For options that may be repeated. */
export function several(value: string, all: readonly string[]): string[] {
  return [...all, value];
}

function namedEntries(
  suite: string | undefined,
  flags: SubjectFlags,
  world: WorldName,
  system: SystemRef = { name: 'raft' },
  opened: OpenedSystems,
): Pick<Subject, 'name' | 'entries'> {
  const { systems } = opened;
  const [bug] = flags.bug.map((text) => text.split('@')[0] ?? '');
  if (flags.plan !== undefined) {
    if (suite !== undefined) throw badInput('plan-and-suite', '--plan names a directed plan; give it or a suite, not both');
    if (bug !== undefined && world === 'local')
      throw badInput('plan-and-bug', '--plan runs a directed plan on a right node; --bug NAME runs it with the bug');
    const name = `plan-${flags.plan}`;
    return { name, entries: [directedEntry(system, flags.plan, name, systems)] };
  }
  const directed = world === 'local' && suite === undefined && flags.nemesis === undefined;
  if (directed && bug !== undefined && findSystem(systems, system)?.plans[bug] !== undefined)
    return { name: `bug-${bug}`, entries: [directedEntry(system, bug, `bug-${bug}`, systems)] };
  const file = suite ?? (system.from === undefined ? smokeSuite : ownSystemSuite);
  if (!existsSync(file)) throw badInput('no-such-suite', `expected a suite file, got "${file}", which does not exist`, { file });
  const { name, entries } = loadSuite(file, knownNames(opened));
  if (bug === undefined) return { name, entries };
  // What several entries come to is told by their names.
  const named = (entry: SuiteEntry): string =>
    entries.length === 1 ? `bug-${bug}` : `bug-${bug}-${entry.name}`.slice(0, planNameLengthMax);
  return { name: `bug-${bug}`, entries: entries.map((entry) => ({ ...entry, name: named(entry) })) };
}

function shippedSuite(name: string): string {
  return fileURLToPath(new URL(`../../../workloads/suites/${name}.yaml`, import.meta.url));
}

function overridesOf(flags: SubjectFlags, system: SystemRef | undefined): Overrides {
  const { workload, nodes, concurrency, rate } = flags;
  return {
    bugs: flags.bug,
    nodeArgs: flags.nodeArg ?? [],
    ...(system === undefined ? {} : { system }),
    ...(workload === undefined ? {} : { workload }),
    ...(flags.nemesis === undefined ? {} : { flavours: flavoursOf(flags.nemesis) }),
    ...(nodes === undefined ? {} : { nodeCount: nodes }),
    ...(concurrency === undefined ? {} : { concurrency }),
    ...(rate === undefined ? {} : { ratePerSecond: rate }),
    ...(flags.timeLimit === undefined ? {} : { safetyMs: someTime(flags.timeLimit, '--time-limit') }),
    ...(flags.checkers === undefined ? {} : { checkers: listOf(flags.checkers) }),
  };
}

function flavoursOf(text: string): string[] {
  const names = text === 'none' ? [] : listOf(text);
  const stranger = names.find((name) => !faultFlavours.has(name));
  if (stranger === undefined) return names;
  throw badInput('unknown-fault', `--nemesis: expected none, or some of ${[...faultFlavours.keys()].join(', ')}; got "${stranger}"`);
}
