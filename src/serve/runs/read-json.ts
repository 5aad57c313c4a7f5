import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Json } from '../../core/index.ts';

/** A larger file is not read whole: what stands in a run's folder need not have been written by Faultline. */
const JSON_BYTES_MAX = 32 * 1024 * 1024;

/** Deeper values can be read, but neither written nor compared without running out of stack. */
const JSON_DEPTH_MAX = 500;

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
    if (stat.nlink > 1) return { trouble: `${name} has a second name (a hard link): it may be somebody else's` };
    if (stat.size > JSON_BYTES_MAX) return { trouble: `${name} is larger than ${JSON_BYTES_MAX} bytes` };
    const text = readFileSync(fd, 'utf8');
    if (isTooDeep(text)) return { trouble: `${name} is nested deeper than ${JSON_DEPTH_MAX} levels` };
    return { value: JSON.parse(text) as Json };
  } catch {
    return { trouble: `${name} is not JSON, or not whole` };
  } finally {
    closeSync(fd);
  }
}

/** Brackets in strings do not count; text that is no JSON is found out later. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '"') at = endOfString(text, at);
    else if (character === ']' || character === '}') depth -= 1;
    else if (character === '[' || character === '{') depth += 1;
    if (depth > JSON_DEPTH_MAX) return true;
  }
  return false;
}

/** Where the string that begins here ends. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at;
}

function isMissing(error: unknown): boolean {
  return codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR';
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
}
