import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { openGrowingFile } from './growing-file.ts';

/** A longer line is cut, and says so: it would have to be held whole to be filtered. */
export const FILTERED_LINE_CHARS_MAX: number = 8 * 1024 * 1024;
/** One look takes no more than this: a node that writes a flood must not hold up the clients. The rest is copied when it has ended. */
export const COPY_LOOK_BYTES_MAX: number = 1024 * 1024;
export const LINE_CUT_NOTICE = '[faultline: the rest of this line was too long to be filtered, and is left out]';

/** A file that grows, copied line by line as it may be kept. */
export interface FilteredCopy {
  /** Copies the lines that are whole, some at a time. */
  advance(): void;
  /** Copies the rest. */
  finish(): void;
}

/** The copy is there once a line of it is. A line is filtered whole, wherever reads or writes of it begin and end. */
export function openFilteredCopy(from: string, to: string, filter: (line: string) => string): FilteredCopy {
  const source = openGrowingFile(from);
  const decoder = new TextDecoder();
  let pending = '';
  let isCut = false;
  let target: number | undefined;

  function take(text: string): void {
    const lines = (pending + text).split('\n');
    pending = lines.pop() ?? '';
    put(lines.map((line) => `${whole(line)}\n`).join(''));
    if (pending.length <= FILTERED_LINE_CHARS_MAX) return;
    isCut = true;
    pending = '';
  }

  /** Of a line that is too long nothing is kept: a part of it could end in a part of what is to be hidden. */
  function whole(line: string): string {
    const kept = isCut || line.length > FILTERED_LINE_CHARS_MAX ? LINE_CUT_NOTICE : filter(line);
    isCut = false;
    return kept;
  }

  function put(text: string): void {
    if (text === '') return;
    if (target === undefined) {
      mkdirSync(dirname(to), { recursive: true });
      target = openSync(to, 'a');
    }
    const bytes = Buffer.from(text);
    for (let offset = 0; offset < bytes.length; ) offset += writeSync(target, bytes, offset);
  }

  function read(bytesMax: number): void {
    source.read(bytesMax, (bytes) => take(decoder.decode(bytes, { stream: true })));
  }

  return {
    advance: () => read(COPY_LOOK_BYTES_MAX),
    finish() {
      try {
        read(Number.POSITIVE_INFINITY);
        take(decoder.decode());
        if (pending !== '' || isCut) put(whole(pending));
      } finally {
        source.close();
        if (target !== undefined) closeSync(target);
      }
    },
  };
}
