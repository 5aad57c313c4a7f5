import { closeSync, openSync, readSync } from 'node:fs';
import { badInput } from '../core/index.ts';

const CHUNK_BYTES = 256 * 1024;
const LINE_BYTES_MAX = 64 * 1024 * 1024;

export interface FileLine {
  /** From 1. */
  readonly number: number;
  readonly text: string;
  /** False for a last line without newline: whoever wrote it was killed. */
  readonly complete: boolean;
}

/** The lines of a file, read as they are asked for: a long history never stands in memory as a whole. */
export function* readLines(path: string): Generator<FileLine> {
  let rest: Buffer[] = [];
  let restBytes = 0;
  let number = 0;
  const take = (complete: boolean): FileLine => {
    number += 1;
    const text = Buffer.concat(rest).toString('utf8');
    rest = [];
    restBytes = 0;
    return { number, text, complete };
  };
  for (const chunk of readChunks(path)) {
    let from = 0;
    for (let end = chunk.indexOf(0x0a); end !== -1; end = chunk.indexOf(0x0a, from)) {
      rest.push(chunk.subarray(from, end));
      from = end + 1;
      yield take(true);
    }
    if (from === chunk.length) continue;
    rest.push(Buffer.from(chunk.subarray(from)));
    restBytes += chunk.length - from;
    if (restBytes > LINE_BYTES_MAX) {
      const message = `Expected lines of at most ${LINE_BYTES_MAX} bytes, got a longer one: this is not a file that Faultline wrote.`;
      throw badInput('line-too-long', message, { file: path, line: number + 1 });
    }
  }
  if (rest.length > 0) yield take(false);
}

/** The bytes of a file, piece by piece. A piece is only good until the next is asked for. */
export function* readChunks(path: string): Generator<Buffer> {
  const fd = openSync(path, 'r');
  try {
    const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
    for (let read = readSync(fd, buffer); read > 0; read = readSync(fd, buffer)) yield buffer.subarray(0, read);
  } finally {
    closeSync(fd);
  }
}
