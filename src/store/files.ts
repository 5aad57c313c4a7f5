import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { FaultlineError } from '../core/index.ts';

/** The names in a run directory. */
export const runFiles = {
  plan: 'plan.json',
  history: 'history.jsonl',
  notes: 'notes.jsonl',
  events: 'events.log',
  verdict: 'verdict.json',
  report: 'report.html',
  running: 'running.json',
  trace: 'trace',
  logs: 'logs',
  work: 'work',
} as const;

/** The link in the results folder that points at the newest run. */
export const latestLink = 'latest';

/** Writes all of it: a single `writeSync` may take less, on a disk that fills up. */
export function writeAll(fd: number, text: string): void {
  const bytes = Buffer.from(text);
  let written = 0;
  while (written < bytes.length) written += writeSync(fd, bytes, written);
}

/** The file is the old or the new one, never a part. */
export function writeAtomically(path: string, text: string): void {
  const temporary = join(dirname(path), `.${process.pid}.tmp`);
  try {
    const fd = openSync(temporary, 'w');
    try {
      writeAll(fd, text);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** Does it, and tells a failure of the file system as one of the results folder. */
export function orUnwritable<T>(path: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw unwritable(path, error);
  }
}

export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

function unwritable(path: string, error: unknown): FaultlineError {
  const code = errorCode(error);
  const why = error instanceof Error ? error.message : String(error);
  const advice = (code === undefined ? undefined : adviceByCode[code]) ?? 'check the path, or choose another results folder';
  const message = `Expected to write the run to ${path}, got: ${why}. Try this: ${advice}. Earlier runs are as they were.`;
  return new FaultlineError('results-unwritable', message, { exitCode: 255, place: { file: path }, cause: error });
}

const adviceByCode: Readonly<Record<string, string>> = {
  EACCES: 'give yourself the right to write there, or choose another results folder',
  EPERM: 'give yourself the right to write there, or choose another results folder',
  EROFS: 'the file system is read-only; choose another results folder',
  ENOSPC: 'the disk is full; make room (`faultline clean --keep 5` removes old runs) or choose another results folder',
  EDQUOT: 'the disk quota is used up; make room (`faultline clean --keep 5` removes old runs) or choose another results folder',
  EEXIST: 'something that is no folder is in its place; move it away or choose another results folder',
  ENOTDIR: 'something that is no folder is in its place; move it away or choose another results folder',
  EMFILE: 'too many files are open; raise the limit (`ulimit -n`)',
};
