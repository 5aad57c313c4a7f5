import { existsSync, lstatSync, readdirSync, rmdirSync, rmSync, unlinkSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { badInput, FaultlineError } from '../core/index.ts';
import { latestLink } from './files.ts';
import { listRuns, type RunListing } from './list-runs.ts';

/**
 * Removes all but the `keep` newest runs and answers the folders that are gone. Nothing is touched that is not a run's folder with its
 * plan in it, no link is followed, and a run whose controller is at work stays.
 */
export function cleanRuns(root: string, keep: number): readonly string[] {
  if (!Number.isSafeInteger(keep) || keep < 0) throw badInput('bad-count', `Expected to keep a whole number of runs from 0, got ${keep}.`);
  const old = listRuns(root)
    .slice(keep)
    .filter(({ running }) => !running);
  for (const run of old) remove(run);
  for (const folder of new Set(old.map(({ dir }) => dirname(dir)))) if (readdirSync(folder).length === 0) rmdirSync(folder);
  dropDanglingLatest(join(resolve(root), latestLink));
  return old.map(({ dir }) => dir);
}

function remove({ dir }: RunListing): void {
  try {
    rmSync(dir, { recursive: true, force: true });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new FaultlineError('run-not-removable', `Expected to remove an old run, got: ${why}`, { place: { file: dir }, cause: error });
  }
}

function dropDanglingLatest(link: string): void {
  const isLink = lstatSync(link, { throwIfNoEntry: false })?.isSymbolicLink() === true;
  if (isLink && !existsSync(link)) unlinkSync(link);
}
