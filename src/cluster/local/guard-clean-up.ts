import { appendFileSync, realpathSync, rmSync } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { findProcessesOfRun, readStartTime } from './procfs.ts';

/** A process that has just been forked shows its parent's environment for a moment: one empty scan proves nothing, two so far apart do. */
export const SCAN_AGAIN_AFTER_MS = 100;
/** A process that is still there after so long waits inside the kernel, where no signal reaches it. */
export const SWEEP_MAX_MS = 10_000;
const REMOVE_RETRIES_MAX = 10;
const REMOVE_RETRY_MS = 50;

export interface LeftBehind {
  runId: string;
  runFolder: string;
  /** pid and start time of each process that was spawned and has not been seen to end. */
  readonly processes: Map<number, string | null>;
  readonly folders: Set<string>;
}

/** Ends every process of the run and removes its temporary folders; `guard.log` in the run's folder tells what was found. */
export async function cleanUp(left: LeftBehind): Promise<void> {
  const killed = new Set<number>();
  for (const [pid, startTime] of left.processes) if (killIfSame(pid, startTime)) killed.add(pid);
  const swept = await sweepRun(left.runId, (pid) => killed.add(pid));
  const removed = [...left.folders].filter((folder) => removeInside(left.runFolder, folder));
  const survivors = swept.length === 0 ? '' : ` Not ended within ${SWEEP_MAX_MS} ms: ${swept.join(', ')}.`;
  report(left.runFolder, `The controller ended without closing the run. Killed: ${list(killed)}. Removed: ${list(removed)}.${survivors}`);
}

/**
 * Kills whatever carries the run's id until two scans in a row find nothing. Answers what was still there at the deadline. Where there is
 * no /proc nothing is found.
 */
export async function sweepRun(runId: string, found: (pid: number) => void): Promise<number[]> {
  const deadline = performance.now() + SWEEP_MAX_MS;
  let emptyScans = 0;
  for (;;) {
    const pids = findProcessesOfRun(runId);
    for (const pid of pids) {
      found(pid);
      kill(pid);
    }
    emptyScans = pids.length === 0 ? emptyScans + 1 : 0;
    if (emptyScans === 2) return [];
    if (performance.now() > deadline) return pids;
    await delay(SCAN_AGAIN_AFTER_MS);
  }
}

/** Removes the folder if it lies strictly inside the other one. Links are looked through first, and not followed while removing. */
export function removeInside(parent: string, folder: string): boolean {
  try {
    const path = join(realpathSync(dirname(folder)), basename(folder));
    if (!path.startsWith(realpathSync(parent) + sep)) return false;
    rmSync(path, { recursive: true, force: true, maxRetries: REMOVE_RETRIES_MAX, retryDelay: REMOVE_RETRY_MS });
    return true;
  } catch {
    return false;
  }
}

function killIfSame(pid: number, startTime: string | null): boolean {
  if (startTime !== null && readStartTime(pid) !== startTime) return false;
  return kill(pid);
}

function kill(pid: number): boolean {
  try {
    process.kill(pid, 'SIGKILL');
    return true;
  } catch {
    return false;
  }
}

function report(runFolder: string, message: string): void {
  try {
    appendFileSync(join(runFolder, 'guard.log'), `${new Date().toISOString()} ${message}\n`);
  } catch {
    // The run's folder is gone, and with it whoever would read this.
  }
}

function list(items: Iterable<number | string>): string {
  return [...items].join(', ') || 'nothing';
}
