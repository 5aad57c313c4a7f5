import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { FaultlineError } from '../../../src/core/index.ts';

const BOOT_FILE = '.boot';

/** Counts the boots of a node that nobody else counts: one more than the data folder knows of, noted there before it is used. */
export function nextBootNumber(dataFolder: string): number {
  mkdirSync(dataFolder, { recursive: true });
  const path = join(dataFolder, BOOT_FILE);
  const boot = readCount(path) + 1;
  const fd = openSync(`${path}.new`, 'w');
  writeSync(fd, `${boot}\n`);
  fsyncSync(fd);
  closeSync(fd);
  renameSync(`${path}.new`, path);
  const folder = openSync(dataFolder, 'r');
  fsyncSync(folder);
  closeSync(folder);
  return boot;
}

function readCount(path: string): number {
  let text: string;
  try {
    text = readFileSync(path, 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw error;
  }
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text);
  throw new FaultlineError(
    'boot-count-damaged',
    `${path} must hold the number of boots, but holds '${text.slice(0, 40)}'. Give the number by --boot, or begin with a fresh data folder.`,
  );
}
