import { type Dirent, existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { badInput, type CampaignRecord, campaignFormat, exitCodes, isJsonObject, type JsonObject, type RunSummary } from '../core/index.ts';
import { orUnwritable, writeAtomically } from './files.ts';

/** In the folder of the suite's name, where runs of a suite with one entry are too. Not hidden: CI systems leave hidden files out of what they keep. */
const ending = '.campaign.json';
/** Campaigns of one suite that end in the same millisecond. */
const SUFFIX_MAX = 1000;

export interface StoredCampaign {
  readonly record: CampaignRecord;
  /** Absolute. */
  readonly file: string;
  /** The results folder it lies in. Absolute. */
  readonly root: string;
}

/** Writes what a campaign leaves to `<root>/<suite>/`; answers the file. Folders of runs become relative to `root`. */
export function writeCampaign(root: string, record: CampaignRecord): string {
  const folder = join(resolve(root), record.suite);
  orUnwritable(folder, () => mkdirSync(folder, { recursive: true }));
  const shard = record.shard === undefined ? '' : `-shard-${record.shard.index}-of-${record.shard.count}`;
  const name = `${record.startedAt.replace(/[-:]/g, '')}${shard}`;
  const file = freeName(folder, name);
  replaceCampaign(root, file, record);
  return file;
}

/** Writes a campaign's file anew, also where somebody has cleaned it away. */
export function replaceCampaign(root: string, file: string, record: CampaignRecord): void {
  orUnwritable(dirname(file), () => mkdirSync(dirname(file), { recursive: true }));
  const runs = record.summary.runs.map((run) => withDir(run, (dir) => relative(resolve(root), resolve(dir))));
  orUnwritable(file, () => writeAtomically(file, `${JSON.stringify({ ...record, summary: { ...record.summary, runs } })}\n`));
}

/** The campaigns of a results folder, newest first. A file of another format is refused: to pass it over would lose its runs. */
export function readCampaigns(root: string): StoredCampaign[] {
  return filesIn(root)
    .map((file) => readCampaign(file, resolve(root)))
    .sort((a, b) =>
      a.record.startedAt < b.record.startedAt ? 1 : a.record.startedAt > b.record.startedAt ? -1 : a.file < b.file ? 1 : -1,
    );
}

/** Removes all campaigns but the newest `keep`, and folders that held nothing else. What is kept may name runs that are gone. */
export function cleanCampaigns(root: string, keep: number): void {
  // Their names begin with their time.
  const byTime = filesIn(root).sort((a, b) => (basename(a) < basename(b) ? 1 : -1));
  for (const file of byTime.slice(keep)) {
    rmSync(file, { force: true });
    if (namesIn(dirname(file)).length === 0) rmdirSync(dirname(file));
  }
}

/** Whether a folder holds campaigns, as a results folder does. */
export function hasCampaigns(root: string): boolean {
  return filesIn(root).length > 0;
}

/** Links are not followed. */
function filesIn(root: string): string[] {
  const folders = namesIn(resolve(root)).filter((entry) => entry.isDirectory());
  return folders.flatMap(({ name }) => {
    const folder = join(resolve(root), name);
    return namesIn(folder).flatMap((entry) => (entry.isFile() && entry.name.endsWith(ending) ? [join(folder, entry.name)] : []));
  });
}

function namesIn(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    // What is there and cannot be read may hold campaigns: to pass it over would lose their runs.
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return [];
    const why = error instanceof Error ? error.message : String(error);
    throw badInput('results-unreadable', `Expected a folder of results that can be read, got: ${why}`, { file: folder });
  }
}

function readCampaign(file: string, root: string): StoredCampaign {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw badInput('campaign-malformed', `Expected a campaign as JSON, got: ${error instanceof Error ? error.message : String(error)}`, {
      file,
    });
  }
  if (!isRecord(value)) {
    const got = isJsonObject(value) ? `format ${JSON.stringify(value['format'])}` : 'something else';
    throw badInput(
      'campaign-unknown-format',
      `Expected a campaign of format ${campaignFormat}, got ${got}. What another version of Faultline left is not judged by this one: run the suite again, into another folder or with the file away.`,
      { file },
    );
  }
  const runs = value.summary.runs.map((run) => withDir(run, (dir) => resolve(root, dir)));
  return { record: { ...value, summary: { ...value.summary, runs } }, file, root };
}

/** The parts that judging relies on. */
function isRecord(value: unknown): value is CampaignRecord {
  if (!isJsonObject(value) || value['format'] !== campaignFormat || typeof value['suite'] !== 'string') return false;
  const { kind, selection, startedAt, entries, summary, shard } = value;
  if ((kind !== 'run' && kind !== 'sim') || typeof selection !== 'string' || typeof startedAt !== 'string') return false;
  if (shard !== undefined && !(isJsonObject(shard) && typeof shard['index'] === 'number' && typeof shard['count'] === 'number'))
    return false;
  if (!Array.isArray(entries) || !entries.every(isEntry) || !isJsonObject(summary)) return false;
  return Array.isArray(summary['runs']) && summary['runs'].every(isRun) && tellsWhatIsLeft(value);
}

/** Without it nobody knows whether all of it ran. */
function tellsWhatIsLeft({ definition, plannedCount, left }: JsonObject): boolean {
  if (typeof definition !== 'string' || typeof plannedCount !== 'number' || !Array.isArray(left)) return false;
  return left.every((run) => isJsonObject(run) && typeof run['plan'] === 'string' && typeof run['seed'] === 'number');
}

function isEntry(entry: unknown): boolean {
  if (!isJsonObject(entry) || typeof entry['name'] !== 'string' || !isJsonObject(entry['planned'])) return false;
  return typeof entry['planned']['all'] === 'number' && typeof entry['planned']['here'] === 'number';
}

function isRun(run: unknown): boolean {
  if (!isJsonObject(run)) return false;
  const { seed, outcome, checkers, faults, ops } = run;
  return (
    typeof seed === 'number' &&
    typeof outcome === 'string' &&
    Object.hasOwn(exitCodes, outcome) &&
    isJsonObject(checkers) &&
    Array.isArray(faults) &&
    isJsonObject(ops)
  );
}

function freeName(folder: string, name: string): string {
  for (let suffix = 1; suffix <= SUFFIX_MAX; suffix += 1) {
    const file = join(folder, `${name}${suffix === 1 ? '' : `-${suffix}`}${ending}`);
    if (!existsSync(file)) return file;
  }
  return join(folder, `${name}-${process.pid}${ending}`);
}

function withDir(run: RunSummary, change: (dir: string) => string): RunSummary {
  return run.dir === undefined ? run : { ...run, dir: change(run.dir) };
}
