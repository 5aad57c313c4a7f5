/** A project of a user's: a folder of its own in which the package is installed, and nothing else. */
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeFolder } from './test-cli.ts';

export const repository: string = fileURLToPath(new URL('../../', import.meta.url));

export function makeProject(): ReturnType<typeof makeFolder> {
  const folder = makeFolder();
  mkdirSync(join(folder.path, 'node_modules'));
  symlinkSync(repository, join(folder.path, 'node_modules', 'faultline'));
  return folder;
}
