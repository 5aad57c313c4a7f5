import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { drawInteger } from '../../../src/core/index.ts';
import { openDisk } from './disk.ts';
import { restoreDurable } from './restore.ts';
import { type Folders, Promises, PromisingDisk } from './test-promises.ts';
import { stoppingCalls } from './test-stops.ts';

const root = mkdtempSync(join(tmpdir(), 'faultline-restore-'));
let folderCount = 0;
afterAll(() => rmSync(root, { recursive: true }));

function freshFolders(): Folders {
  folderCount += 1;
  return { dataFolder: join(root, String(folderCount), 'data'), notesFolder: join(root, String(folderCount), 'notes') };
}

/** Appends, syncs and replacements of two files, one after the other and at the same time. */
const script: readonly ((disk: PromisingDisk) => void)[] = [
  (disk) => disk.append('wal', 'w1-first '),
  (disk) => {
    disk.sync('wal');
    disk.append('wal', 'w1-second ');
  },
  (disk) => {
    disk.sync('wal');
    disk.replace('vote', 'v1-n2 ');
  },
  (disk) => disk.append('wal', 'w1-third '),
  (disk) => {
    disk.replace('vote', 'v2-n3 ');
    disk.replace('wal', 'w2-rewritten ');
    disk.append('wal', 'w2-behind ');
    disk.append('log', 'l1-never-synced ');
  },
  (disk) => disk.sync('wal'),
  (disk) => {
    disk.append('vote', 'v2-more ');
    disk.replace('wal', 'w3-again ');
  },
  (disk) => disk.append('wal', 'w3-tail '),
];

/** Lets a disk work until nothing is open or nothing happens any more. */
async function runScript(disk: PromisingDisk, stopped: () => boolean): Promise<void> {
  for (const step of script) {
    if (stopped()) return;
    step(disk);
    while (disk.busy && !stopped()) await new Promise(setImmediate);
  }
}

/** One boot, up to its stop. */
async function boot(folders: Folders, promises: Promises, stopAt: number, how: 'before' | 'half' | 'after'): Promise<number> {
  const stopping = stoppingCalls(stopAt, how);
  let disk: PromisingDisk | undefined;
  try {
    disk = new PromisingDisk(folders, stopping.calls, promises);
    await runScript(disk, stopping.stopped);
  } catch (error) {
    if ((error as Error).message !== 'stopped') throw error;
  }
  await stopping.settled();
  disk?.close();
  return stopping.count();
}

const never = Number.POSITIVE_INFINITY;
const ways = ['before', 'half', 'after'] as const;

describe('a power cut', () => {
  it('at any call leaves an image that the callbacks allow, whatever the seed, and the next boot goes on from it', async () => {
    const callCount = await boot(freshFolders(), new Promises(), never, 'after');
    expect(callCount).toBeGreaterThan(50);
    for (let stopAt = 1; stopAt <= callCount; stopAt += 1) {
      for (const how of ways) {
        const folders = freshFolders();
        const promises = new Promises();
        await boot(folders, promises, stopAt, how);
        restoreDurable({ ...folders, seed: stopAt, node: 'n1' });
        expect(promises.contradictions(folders.dataFolder)).toEqual([]);
        const before = image(folders.dataFolder);
        // What survived is durable: a second cut takes nothing.
        expect(restoreDurable({ ...folders, seed: stopAt + 1, node: 'n1' })).toEqual({ lostBytes: 0, torn: false });
        expect(image(folders.dataFolder)).toEqual(before);
        if (how !== 'after') continue;
        const next = promisesOf(folders.dataFolder);
        await boot(folders, next, never, 'after');
        expect(next.contradictions(folders.dataFolder)).toEqual([]);
      }
    }
  });

  it('after a kill in the boot before it is no different', async () => {
    const callCount = await boot(freshFolders(), new Promises(), never, 'after');
    for (let round = 0; round < 100; round += 1) {
      const folders = freshFolders();
      const promises = new Promises();
      for (const turn of ['first', 'second']) {
        const stopAt = drawInteger(1, callCount, round, turn);
        await boot(folders, promises, stopAt, ways[drawInteger(0, 2, round, turn, 'how')] ?? 'after');
      }
      restoreDurable({ ...folders, seed: round, node: 'n1' });
      expect(promises.contradictions(folders.dataFolder)).toEqual([]);
    }
  });

  it('takes between nothing and all of what no fsync covered', async () => {
    const sizes = new Map<number, number>();
    for (let seed = 0; seed < 120; seed += 1) {
      const folders = freshFolders();
      const disk = new PromisingDisk(folders, stoppingCalls(never, 'after').calls, new Promises());
      disk.append('wal', 'synced');
      await idle(disk);
      disk.sync('wal');
      await idle(disk);
      disk.append('wal', ' and not');
      await idle(disk);
      disk.close();
      const { lostBytes, torn } = restoreDurable({ ...folders, seed, node: 'n1' });
      const { length } = readFileSync(join(folders.dataFolder, 'wal'));
      expect(lostBytes).toBe(14 - length);
      expect(torn).toBe(length > 6 && length < 14);
      sizes.set(length, (sizes.get(length) ?? 0) + 1);
    }
    expect(sizes.get(6)).toBeGreaterThan(30);
    expect(sizes.get(14)).toBeGreaterThan(5);
    expect(sizes.size).toBeGreaterThan(5);
  });

  it('before the first note leaves nothing', () => {
    const folders = freshFolders();
    openDisk(folders).close();
    writeFileSync(join(folders.dataFolder, 'wal'), 'unknown');
    writeFileSync(join(folders.dataFolder, '.new-1-wal'), 'unknown');
    expect(restoreDurable({ ...folders, seed: 1, node: 'n1' })).toEqual({ lostBytes: 7, torn: false });
    expect(readdirSync(folders.dataFolder)).toEqual([]);
  });

  it('says so if a file is not what its node was told', async () => {
    const folders = freshFolders();
    const disk = new PromisingDisk(folders, stoppingCalls(never, 'after').calls, new Promises());
    disk.append('wal', 'synced');
    await idle(disk);
    disk.sync('wal');
    await idle(disk);
    disk.close();
    writeFileSync(join(folders.dataFolder, 'wal'), 'cut');
    expect(() => restoreDurable({ ...folders, seed: 1, node: 'n1' })).toThrow(
      /wal does not hold .* expected 6 bytes that were synced, got only 3 bytes/,
    );
    rmSync(join(folders.dataFolder, 'wal'));
    expect(() => restoreDurable({ ...folders, seed: 1, node: 'n1' })).toThrow(/expected generation 1/);
  });
});

async function idle(disk: PromisingDisk): Promise<void> {
  while (disk.busy) await new Promise(setImmediate);
}

function image(folder: string): Record<string, string> {
  return Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}

/** All that is there, and nothing less: the state after a cut. */
function promisesOf(folder: string): Promises {
  const promises = new Promises();
  if (!existsSync(folder)) return promises;
  for (const [name, text] of Object.entries(image(folder))) {
    promises.files.set(name, { possible: [{ issued: text, calledBack: text.length, promised: text.length }], mayBeAbsent: false });
  }
  return promises;
}
