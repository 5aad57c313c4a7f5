import { closeSync, readSync } from 'node:fs';
import { openInside } from '../runs/run-files.ts';

/** Read at one time, so that a long file keeps nobody waiting. */
const READ_BYTES = 512 * 1024;

/** Reads a file that grows, from its beginning. */
export class FollowedFile {
  readonly #open: () => { readonly fd: number } | undefined;
  #fd: number | undefined;
  #offset = 0;
  #closed = false;

  constructor(root: string, dir: string, path: string) {
    this.#open = () => openInside(root, dir, path);
  }

  /** The next bytes; undefined if there are none at the moment. They are good until the next are asked for. */
  read(): Uint8Array | undefined {
    if (this.#closed) return undefined;
    this.#fd ??= this.#open()?.fd;
    if (this.#fd === undefined) return undefined;
    try {
      const count = readSync(this.#fd, buffer, 0, READ_BYTES, this.#offset);
      this.#offset += count;
      return count === 0 ? undefined : buffer.subarray(0, count);
    } catch {
      return undefined;
    }
  }

  close(): void {
    this.#closed = true;
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
  }
}

/** No Buffer: a `slice` of one would not be a copy. */
const buffer = new Uint8Array(READ_BYTES);
