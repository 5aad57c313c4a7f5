import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { exitCodes, isJsonObject, type Outcome } from '../core/index.ts';
import { runFiles } from './files.ts';
import { parseRunName } from './run-name.ts';
import { isRunning } from './running.ts';

export interface RunListing {
  /** Absolute. */
  readonly dir: string;
  readonly plan: string;
  /** `<time>-<seed>`, the folder's name. */
  readonly name: string;
  readonly startedAt: Date;
  readonly seed: number;
  /** Absent for a run that has come to no verdict. */
  readonly outcome?: Outcome;
  /** Its controller is at work. */
  readonly running: boolean;
}

/**
 * The runs in a results folder, newest first. A run is a folder `<plan>/<time>-<seed>` with a `plan.json`; links are not followed, and
 * whatever else lies there is passed over.
 */
export function listRuns(root: string): RunListing[] {
  const runs = foldersOf(resolve(root)).flatMap((plan) => runsOf(join(resolve(root), plan), plan));
  return runs
    .sort((a, b) => b.order - a.order || b.suffix - a.suffix || (a.listing.dir < b.listing.dir ? 1 : -1))
    .map(({ listing }) => listing);
}

interface Found {
  readonly listing: RunListing;
  readonly order: number;
  readonly suffix: number;
}

function runsOf(folder: string, plan: string): Found[] {
  return foldersOf(folder).flatMap((name) => {
    const parts = parseRunName(name);
    const dir = join(folder, name);
    if (parts === undefined || !isFile(join(dir, runFiles.plan))) return [];
    const { startedAt, seed, suffix } = parts;
    const outcome = readOutcome(join(dir, runFiles.verdict));
    const listing = { dir, plan, name, startedAt, seed, running: isRunning(dir), ...(outcome === undefined ? {} : { outcome }) };
    return [{ listing, order: startedAt.getTime(), suffix }];
  });
}

function foldersOf(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name);
  } catch {
    // Not there, not a folder, or not ours to read: there are no runs in it for us.
    return [];
  }
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

function readOutcome(path: string): Outcome | undefined {
  try {
    const verdict: unknown = JSON.parse(readFileSync(path, 'utf8'));
    const outcome = isJsonObject(verdict) ? verdict['outcome'] : undefined;
    return typeof outcome === 'string' && Object.hasOwn(exitCodes, outcome) ? (outcome as Outcome) : undefined;
  } catch {
    return undefined;
  }
}
