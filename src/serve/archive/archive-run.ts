import { closeSync, createReadStream, fstatSync, type ReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { plural } from '../../report/index.ts';
import { filesOf, openInside } from '../runs/run-files.ts';
import type { ListedRun } from '../runs/run-index.ts';
import { tarEnd, tarHeader, tarPadding } from './ustar.ts';

/** Left out of the archive: it names a process of this machine. */
const leftOut: readonly string[] = ['running.json'];

/**
 * A run as one `.tar.gz`, made while it is sent: nothing is put on disk, and a file of any size passes through a small buffer. Of a run
 * that goes on, each file is as long as it was when its turn came. Files that the format cannot hold are named in `NOT-IN-THIS-ARCHIVE`.
 */
export function archiveRun(root: string, run: ListedRun): Readable {
  const gzip = createGzip({ level: 6 });
  const tar = Readable.from(tarOf(root, run), { objectMode: false });
  tar.on('error', (error) => gzip.destroy(error));
  gzip.on('close', () => tar.destroy());
  return tar.pipe(gzip);
}

async function* tarOf(root: string, { dir, name }: ListedRun): AsyncGenerator<Buffer> {
  const { files, omitted, linkedCount } = filesOf(dir);
  const missing = [
    ...(omitted ? ['There are more files than an archive takes.'] : []),
    ...(linkedCount > 0 ? [`${plural(linkedCount, 'file')} with a second name (hard links) left out`] : []),
  ];
  for (const { path } of files) {
    if (leftOut.includes(path)) continue;
    const opened = openInside(root, dir, path);
    if (opened === undefined) continue;
    const { fd, bytes } = opened;
    const header = tarHeader({ path: `${name}/${path}`, bytes, modifiedAtMs: fstatSync(fd).mtimeMs });
    if (header === undefined) {
      closeSync(fd);
      missing.push(`${path}: its name or its size does not fit into a tar archive`);
      continue;
    }
    yield* fileOf(fd, header, bytes);
  }
  if (missing.length > 0) yield* noteOf(name, missing);
  yield tarEnd();
}

/** Exactly so many bytes as the header says. Closes the file, also if nobody wants the rest. */
async function* fileOf(fd: number, header: Buffer, bytes: number): AsyncGenerator<Buffer> {
  let sent = 0;
  let stream: ReadStream | undefined;
  try {
    yield header;
    stream = bytes === 0 ? undefined : createReadStream('', { fd, start: 0, end: bytes - 1 });
    for await (const chunk of stream ?? []) {
      sent += (chunk as Buffer).length;
      yield chunk as Buffer;
    }
  } finally {
    // A stream closes what it reads.
    if (stream === undefined) closeSync(fd);
  }
  // A file that became shorter meanwhile. Zeros keep what follows in its place.
  for (; sent < bytes; sent += ZEROS_BYTES) yield Buffer.alloc(Math.min(ZEROS_BYTES, bytes - sent));
  yield tarPadding(bytes);
}

const ZEROS_BYTES = 64 * 1024;

function* noteOf(name: string, lines: readonly string[]): Generator<Buffer> {
  const text = Buffer.from(`${lines.join('\n')}\n`);
  const header = tarHeader({ path: `${name}/NOT-IN-THIS-ARCHIVE`, bytes: text.length, modifiedAtMs: Date.now() });
  if (header === undefined) return;
  yield header;
  yield text;
  yield tarPadding(text.length);
}
