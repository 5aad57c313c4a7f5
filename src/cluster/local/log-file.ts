import { closeSync, fstatSync, mkdirSync, openSync, readSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** How much of a node's last words is shown. */
export const LAST_LINE_COUNT_MAX = 32;
/** A longer line is cut, so that one line cannot fill a report. */
export const LAST_LINE_LENGTH_MAX = 500;
const TAIL_BYTES_MAX = 64 * 1024;
const LONG_LINE_NOTICE = `[a line of more than ${TAIL_BYTES_MAX} bytes: the log has it]`;

/** One start's part of a node's log. The node itself writes it, through this descriptor: a kill of the controller loses none of it. */
export interface LogPart {
  readonly file: string;
  readonly fd: number;
  /** Where the part begins. */
  readonly offset: number;
}

/** Opens the log for appending and heads the new part. The descriptor is the caller's to close once the node has it. */
export function openLogPart(file: string, heading: string): LogPart {
  mkdirSync(dirname(file), { recursive: true });
  const fd = openSync(file, 'a');
  writeSync(fd, `--- ${heading} ---\n`);
  return { file, fd, offset: fstatSync(fd).size };
}

/** The last lines of the log from `offset` on, as they may be shown: filtered whole, and only then cut. */
export function readLastLines(file: string, offset: number, filter: (line: string) => string = (line) => line): string[] {
  const fd = openSync(file, 'r');
  try {
    const { size } = fstatSync(fd);
    const from = Math.max(offset, size - TAIL_BYTES_MAX);
    const bytes = Buffer.alloc(Math.max(0, size - from));
    const byteCount = readSync(fd, bytes, 0, bytes.length, from);
    const lines = bytes.toString('utf8', 0, byteCount).split('\n');
    if (lines.at(-1) === '') lines.pop();
    // A line whose beginning is not here cannot be filtered.
    if (from > offset) lines.splice(0, 1, ...(lines.length === 1 ? [LONG_LINE_NOTICE] : []));
    return lines.slice(-LAST_LINE_COUNT_MAX).map((line) => cut(filter(line)));
  } finally {
    closeSync(fd);
  }
}

function cut(line: string): string {
  return line.length <= LAST_LINE_LENGTH_MAX ? line : `${line.slice(0, LAST_LINE_LENGTH_MAX)}…`;
}
