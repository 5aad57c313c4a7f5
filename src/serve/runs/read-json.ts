import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Json } from '../../core/index.ts';

/** A larger file is not read whole: what stands in a run's folder need not have been written by Faultline. */
const JSON_BYTES_MAX = 32 * 1024 * 1024;

/** What a file holds, or why that cannot be told. Neither where there is no such file. */
export interface JsonFile {
  readonly value?: Json;
  readonly trouble?: string;
}

export function readJson(path: string): JsonFile {
  const name = basename(path);
  let fd: number;
  try {
    // A link may lead anywhere, and a named pipe would be waited for.
    fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    return isMissing(error) ? {} : { trouble: `${name} cannot be read (${codeOf(error)})` };
  }
  try {
    const stat = fstatSync(fd);
    if (!stat.isFile()) return { trouble: `${name} is no file` };
    if (stat.size > JSON_BYTES_MAX) return { trouble: `${name} is larger than ${JSON_BYTES_MAX} bytes` };
    return { value: JSON.parse(readFileSync(fd, 'utf8')) as Json };
  } catch {
    return { trouble: `${name} is not JSON, or not whole` };
  } finally {
    closeSync(fd);
  }
}

function isMissing(error: unknown): boolean {
  return codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR';
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
}
