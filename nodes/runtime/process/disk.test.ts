import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDisk, type RealDisk } from './disk.ts';
import { type FileCalls, fileCalls } from './file-calls.ts';
import { readNotes } from './notes.ts';

let folder: string;
let dataFolder: string;
let notesFolder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'faultline-disk-'));
  dataFolder = join(folder, 'data');
  notesFolder = join(folder, 'notes');
});
afterEach(() => rmSync(folder, { recursive: true }));

const append = (disk: RealDisk, name: string, text: string) => asPromise((done) => disk.append(name, Buffer.from(text), done));
const replace = (disk: RealDisk, name: string, text: string) => asPromise((done) => disk.replace(name, Buffer.from(text), done));
const sync = (disk: RealDisk, name: string) =>
  new Promise<number>((resolve, reject) => disk.sync(name, (error, length) => (error ? reject(error) : resolve(length))));
const read = (disk: RealDisk, name: string) =>
  new Promise<string | undefined>((resolve, reject) => {
    disk.read(name, (error, bytes) => (error ? reject(error) : resolve(bytes && Buffer.from(bytes).toString())));
  });

function asPromise(call: (done: (error?: Error) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => call((error) => (error ? reject(error) : resolve())));
}

function noted(): { names: Record<string, number>; lengths: Record<string, number> } {
  const { names, lengths } = readNotes(notesFolder);
  return { names: Object.fromEntries(names), lengths: Object.fromEntries(lengths) };
}

/** The real calls, with some of them replaced for one test. */
function open(calls: Partial<FileCalls> = {}): RealDisk {
  return openDisk({ dataFolder, notesFolder, calls: { ...fileCalls, ...calls } });
}

describe('the disk', () => {
  it('appends, syncs, replaces and reads, and finds it all again', async () => {
    const disk = open();
    expect(await read(disk, 'wal')).toBeUndefined();
    await append(disk, 'wal', 'one ');
    await append(disk, 'wal', 'two');
    expect(await sync(disk, 'wal')).toBe(7);
    await replace(disk, 'vote', 'n2');
    await append(disk, 'vote', '!');
    await replace(disk, 'vote', 'n3');
    await append(disk, 'vote', '?');
    disk.close();
    const again = open();
    expect(await read(again, 'wal')).toBe('one two');
    expect(await read(again, 'vote')).toBe('n3?');
    await append(again, 'wal', ' three');
    expect(await read(again, 'wal')).toBe('one two three');
    again.close();
  });

  it('calls back in the order of the calls of a file', async () => {
    const disk = open();
    const order: string[] = [];
    await new Promise<void>((resolve) => {
      disk.append('wal', Buffer.alloc(1 << 20, 'x'), () => order.push('append'));
      disk.sync('wal', () => order.push('sync'));
      disk.read('wal', (_, bytes) => order.push(`read ${bytes?.length}`));
      disk.replace('wal', Buffer.from('new'), () => order.push('replace'));
      disk.read('wal', (_, bytes) => order.push(`read ${bytes?.length}`));
      disk.append('wal', Buffer.from('er'), () => resolve());
    });
    expect(order).toEqual(['append', 'sync', 'read 1048576', 'replace', 'read 3']);
    disk.close();
  });

  it('notes only what was called back before a sync was asked for', async () => {
    const disk = open();
    await append(disk, 'wal', 'called back');
    const written = append(disk, 'wal', ', under way');
    expect(await sync(disk, 'wal')).toBe('called back'.length);
    await written;
    expect(noted()).toEqual({ names: { wal: 1 }, lengths: { 1: 11 } });
    expect(await sync(disk, 'wal')).toBe(22);
    expect(noted().lengths).toEqual({ 1: 22 });
    disk.close();
  });

  it('notes before it calls back, and does not note what a stopped fsync may not have done', async () => {
    let release: () => void = () => {};
    const disk = open({ syncData: (fd) => new Promise<void>((resolve) => (release = resolve)).then(() => fileCalls.syncData(fd)) });
    await append(disk, 'wal', 'abc');
    let calledBack = false;
    const synced = sync(disk, 'wal').then(() => {
      calledBack = true;
    });
    await new Promise(setImmediate);
    expect([calledBack, noted()]).toEqual([false, { names: {}, lengths: {} }]);
    release();
    await synced;
    expect(noted()).toEqual({ names: { wal: 1 }, lengths: { 1: 3 } });
    disk.close();
  });

  it('keeps the old generation linked until the new name is durable', async () => {
    const links = () => readdirSync(notesFolder).filter((name) => name.startsWith('kept-'));
    let during: string[] = [];
    const disk = open({
      syncFolder: (fd) => {
        during = links();
        return fileCalls.syncFolder(fd);
      },
    });
    await append(disk, 'wal', 'old');
    await sync(disk, 'wal');
    await replace(disk, 'wal', 'new');
    expect(during).toEqual(['kept-1-wal']);
    expect(links()).toEqual([]);
    expect(noted()).toEqual({ names: { wal: 2 }, lengths: { 1: 3, 2: 3 } });
    expect(readdirSync(dataFolder)).toEqual(['wal']);
    disk.close();
  });

  it('says of a failed call what failed, and takes no further call on that file', async () => {
    const disk = open({
      syncData: () => Promise.reject(new Error('EIO: i/o error, fdatasync')),
    });
    await append(disk, 'wal', 'a');
    await expect(sync(disk, 'wal')).rejects.toThrow('EIO');
    await expect(append(disk, 'wal', 'b')).rejects.toThrow('EIO');
    await append(disk, 'other', 'c');
    expect(await read(disk, 'other')).toBe('c');
    await expect(sync(disk, 'nothing')).rejects.toThrow('there is no file nothing');
    disk.close();
  });

  it('writes on until a short write is whole', async () => {
    const disk = open({ write: (fd, bytes) => fileCalls.write(fd, bytes.subarray(0, 3)) });
    await append(disk, 'wal', 'whole record');
    expect(await read(disk, 'wal')).toBe('whole record');
    disk.close();
  });

  it('refuses names that would leave the folder or meet its own', () => {
    const disk = open();
    for (const name of ['', '.new-1-wal', '../wal', 'a/b', 'x'.repeat(101)])
      expect(() => disk.append(name, Buffer.from('x'), () => {})).toThrow(RangeError);
    disk.close();
  });

  it('works without notes, and clears away what a killed replacement left', async () => {
    mkdirSync(dataFolder);
    writeFileSync(join(dataFolder, '.new-3-wal'), 'half');
    writeFileSync(join(dataFolder, 'wal'), 'old');
    const disk = openDisk({ dataFolder, notesFolder: undefined });
    expect(await read(disk, 'wal')).toBe('old');
    await replace(disk, 'wal', 'new');
    expect(await sync(disk, 'wal')).toBe(3);
    disk.close();
    expect(readdirSync(folder)).toEqual(['data']);
    expect(readdirSync(dataFolder)).toEqual(['wal']);
    expect(readFileSync(join(dataFolder, 'wal'), 'utf8')).toBe('new');
  });
});
