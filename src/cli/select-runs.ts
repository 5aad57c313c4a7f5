import { type Command, InvalidArgumentError, Option } from 'commander';
import { badInput, type Shard } from '../core/index.ts';
import { plural } from '../report/index.ts';
import { lineageOf, outstandingRuns } from '../run/index.ts';
import { readCampaigns } from '../store/index.ts';
import type { SuiteEntry } from '../suite/index.ts';

/** One run of a suite, before it is a plan. */
export interface Job {
  readonly entry: SuiteEntry;
  readonly seed: number;
}

export interface SelectionFlags {
  /** Of `sim` these are matched with names of entries. */
  readonly grep?: string;
  readonly grepInvert?: string;
  readonly shard?: Shard;
}

const SHARDS_MAX = 1000;

export function addSelectionOptions(command: Command): Command {
  return command
    .option('--grep <pattern>', 'only runs whose "ENTRY seed N" matches this regular expression')
    .option('--grep-invert <pattern>', 'only runs whose "ENTRY seed N" does not')
    .addOption(new Option('--shard <i/n>', 'one of n parts of the runs; `faultline merge` judges them as one').argParser(parseShard));
}

/** `ENTRY seed N`: what patterns are matched with. */
export function titleOf({ entry, seed }: Job): string {
  return `${entry.name} seed ${seed}`;
}

/** What `--grep` lets this one run through by, and no other: names of entries are unique. */
export function patternOf(job: Job): string {
  return `^${titleOf(job).replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}$`;
}

/** Those that the patterns let through, before they are cut into shards. None at all is an error: nothing that was not run may look like a pass. */
export function selectRuns(jobs: readonly Job[], { grep, grepInvert }: SelectionFlags): Job[] {
  const wanted = grep === undefined ? undefined : pattern(grep, '--grep');
  const unwanted = grepInvert === undefined ? undefined : pattern(grepInvert, '--grep-invert');
  const selected = jobs.filter((job) => wanted?.test(titleOf(job)) !== false && unwanted?.test(titleOf(job)) !== true);
  if (selected.length > 0) return selected;
  throw nothingLeft([...new Set(jobs.map(({ entry }) => entry))], `none of ${jobs.length} runs`, { grep, grepInvert }, '"ENTRY seed N"');
}

/** The same for `sim`, where every entry has every seed: patterns are matched with the entry's name alone. */
export function selectEntries(entries: readonly SuiteEntry[], { grep, grepInvert }: SelectionFlags): SuiteEntry[] {
  const wanted = grep === undefined ? undefined : pattern(grep, '--grep');
  const unwanted = grepInvert === undefined ? undefined : pattern(grepInvert, '--grep-invert');
  const selected = entries.filter(({ name }) => wanted?.test(name) !== false && unwanted?.test(name) !== true);
  if (selected.length > 0) return selected;
  throw nothingLeft(entries, `none of ${entries.length} entries`, { grep, grepInvert }, 'the name of an entry');
}

/** Every n-th run: entries and seeds are spread evenly. */
export function cutShard<T>(runs: readonly T[], shard: Shard | undefined): readonly T[] {
  if (shard === undefined) return runs;
  const { index, count } = shard;
  const part = runs.filter((_, i) => i % count === index - 1);
  if (part.length > 0) return part;
  throw badInput(
    'empty-selection',
    `--shard ${index}/${count}: nothing is left to run, there are only ${runs.length} runs; use at most as many shards`,
  );
}

/**
 * The runs that the last campaigns of this suite left to be shown, with their seeds: what did not pass, and what never ran. Of a shard those of
 * its own last campaigns: they are its part already.
 */
export function lastFailed(
  entries: readonly SuiteEntry[],
  suite: string,
  root: string,
  shard: Shard | undefined,
  definition: string,
): Job[] {
  const ofSuite = readCampaigns(root).filter(({ record }) => record.suite === suite && record.kind === 'run');
  const earlier = lineageOf(ofSuite.filter(({ record }) => record.shard?.index === shard?.index && record.shard?.count === shard?.count));
  const [last] = earlier;
  if (last === undefined) {
    const of = shard === undefined ? suite : `shard ${shard.index}/${shard.count} of ${suite}`;
    const sharded = ofSuite.length > 0 ? ', only of other shards of it: give the same --shard' : '';
    throw badInput('empty-selection', `--last-failed: nothing is left to run, ${root} holds no earlier campaign of ${of}${sharded}`);
  }
  const open = outstandingRuns(earlier);
  const gone = open.filter(({ plan }) => !entries.some(({ name }) => name === plan));
  if (gone.length > 0) {
    // What failed and cannot be run again must not be forgotten over what can.
    const named = [...new Set(gone.map(({ plan }) => plan))];
    const names = `${named.slice(0, ENTRIES_SHOWN_MAX).join(', ')}${named.length > ENTRIES_SHOWN_MAX ? ', ...' : ''}`;
    throw badInput(
      'entry-gone',
      `--last-failed: ${plural(gone.length, 'run')} of the last campaign of ${suite} (${last.file}) did not pass, or never ran, and the suite has no entry ${names} any more; run all of the suite, without --last-failed`,
    );
  }
  if (open.length === 0)
    throw badInput(
      'empty-selection',
      `--last-failed: nothing is left to run, of the last campaign of ${suite} (${last.file}) every run of it passed`,
    );
  if (earlier.some(({ record }) => record.definition !== definition))
    process.stderr.write(
      `faultline: --last-failed: the suite, the options or Faultline changed since ${last.file}: what passes now takes back nothing of it, and they cannot be merged\n`,
    );
  return open.flatMap(({ plan, seed }) => entries.filter(({ name }) => name === plan).map((entry) => ({ entry, seed })));
}

const ENTRIES_SHOWN_MAX = 10;

function nothingLeft(
  entries: readonly SuiteEntry[],
  none: string,
  { grep, grepInvert }: { readonly grep: string | undefined; readonly grepInvert: string | undefined },
  matched: string,
): Error {
  const given = [...(grep === undefined ? [] : [`--grep ${grep}`]), ...(grepInvert === undefined ? [] : [`--grep-invert ${grepInvert}`])];
  const names = entries.map(({ name }) => name);
  const shown = `${names.slice(0, ENTRIES_SHOWN_MAX).join(', ')}${names.length > ENTRIES_SHOWN_MAX ? ', ...' : ''}`;
  const message = `nothing is left to run: ${none} (entries: ${shown}) stays with ${given.join(' ')}; patterns are matched with ${matched}`;
  return badInput('empty-selection', message);
}

function pattern(text: string, option: string): RegExp {
  try {
    return new RegExp(text);
  } catch (error) {
    throw badInput(
      'bad-pattern',
      `${option}: expected a regular expression, got "${text}": ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

function parseShard(text: string): Shard {
  const [, index, count] = (/^(\d{1,4})\/(\d{1,4})$/.exec(text) ?? []).map(Number);
  if (index === undefined || count === undefined || index < 1 || count < 1 || index > count || count > SHARDS_MAX)
    throw new InvalidArgumentError(`Expected i/n with i from 1 to n, like 2/5 (n at most ${SHARDS_MAX}), got "${text}".`);
  return { index, count };
}
