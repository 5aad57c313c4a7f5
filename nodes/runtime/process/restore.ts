import { type BigIntStats, existsSync, lstatSync, mkdirSync, readdirSync, renameSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { drawInteger, drawUnit, FaultlineError } from '../../../src/core/index.ts';
import { NEW_FILE_PREFIX } from './disk.ts';
import { linkName, type Noted, parseLinkName, readNotes, replaceNotes } from './notes.ts';

export interface RestoreOptions {
  readonly dataFolder: string;
  readonly notesFolder: string;
  readonly seed: number;
  readonly node: string;
}

export interface RestoreLoss {
  readonly lostBytes: number;
  /** A part of an unsynced tail survived: unless the cut happens to fall between two records, the last one is torn. */
  readonly torn: boolean;
}

/** Of the bytes that no fsync covered, none survive this often, and all of them that often; else any part of them. */
const LOSE_TAIL_PROBABILITY = 0.5;
const KEEP_TAIL_PROBABILITY = 0.15;
/** A creation or replacement that no directory sync covered survives this often. */
const KEEP_NAME_PROBABILITY = 0.2;

/**
 * Takes the data folder of a dead node back to what a power cut would have left: names, generations and lengths as noted, and of
 * what was written without an fsync a part that the seed decides. What is left is durable, and the notes then say so. Every file
 * that does not begin with a dot is the node's and falls under this.
 */
export function restoreDurable(options: RestoreOptions): RestoreLoss {
  const { dataFolder, notesFolder } = options;
  mkdirSync(dataFolder, { recursive: true });
  for (const name of readdirSync(dataFolder)) if (name.startsWith(NEW_FILE_PREFIX)) rmSync(join(dataFolder, name));
  const noted = readNotes(notesFolder);
  const names = new Set([...readdirSync(dataFolder).filter((name) => !name.startsWith('.')), ...noted.names.keys()]);
  const losses = [...names].sort().map((name) => restoreFile(name, noted, options));
  noteAllDurable(noted, [...names], options);
  for (const name of readdirSync(notesFolder)) if (parseLinkName(name) !== undefined) rmSync(join(notesFolder, name));
  return { lostBytes: losses.reduce((sum, { lostBytes }) => sum + lostBytes, 0), torn: losses.some(({ torn }) => torn) };
}

function restoreFile(name: string, noted: Noted, options: RestoreOptions): RestoreLoss {
  const path = join(options.dataFolder, name);
  const named = restoreName(name, path, noted, options);
  const left = lookAt(path);
  if (left === undefined) return { lostBytes: named.lostBytes, torn: false };
  const generation = generationOf(name, left, noted);
  const durable = generation === undefined ? 0 : (noted.lengths.get(generation) ?? 0);
  const size = Number(left.size);
  if (size < durable) throw lost(path, `${durable} bytes that were synced`, `only ${size} bytes`);
  const kept = durable + drawTail(size - durable, options, name, generation ?? 0, durable);
  truncateSync(path, kept);
  return { lostBytes: named.lostBytes + size - kept, torn: kept > durable && kept < size };
}

/** Makes the name mean what it may mean after the cut. */
function restoreName(name: string, path: string, noted: Noted, { notesFolder, seed, node }: RestoreOptions): { lostBytes: number } {
  const found = lookAt(path);
  const generation = found === undefined ? undefined : generationOf(name, found, noted);
  const durable = noted.names.get(name);
  if (found !== undefined && generation === durable && durable !== undefined) return { lostBytes: 0 };
  // An inode without a note belongs to a creation that had only just begun.
  const maySurvive = found !== undefined && generation !== undefined;
  if (maySurvive && drawUnit(seed, 'restore-name', node, name, generation) < KEEP_NAME_PROBABILITY) return { lostBytes: 0 };
  if (durable === undefined) rmSync(path);
  else {
    const kept = join(notesFolder, linkName(name, durable));
    if (!existsSync(kept))
      throw lost(path, `generation ${durable}, or a link to it in ${notesFolder}`, `generation ${generation ?? 'unknown'} and no link`);
    renameSync(kept, path);
  }
  return { lostBytes: Number(found?.size ?? 0) };
}

function drawTail(tail: number, { seed, node }: RestoreOptions, ...key: readonly (string | number)[]): number {
  const fate = drawUnit(seed, 'restore-tail', node, ...key);
  if (fate < LOSE_TAIL_PROBABILITY) return 0;
  if (fate < LOSE_TAIL_PROBABILITY + KEEP_TAIL_PROBABILITY) return tail;
  return drawInteger(0, tail, seed, 'restore-cut', node, ...key);
}

/** After the cut the disk holds what it holds: the next one cannot take any of it. */
function noteAllDurable(noted: Noted, names: readonly string[], { dataFolder, notesFolder }: RestoreOptions): void {
  const left = names.flatMap((file) => {
    const stats = lookAt(join(dataFolder, file));
    if (stats === undefined) return [];
    noted.lastGeneration += 1;
    return [
      { file, generation: generationOf(file, stats, noted) ?? noted.lastGeneration, inode: String(stats.ino), length: Number(stats.size) },
    ];
  });
  replaceNotes(notesFolder, [
    ...left.map(({ file, generation, inode }) => ({ kind: 'generation', file, generation, inode }) as const),
    ...left.map(({ generation, length }) => ({ kind: 'length', generation, length }) as const),
    { kind: 'names', names: left.map(({ file, generation }) => [file, generation] as const) },
  ]);
}

function lookAt(path: string): BigIntStats | undefined {
  return lstatSync(path, { bigint: true, throwIfNoEntry: false });
}

function generationOf(name: string, { ino }: BigIntStats, noted: Noted): number | undefined {
  const known = noted.generations.get(String(ino));
  return known?.file === name ? known.generation : undefined;
}

function lost(path: string, expected: string, got: string): FaultlineError {
  return new FaultlineError(
    'durable-file-lost',
    `${path} does not hold what its node was told is durable: expected ${expected}, got ${got}. Was it changed from outside? A fresh data folder and notes folder help.`,
  );
}
