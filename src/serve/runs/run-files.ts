import { closeSync, constants, fstatSync, lstatSync, openSync, readdirSync, realpathSync, type Stats } from 'node:fs';
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

export interface RunFiles {
  readonly files: readonly RunFile[];
  /** There are more. */
  readonly omitted: boolean;
  /** So many have another name, anywhere on the disk, and are not served. */
  readonly linkedCount: number;
}

/**
 * The regular files of a run, by name. No link is followed, nor anything that is neither file nor folder; `work`, what the nodes have on
 * their disks while they run, is passed over. A file with a second name may be anybody's: who can write here, and is not who serves, could
 * have given it one. None of ours has (only power cuts make some, within `work`).
 */
export function filesOf(dir: string): RunFiles {
  const gathered: Gathered = { files: [], linkedCount: 0 };
  const omitted = gather(dir, '', 0, gathered);
  return { files: gathered.files.sort((a, b) => (a.path < b.path ? -1 : 1)), omitted, linkedCount: gathered.linkedCount };
}

interface Gathered {
  readonly files: RunFile[];
  linkedCount: number;
}

/** Opens one of them for reading; undefined if it is not there, is no regular file of one name, or is not inside `root` when all links are resolved. */
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
    if (stat.isFile() && stat.nlink === 1 && real.startsWith(`${root}${sep}`) && named.ino === stat.ino && named.dev === stat.dev)
      return { fd, bytes: stat.size };
  } catch {
    // Not there any more, or not ours to read.
  }
  if (fd !== undefined) closeSync(fd);
  return undefined;
}

function gather(dir: string, inside: string, depth: number, gathered: Gathered): boolean {
  let omitted = false;
  for (const entry of entriesOf(join(dir, inside))) {
    const path = inside === '' ? entry.name : `${inside}/${entry.name}`;
    if (entry.isDirectory() && path !== runFiles.work) omitted = depth >= DEPTH_MAX || gather(dir, path, depth + 1, gathered) || omitted;
    if (!entry.isFile()) continue;
    const stat = statOf(join(dir, path));
    if (stat === undefined) continue;
    if (stat.nlink > 1) gathered.linkedCount += 1;
    else if (gathered.files.length === RUN_FILES_MAX) return true;
    else gathered.files.push({ path, bytes: stat.size });
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

function statOf(path: string): Stats | undefined {
  try {
    const stat = lstatSync(path);
    return stat.isFile() ? stat : undefined;
  } catch {
    return undefined;
  }
}
