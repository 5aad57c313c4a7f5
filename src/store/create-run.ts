import { randomBytes } from 'node:crypto';
import { mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { badInput, type Plan, planNamePattern } from '../core/index.ts';
import { errorCode, latestLink, orUnwritable, runFiles, writeAtomically } from './files.ts';
import { runName } from './run-name.ts';
import { openRunWriter, type RunWriter } from './run-writer.ts';
import { describeThisProcess } from './running.ts';

/** Runs of one plan and seed that begin in the same millisecond. */
const SUFFIX_MAX = 1000;

export interface CreateRunOptions {
  /** The results folder; made if it is not there. */
  readonly root: string;
  readonly plan: Plan;
  readonly startedAt: Date;
  /** What the folder's name ends in. Default: the plan's. A campaign's plan may have been made from that of another seed. */
  readonly seed?: number;
}

/**
 * Makes the folder of a new run, with `plan.json` and an empty `history.jsonl` in it, and points `latest` at it. Throws
 * `results-unwritable` (255) if that cannot be done; an earlier run is never touched.
 */
export function createRun({ root, plan, startedAt, seed = plan.seed }: CreateRunOptions): RunWriter {
  if (!planNamePattern.test(plan.name)) {
    throw badInput(
      'bad-plan-name',
      `A plan's name is a folder's: expected letters, digits, dots, dashes, not "latest", got "${plan.name}".`,
    );
  }
  const parent = join(resolve(root), plan.name);
  orUnwritable(parent, () => mkdirSync(parent, { recursive: true }));
  const dir = makeExclusively(parent, runName(startedAt, seed));
  // What is simulated has no processes that work anywhere.
  const folders = plan.world === 'simulated' ? [runFiles.trace, runFiles.logs] : [runFiles.trace, runFiles.logs, runFiles.work];
  for (const name of folders) orUnwritable(dir, () => mkdirSync(join(dir, name)));
  write(dir, runFiles.running, describeThisProcess());
  write(dir, runFiles.plan, plan);
  const runId = `${basename(dir)}-${randomBytes(6).toString('hex')}`;
  const writer = openRunWriter(dir, runId);
  const problem = pointLatest(resolve(root), dir, runId);
  return problem === undefined ? writer : { ...writer, warnings: [problem] };
}

function makeExclusively(parent: string, name: string): string {
  for (let suffix = 1; suffix <= SUFFIX_MAX; suffix += 1) {
    const dir = join(parent, suffix === 1 ? name : `${name}-${suffix}`);
    if (orUnwritable(dir, () => madeHere(dir))) return dir;
  }
  return orUnwritable(join(parent, name), () => {
    throw new Error(`${SUFFIX_MAX} runs of that name are there already`);
  });
}

function madeHere(dir: string): boolean {
  try {
    mkdirSync(dir);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

function write(dir: string, name: string, content: unknown): void {
  const path = join(dir, name);
  orUnwritable(path, () => writeAtomically(path, `${JSON.stringify(content, null, 2)}\n`));
}

/** By rename, so that two runs at once leave one whole link. A link that cannot be set harms no run: it is only said. */
function pointLatest(root: string, dir: string, runId: string): string | undefined {
  const temporary = join(root, `.${latestLink}-${runId}`);
  try {
    symlinkSync(relative(root, dir), temporary);
    renameSync(temporary, join(root, latestLink));
    return undefined;
  } catch (error) {
    rmSync(temporary, { force: true });
    return `${join(root, latestLink)} could not be pointed at this run: ${error instanceof Error ? error.message : String(error)}`;
  }
}
