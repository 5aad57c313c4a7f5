import { closeSync, fstatSync, mkdirSync, openSync, readSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { TraceEvent } from '../../../src/core/index.ts';

export interface TraceFile {
  /** Written before this returns. */
  write(events: readonly TraceEvent[]): void;
  close(): void;
}

/** Goes on behind the trace of earlier boots, on a fresh line: the last one may have been cut by a kill. */
export function openTraceFile(path: string): TraceFile {
  mkdirSync(dirname(path), { recursive: true });
  const fd = openSync(path, 'a+');
  if (!endsOnFreshLine(fd)) writeSync(fd, '\n');
  return {
    write(events) {
      const bytes = Buffer.from(events.map((event) => `${JSON.stringify(event)}\n`).join(''));
      for (let offset = 0; offset < bytes.length; ) offset += writeSync(fd, bytes, offset);
    },
    close: () => closeSync(fd),
  };
}

function endsOnFreshLine(fd: number): boolean {
  const { size } = fstatSync(fd);
  if (size === 0) return true;
  const last = Buffer.alloc(1);
  readSync(fd, last, 0, 1, size - 1);
  return last.toString() === '\n';
}
