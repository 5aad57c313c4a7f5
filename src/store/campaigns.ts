import { type Dirent, existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { badInput, type CampaignRecord, campaignFormat, isJsonObject, type RunSummary } from '../core/index.ts';
import { isRecord } from './campaign-shape.ts';
import { orUnwritable, writeAtomically } from './files.ts';
import { parseRunName } from './run-name.ts';

/** In the folder of the suite's name, where runs of a suite with one entry are too. Not hidden: CI systems leave hidden files out of what they keep. */
const ending = '.campaign.json';
/** Its page, beside it; `sim` may leave one alone. */
const pageEnding = '.campaign.html';
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
  const file = campaignFile(root, record);
  replaceCampaign(root, file, record);
  return file;
}

/**
 * When a campaign of this suite began, as its name and its record tell it: behind all that lie there, also where the clock went back
 * meanwhile. Which one is the newest decides what counts.
 */
export function startBehind(root: string, suite: string, startedAt: Date): Date {
  const newestMs = namesIn(join(resolve(root), suite)).reduce((latest, { name }) => Math.max(latest, startOf(name) ?? 0), 0);
  return newestMs < startedAt.getTime() ? startedAt : new Date(newestMs + 1);
}

/** Of a campaign's file, or its page. */
function startOf(name: string): number | undefined {
  if (!name.endsWith(ending) && !name.endsWith(pageEnding)) return undefined;
  const [time] = /^\d{8}T\d{6}\.\d{3}Z/.exec(name) ?? [];
  return time === undefined ? undefined : parseRunName(`${time}-0`)?.startedAt.getTime();
}

/** Writes a campaign's file anew, also where somebody has cleaned it away. */
export function replaceCampaign(root: string, file: string, record: CampaignRecord): void {
  orUnwritable(dirname(file), () => mkdirSync(dirname(file), { recursive: true }));
  const runs = record.summary.runs.map((run) => withDir(run, (dir) => relative(resolve(root), resolve(dir))));
  orUnwritable(file, () => writeAtomically(file, `${JSON.stringify({ ...record, summary: { ...record.summary, runs } })}\n`));
}

/** The page that belongs to a campaign's file. */
export function campaignPageOf(file: string): string {
  return file.slice(0, -ending.length) + pageEnding;
}

/** Where the page of a campaign is written that keeps no file. */
export function freeCampaignPage(root: string, campaign: Pick<CampaignRecord, 'suite' | 'startedAt'>): string {
  return campaignPageOf(campaignFile(root, campaign));
}

/** Writes a page whole, or not at all. */
export function writeCampaignPage(file: string, html: string): void {
  orUnwritable(file, () => {
    mkdirSync(dirname(file), { recursive: true });
    writeAtomically(file, html);
  });
}

/** The pages of campaigns in a results folder, by the suite's name and their own, newest first. */
export function listCampaignPages(root: string): { readonly suite: string; readonly name: string }[] {
  return filesIn(root, pageEnding)
    .map((file) => ({ suite: basename(dirname(file)), name: basename(file) }))
    .sort((a, b) => (a.name < b.name ? 1 : a.name > b.name ? -1 : a.suite < b.suite ? -1 : 1));
}

/** One campaign, named by its file or by its page; undefined for a name that is neither. */
export function findCampaign(reference: string): StoredCampaign | undefined {
  const isPage = reference.endsWith(pageEnding);
  if (!isPage && !reference.endsWith(ending)) return undefined;
  const file = resolve(isPage ? reference.slice(0, -pageEnding.length) + ending : reference);
  if (!existsSync(file))
    throw badInput('campaign-not-found', 'Expected the file of a campaign (SUITE/TIME.campaign.json), got none of that name.', { file });
  return readCampaign(file, dirname(dirname(file)));
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
  // Their names begin with their time. A page is its campaign's, or stands for one that left nothing else.
  const pages = filesIn(root, pageEnding);
  const files = [...new Set([...filesIn(root).map(campaignPageOf), ...pages])];
  const byTime = files.sort((a, b) => (basename(a) < basename(b) ? 1 : -1));
  for (const file of byTime.slice(keep)) {
    rmSync(file, { force: true });
    rmSync(file.slice(0, -pageEnding.length) + ending, { force: true });
    if (namesIn(dirname(file)).length === 0) rmdirSync(dirname(file));
  }
}

/** Whether a folder holds campaigns, as a results folder does. */
export function hasCampaigns(root: string): boolean {
  return filesIn(root).length > 0;
}

/** Links are not followed. */
function filesIn(root: string, wanted: string = ending): string[] {
  const folders = namesIn(resolve(root)).filter((entry) => entry.isDirectory());
  return folders.flatMap(({ name }) => {
    const folder = join(resolve(root), name);
    return namesIn(folder).flatMap((entry) => (entry.isFile() && entry.name.endsWith(wanted) ? [join(folder, entry.name)] : []));
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

function campaignFile(root: string, { suite, startedAt, shard }: Pick<CampaignRecord, 'suite' | 'startedAt' | 'shard'>): string {
  const folder = join(resolve(root), suite);
  orUnwritable(folder, () => mkdirSync(folder, { recursive: true }));
  return freeName(folder, `${startedAt.replace(/[-:]/g, '')}${shard === undefined ? '' : `-shard-${shard.index}-of-${shard.count}`}`);
}

function freeName(folder: string, name: string): string {
  for (let suffix = 1; suffix <= SUFFIX_MAX; suffix += 1) {
    const file = join(folder, `${name}${suffix === 1 ? '' : `-${suffix}`}${ending}`);
    if (!existsSync(file) && !existsSync(campaignPageOf(file))) return file;
  }
  return join(folder, `${name}-${process.pid}${ending}`);
}

function withDir(run: RunSummary, change: (dir: string) => string): RunSummary {
  return run.dir === undefined ? run : { ...run, dir: change(run.dir) };
}
