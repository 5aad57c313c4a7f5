import { existsSync, lstatSync, readdirSync, renameSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { drawInteger, drawUnit, FaultlineError } from '../../../src/core/index.ts';
import { NEW_FILE_PREFIX } from './disk.ts';
import { linkName, type Note, type Noted, parseLinkName, readNotes, replaceNotes } from './notes.ts';

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

/** A file as the notes and the folder show it. */
interface Found {
  readonly name: string;
  /** What the name means in the folder; undefined inode: there is no such file. */
  readonly generation: number | undefined;
  readonly size: number;
  /** What the name certainly meant. */
  readonly durable: number | undefined;
}

/**
 * Takes the data folder of a dead node back to what a power cut would have left: names, generations and lengths as noted, and of
 * what was written without an fsync a part that the seed decides. What is left is durable, and the notes then say so.
 */
export function restoreDurable({ dataFolder, notesFolder, seed, node }: RestoreOptions): RestoreLoss {
  const noted = readNotes(notesFolder);
  const names = readdirSync(dataFolder);
  for (const name of names) if (name.startsWith(NEW_FILE_PREFIX)) rmSync(join(dataFolder, name));
  const files = new Set([...names.filter((name) => !name.startsWith('.')), ...noted.names.keys()]);
  let lostBytes = 0;
  let torn = false;
  const notes: Note[] = [];
  const survivors: [string, number][] = [];
  for (const name of [...files].sort()) {
    const found = look(dataFolder, name, noted);
    const key = ['restore', node, name, found?.generation ?? 0, found?.size ?? 0];
    const draw = (purpose: string) => drawUnit(seed, ...key, purpose);
    const generation = settleName(found, noted, { dataFolder, notesFolder, keepNew: draw('name') < KEEP_NAME_PROBABILITY });
  }
  return { lostBytes, torn };
}
