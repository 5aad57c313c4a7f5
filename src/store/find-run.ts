import { existsSync, realpathSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { badInput } from '../core/index.ts';
import { latestLink, runFiles } from './files.ts';
import { listRuns, type RunListing } from './list-runs.ts';

const SHOWN_MAX = 10;

/**
 * The folder of the run that is meant: a path; `latest`; a plan's name, for its newest run; or the beginning of a run's name
 * (`20261121T06`) or of `<plan>/<name>`, if only one run begins so.
 */
export function findRun(root: string, reference: string): string {
  if (isRunFolder(reference)) return realpathSync(reference);
  if (reference === latestLink) return findLatest(root);
  const runs = listRuns(root);
  const ofPlan = runs.find(({ plan }) => plan === reference);
  if (ofPlan !== undefined) return ofPlan.dir;
  const exact = runs.find(({ plan, name }) => name === reference || `${plan}/${name}` === reference);
  if (exact !== undefined) return exact.dir;
  const matching =
    reference === '' ? [] : runs.filter(({ plan, name }) => name.startsWith(reference) || `${plan}/${name}`.startsWith(reference));
  const [only, another] = matching;
  if (only === undefined) throw notFound(root, reference, runs);
  if (another === undefined) return only.dir;
  throw badInput(
    'run-ambiguous',
    `Expected the beginning of one run's name, got "${reference}", which begins ${matching.length}: ${show(matching)}.`,
  );
}

/** Where the link points; the newest run where there is no such link. */
function findLatest(root: string): string {
  const link = join(resolve(root), latestLink);
  if (isRunFolder(link)) return realpathSync(link);
  const [newest] = listRuns(root);
  if (newest === undefined) throw notFound(root, latestLink, []);
  return newest.dir;
}

function isRunFolder(path: string): boolean {
  return path !== '' && existsSync(join(path, runFiles.plan));
}

function notFound(root: string, reference: string, runs: readonly RunListing[]): Error {
  if (reference !== '' && statSync(reference, { throwIfNoEntry: false })?.isDirectory() === true)
    return badInput('run-not-found', 'Expected the folder of a run, got one without a plan.json in it.', { file: resolve(reference) });
  const there = runs.length === 0 ? 'there are no runs' : `the newest are ${show(runs)}`;
  const message = `Expected a run (a folder with a plan.json, "latest", a plan's name, or the beginning of a run's name), got "${reference}"; in ${resolve(root)} ${there}.`;
  return badInput('run-not-found', message);
}

function show(runs: readonly RunListing[]): string {
  const shown = runs.slice(0, SHOWN_MAX).map(({ plan, name }) => `${plan}/${name}`);
  return runs.length > SHOWN_MAX ? `${shown.join(', ')} and ${runs.length - SHOWN_MAX} more` : shown.join(', ');
}
