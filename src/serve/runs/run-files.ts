import { closeSync, constants, fstatSync, lstatSync, openSync, readdirSync, realpathSync } from 'node:fs';
import { join, sep } from 'node:path';
import { runFiles } from '../../store/index.ts';

/** A run with more files than this is none of ours; the rest is left out, and said to be. */
export const RUN_FILES_MAX = 2000;
const DEPTH_MAX = 4;

export interface RunFile {
  /** Inside the run's folder, with slashes: `trace/n1.jsonl`. */
  readonly path: string;
  readonly bytes: number;
}

/**
 * The regular files of a run, by name. No link is followed, nor anything that is neither file nor folder; `work`, what the nodes have on
 * their disks while they run, is passed over.
 */
export function filesOf(dir: string): { readonly files: readonly RunFile[]; readonly omitted: boolean } {
  const files: RunFile[] = [];
  const omitted = gather(dir, '', 0, files);
  return { files: files.sort((a, b) => (a.path < b.path ? -1 : 1)), omitted };
}

/** Opens one of them for reading; undefined if it is not there, is no regular file, or is not inside `root` when all links are resolved. */
export function openInside(root: string, dir: string, path: string): { readonly fd: number; readonly bytes: number } | undefined {
  const whole = join(dir, path);
  let fd: number | undefined;
  try {
    // Not blocking: somebody may have put a named pipe there.
    fd = openSync(whole, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const stat = fstatSync(fd);
    // The folders on the way may have become links since they were listed.
    const real = realpathSync(whole);
    const named = lstatSync(real);
    if (stat.isFile() && real.startsWith(`${root}${sep}`) && named.ino === stat.ino && named.dev === stat.dev)
      return { fd, bytes: stat.size };
  } catch {
    // Not there any more, or not ours to read.
  }
  if (fd !== undefined) closeSync(fd);
  return undefined;
}

function gather(dir: string, inside: string, depth: number, files: RunFile[]): boolean {
  let omitted = false;
  for (const entry of entriesOf(join(dir, inside))) {
    const path = inside === '' ? entry.name : `${inside}/${entry.name}`;
    if (entry.isDirectory() && path !== runFiles.work) omitted = depth >= DEPTH_MAX || gather(dir, path, depth + 1, files) || omitted;
    if (!entry.isFile()) continue;
    const bytes = bytesOf(join(dir, path));
    if (bytes === undefined) continue;
    if (files.length === RUN_FILES_MAX) return true;
    files.push({ path, bytes });
  }
  return omitted;
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

function bytesOf(path: string): number | undefined {
  try {
    const stat = lstatSync(path);
    return stat.isFile() ? stat.size : undefined;
  } catch {
    return undefined;
  }
}
