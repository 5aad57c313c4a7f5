import { closeSync, fdatasync, fstatSync, fsync, linkSync, openSync, renameSync, unlinkSync, write, writeSync } from 'node:fs';
import { promisify } from 'node:util';

/** The calls by which the disk changes anything: the places at which a node can be stopped. */
export interface FileCalls {
  open(path: string, flags: number): number;
  close(fd: number): void;
  link(from: string, to: string): void;
  rename(from: string, to: string): void;
  unlink(path: string): void;
  /** Answers how many of the bytes were written. */
  write(fd: number, bytes: Uint8Array): Promise<number>;
  syncData(fd: number): Promise<void>;
  syncFolder(fd: number): Promise<void>;
  /** Written before this returns. */
  note(fd: number, line: Uint8Array): void;
}

const [writeAsync, fdatasyncAsync, fsyncAsync] = [promisify(write), promisify(fdatasync), promisify(fsync)];

export const fileCalls: FileCalls = {
  open: (path, flags) => openSync(path, flags, 0o644),
  close: closeSync,
  link: linkSync,
  rename: renameSync,
  unlink: unlinkSync,
  write: async (fd, bytes) => (await writeAsync(fd, bytes)).bytesWritten,
  syncData: fdatasyncAsync,
  syncFolder: fsyncAsync,
  note(fd, line) {
    for (let offset = 0; offset < line.length; ) offset += writeSync(fd, line, offset);
  },
};

/** Names one file's content from its creation or replacement on, also across renames. */
export function inodeOf(fd: number): { inode: string; size: number } {
  const { ino, size } = fstatSync(fd, { bigint: true });
  return { inode: String(ino), size: Number(size) };
}
