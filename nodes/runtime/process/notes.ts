import { constants, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from '../checksum.ts';
import type { FileCalls } from './file-calls.ts';

/**
 * What the runtime writes down of the disk, outside the data folder. A file's content from one creation or replacement to the next
 * is a generation; numbers are never used again. Notes are only read after the node is dead, so they need to be written, not synced.
 */
export type Note =
  /** The generation is the content of this inode: so it is known under whatever name it is found. */
  | { readonly kind: 'generation'; readonly file: string; readonly generation: number; readonly inode: string }
  /** So much of the generation is durable. */
  | { readonly kind: 'length'; readonly generation: number; readonly length: number }
  /** These names are durable, and which generation each one means. All of them: the last such note counts. */
  | { readonly kind: 'names'; readonly names: readonly (readonly [file: string, generation: number])[] };

/** All notes of a node put together. */
export interface Noted {
  /** By inode; the last note counts, since inodes are used again. */
  readonly generations: Map<string, { readonly file: string; readonly generation: number }>;
  readonly lengths: Map<number, number>;
  readonly names: Map<string, number>;
  lastGeneration: number;
}

export interface NoteWriter {
  write(note: Note): void;
  close(): void;
}

const NOTES_FILE = 'notes.jsonl';

/** A line whose checksum is wrong was cut by the end of its boot: nobody has acted on it. */
export function readNotes(notesFolder: string): Noted {
  const noted: Noted = { generations: new Map(), lengths: new Map(), names: new Map(), lastGeneration: 0 };
  for (const line of readText(join(notesFolder, NOTES_FILE)).split('\n')) {
    const note = parseLine(line);
    if (note !== undefined) take(noted, note);
  }
  return noted;
}

/** Whether anybody notes here at all: a disk does from the moment it is opened, before anything is on it. */
export function areNotesKept(notesFolder: string): boolean {
  return existsSync(join(notesFolder, NOTES_FILE));
}

/** Goes on behind what is there. */
export function openNotes(notesFolder: string, calls: FileCalls): NoteWriter {
  mkdirSync(notesFolder, { recursive: true });
  const path = join(notesFolder, NOTES_FILE);
  const torn = !/(^|\n)$/.test(readText(path));
  const fd = calls.open(path, constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT);
  if (torn) calls.note(fd, Buffer.from('\n'));
  return {
    write: (note) => calls.note(fd, Buffer.from(formatLine(note))),
    close: () => calls.close(fd),
  };
}

/** Puts these notes in the place of all earlier ones, at once. */
export function replaceNotes(notesFolder: string, notes: readonly Note[]): void {
  mkdirSync(notesFolder, { recursive: true });
  const path = join(notesFolder, NOTES_FILE);
  writeFileSync(`${path}.new`, notes.map(formatLine).join(''));
  renameSync(`${path}.new`, path);
}

/** The hard link that keeps a generation while the file's name is given to a newer one. */
export function linkName(file: string, generation: number): string {
  return `kept-${generation}-${file}`;
}

export function parseLinkName(name: string): { readonly file: string; readonly generation: number } | undefined {
  const match = /^kept-(\d+)-(.+)$/.exec(name);
  return match === null ? undefined : { file: match[2] ?? '', generation: Number(match[1]) };
}

function take(noted: Noted, note: Note): void {
  switch (note.kind) {
    case 'generation':
      noted.generations.set(note.inode, { file: note.file, generation: note.generation });
      noted.lastGeneration = Math.max(noted.lastGeneration, note.generation);
      return;
    case 'length':
      noted.lengths.set(note.generation, Math.max(note.length, noted.lengths.get(note.generation) ?? 0));
      return;
    case 'names':
      noted.names.clear();
      for (const [file, generation] of note.names) noted.names.set(file, generation);
      return;
    default:
      return note satisfies never;
  }
}

function formatLine(note: Note): string {
  const text = JSON.stringify(note);
  return `{"crc":${crc32(text)},"note":${text}}\n`;
}

function parseLine(line: string): Note | undefined {
  const match = /^\{"crc":(\d+),"note":(.*)\}$/.exec(line);
  const text = match?.[2] ?? '';
  // What passes the checksum was written by `formatLine`.
  return match !== null && crc32(text) === Number(match[1]) ? (JSON.parse(text) as Note) : undefined;
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}
