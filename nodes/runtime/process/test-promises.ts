import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDisk, type RealDisk } from './disk.ts';
import type { FileCalls } from './file-calls.ts';

export interface Folders {
  readonly dataFolder: string;
  readonly notesFolder: string;
}

/** One thing that a file may turn out to be: a prefix of `issued`, no shorter than `promised`. */
export interface Possibility {
  issued: string;
  calledBack: number;
  promised: number;
}

/** What the callbacks have promised so far: the images that a power cut may leave. */
export class Promises {
  readonly files = new Map<string, { possible: Possibility[]; mayBeAbsent: boolean }>();

  file(name: string): { possible: Possibility[]; mayBeAbsent: boolean } {
    const file = this.files.get(name) ?? { possible: [], mayBeAbsent: true };
    this.files.set(name, file);
    return file;
  }

  /** What in the folder contradicts them, in sentences. */
  contradictions(folder: string): string[] {
    const left = readdirSync(folder);
    const found = left.filter((name) => !this.files.has(name)).map((name) => `${name} was never asked for`);
    for (const [name, { possible, mayBeAbsent }] of this.files) {
      const text = left.includes(name) ? readFileSync(join(folder, name), 'utf8') : undefined;
      if (text === undefined) {
        if (!mayBeAbsent) found.push(`${name} is gone`);
      } else if (!possible.some(({ issued, promised }) => issued.startsWith(text) && text.length >= promised)) {
        found.push(`${name} holds '${text}', possible are ${JSON.stringify(possible)}`);
      }
    }
    return found;
  }
}

/** A disk whose every call is written into the promises. */
export class PromisingDisk {
  readonly #disk: RealDisk;
  readonly #promises: Promises;
  readonly #current = new Map<string, Possibility>();
  #open = 0;

  constructor(folders: Folders, calls: FileCalls, promises: Promises) {
    this.#disk = openDisk({ ...folders, calls });
    this.#promises = promises;
    for (const name of readdirSync(folders.dataFolder)) this.#adopt(name, readFileSync(join(folders.dataFolder, name), 'utf8'));
  }

  /** Whether something was asked for and not called back. */
  get busy(): boolean {
    return this.#open > 0;
  }

  append(name: string, text: string): void {
    const file = this.#promises.file(name);
    const current = this.#current.get(name) ?? { issued: '', calledBack: 0, promised: 0 };
    if (!file.possible.includes(current)) file.possible.push(current);
    this.#current.set(name, current);
    current.issued += text;
    this.#ask(
      (done) => this.#disk.append(name, Buffer.from(text), done),
      () => {
        current.calledBack += text.length;
      },
    );
  }

  sync(name: string): void {
    const file = this.#promises.file(name);
    const current = this.#current.get(name);
    const covered = current?.calledBack ?? 0;
    this.#ask(
      (done) => this.#disk.sync(name, done),
      () => {
        if (current === undefined || current !== this.#current.get(name)) return;
        current.promised = Math.max(current.promised, covered);
        file.possible = [current];
        file.mayBeAbsent = false;
      },
    );
  }

  replace(name: string, text: string): void {
    const file = this.#promises.file(name);
    const next = { issued: text, calledBack: text.length, promised: text.length };
    file.possible.push(next);
    this.#current.set(name, next);
    this.#ask(
      (done) => this.#disk.replace(name, Buffer.from(text), done),
      () => {
        file.possible = file.possible.slice(file.possible.indexOf(next));
        file.mayBeAbsent = false;
      },
    );
  }

  close(): void {
    this.#disk.close();
  }

  #adopt(name: string, text: string): void {
    const file = this.#promises.file(name);
    const known = file.possible.find(({ issued, promised }) => issued.startsWith(text) && text.length >= promised);
    const current = { issued: text, calledBack: text.length, promised: known?.promised ?? 0 };
    file.possible.push(current);
    this.#current.set(name, current);
  }

  #ask(call: (done: (error?: Error) => void) => void, done: () => void): void {
    this.#open += 1;
    call((error) => {
      this.#open -= 1;
      if (error === undefined) done();
    });
  }
}
