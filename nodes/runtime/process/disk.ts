import { constants, mkdirSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { StoragePort } from '../ports.ts';
import { type FileCalls, fileCalls, inodeOf } from './file-calls.ts';
import { linkName, type Note, type Noted, type NoteWriter, openNotes, parseLinkName, readNotes } from './notes.ts';

export interface DiskOptions {
  readonly dataFolder: string;
  /** Where to note what is durable, on the same file system. undefined: nobody will ask. */
  readonly notesFolder: string | undefined;
  readonly calls?: FileCalls;
}

export interface RealDisk extends StoragePort {
  close(): void;
}

/** Real files. Names that begin with a dot are the runtime's own. */
export function openDisk(options: DiskOptions): RealDisk {
  mkdirSync(options.dataFolder, { recursive: true });
  return new FolderDisk(options);
}

/** Prefix of a generation that has not got its name yet. */
export const NEW_FILE_PREFIX = '.new-';
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;
const APPEND = constants.O_RDWR | constants.O_APPEND;
const CREATE = APPEND | constants.O_CREAT | constants.O_EXCL;

interface OpenFile {
  readonly name: string;
  /** undefined: there is no file yet. */
  content: Content | undefined;
  failed: Error | undefined;
  /** Settles when all calls so far are done. */
  last: Promise<void>;
}

interface Content {
  readonly generation: number;
  readonly fd: number;
  /** Bytes whose writes were called back. */
  written: number;
  /** Bytes known to be durable. */
  durable: number;
}

class FolderDisk implements RealDisk {
  readonly #folder: string;
  readonly #notesFolder: string | undefined;
  readonly #calls: FileCalls;
  readonly #folderFd: number;
  readonly #notes: NoteWriter | undefined;
  readonly #files = new Map<string, OpenFile>();
  /** Which generation each name means now, and which one it is known to mean after a power cut. */
  readonly #names = new Map<string, number>();
  #durableNames: ReadonlyMap<string, number>;
  #nameSyncsIssued = 0;
  #nameSyncsNoted = 0;
  /** Old generations kept by a link until the new name is durable. */
  #links: { readonly file: string; readonly generation: number }[] = [];
  #lastGeneration: number;

  constructor({ dataFolder, notesFolder, calls = fileCalls }: DiskOptions) {
    this.#folder = dataFolder;
    this.#notesFolder = notesFolder;
    this.#calls = calls;
    const noted = notesFolder === undefined ? undefined : readNotes(notesFolder);
    this.#durableNames = noted?.names ?? new Map();
    this.#lastGeneration = noted?.lastGeneration ?? 0;
    this.#notes = notesFolder === undefined ? undefined : openNotes(notesFolder, calls);
    this.#folderFd = calls.open(dataFolder, constants.O_RDONLY | constants.O_DIRECTORY);
    if (notesFolder !== undefined) this.#links = readdirSync(notesFolder).flatMap((name) => parseLinkName(name) ?? []);
    this.#adoptFiles(noted);
  }

  read(name: string, done: (error: Error | undefined, bytes: Uint8Array | undefined) => void): void {
    this.#queue(name, done, async (file) => {
      const bytes = file.content === undefined ? undefined : await readFile(join(this.#folder, name));
      return () => done(undefined, bytes);
    });
  }

  append(name: string, bytes: Uint8Array, done: (error?: Error) => void): void {
    this.#queue(name, done, async (file) => {
      const content = this.#existing(file);
      await this.#writeAll(content.fd, bytes);
      return () => {
        content.written += bytes.length;
        done();
      };
    });
  }

  sync(name: string, done: (error: Error | undefined, length: number) => void): void {
    const covered = this.#files.get(name)?.content;
    const length = covered?.written ?? 0;
    const failed = (error: Error) => done(error, 0);
    this.#queue(name, failed, async ({ content }) => {
      if (content === undefined) throw new Error(`there is no file ${name}`);
      await this.#calls.syncData(content.fd);
      // A file replaced since then is durable as a whole, whatever was written to its predecessor.
      if (content === covered && length > content.durable) this.#noteLength(content, length);
      if (this.#durableNames.get(name) !== content.generation) await this.#syncNames();
      return () => done(undefined, content.durable);
    });
  }

  replace(name: string, bytes: Uint8Array, done: (error?: Error) => void): void {
    this.#queue(name, done, async (file) => {
      const generation = this.#nextGeneration();
      const path = join(this.#folder, name);
      const newPath = join(this.#folder, `${NEW_FILE_PREFIX}${generation}-${name}`);
      const content = this.#create(name, newPath, generation);
      await this.#writeAll(content.fd, bytes);
      await this.#calls.syncData(content.fd);
      content.written = bytes.length;
      this.#noteLength(content, bytes.length);
      const old = file.content;
      if (old !== undefined) this.#keep(name, old.generation);
      this.#calls.rename(newPath, path);
      file.content = content;
      this.#names.set(name, generation);
      if (old !== undefined) this.#calls.close(old.fd);
      await this.#syncNames();
      return done;
    });
  }

  close(): void {
    for (const { content } of this.#files.values()) if (content !== undefined) this.#calls.close(content.fd);
    this.#files.clear();
    this.#calls.close(this.#folderFd);
    this.#notes?.close();
  }

  #adoptFiles(noted: Noted | undefined): void {
    for (const { name, ...entry } of listFolder(this.#folder)) {
      const path = join(this.#folder, name);
      if (entry.isFile && name.startsWith(NEW_FILE_PREFIX)) this.#calls.unlink(path);
      if (!entry.isFile || !NAME.test(name)) continue;
      const fd = this.#calls.open(path, APPEND);
      const { inode, size } = inodeOf(fd);
      const known = noted?.generations.get(inode);
      const generation = known?.file === name ? known.generation : this.#nextGeneration();
      if (generation !== known?.generation) this.#note({ kind: 'generation', file: name, generation, inode });
      const content = { generation, fd, written: size, durable: noted?.lengths.get(generation) ?? 0 };
      this.#files.set(name, { name, content, failed: undefined, last: Promise.resolve() });
      this.#names.set(name, generation);
    }
  }

  /** One call of a file at a time. `work` answers how to call back; after a failure the file takes no further call. */
  #queue(name: string, failed: (error: Error, nothing: undefined) => void, work: (file: OpenFile) => Promise<() => void>): void {
    const file = this.#file(name);
    const guarded = async () => {
      if (file.failed !== undefined) throw file.failed;
      return work(file);
    };
    file.last = file.last.then(guarded).then(
      (finish) => finish(),
      (error: Error) => {
        file.failed = error;
        failed(error, undefined);
      },
    );
  }

  #file(name: string): OpenFile {
    const known = this.#files.get(name);
    if (known !== undefined) return known;
    if (!NAME.test(name))
      throw new RangeError(`'${name}' is no file name: 1 to 100 letters, digits, '.', '_' and '-', not beginning with '.'`);
    const file = { name, content: undefined, failed: undefined, last: Promise.resolve() };
    this.#files.set(name, file);
    return file;
  }

  #existing(file: OpenFile): Content {
    if (file.content !== undefined) return file.content;
    const content = this.#create(file.name, join(this.#folder, file.name), this.#nextGeneration());
    file.content = content;
    this.#names.set(file.name, content.generation);
    return content;
  }

  #create(file: string, path: string, generation: number): Content {
    const fd = this.#calls.open(path, CREATE);
    this.#note({ kind: 'generation', file, generation, inode: inodeOf(fd).inode });
    return { generation, fd, written: 0, durable: 0 };
  }

  async #writeAll(fd: number, bytes: Uint8Array): Promise<void> {
    for (let offset = 0; offset < bytes.length; ) offset += await this.#calls.write(fd, bytes.subarray(offset));
  }

  #keep(file: string, generation: number): void {
    if (this.#notesFolder === undefined || this.#links.some((link) => link.generation === generation)) return;
    this.#calls.link(join(this.#folder, file), join(this.#notesFolder, linkName(file, generation)));
    this.#links.push({ file, generation });
  }

  /** Makes durable which file each name means. Covers what was renamed before it was issued, so overlapping ones note the newest only. */
  async #syncNames(): Promise<void> {
    this.#nameSyncsIssued += 1;
    const issued = this.#nameSyncsIssued;
    const names = new Map(this.#names);
    await this.#calls.syncFolder(this.#folderFd);
    if (issued < this.#nameSyncsNoted) return;
    this.#nameSyncsNoted = issued;
    this.#note({ kind: 'names', names: [...names] });
    this.#durableNames = names;
    this.#dropLinks();
  }

  #dropLinks(): void {
    const isPast = ({ file, generation }: { file: string; generation: number }) => generation < (this.#durableNames.get(file) ?? 0);
    const past = this.#links.filter(isPast);
    this.#links = this.#links.filter((link) => !isPast(link));
    if (this.#notesFolder !== undefined)
      for (const { file, generation } of past) this.#calls.unlink(join(this.#notesFolder, linkName(file, generation)));
  }

  #noteLength(content: Content, length: number): void {
    content.durable = length;
    this.#note({ kind: 'length', generation: content.generation, length });
  }

  #note(note: Note): void {
    this.#notes?.write(note);
  }

  #nextGeneration(): number {
    this.#lastGeneration += 1;
    return this.#lastGeneration;
  }
}

function listFolder(folder: string): { readonly name: string; readonly isFile: boolean }[] {
  return readdirSync(folder, { withFileTypes: true }).map((entry) => ({ name: entry.name, isFile: entry.isFile() }));
}
