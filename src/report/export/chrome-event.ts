import type { JsonObject } from '../../core/index.ts';
import { brief, readable } from '../words/index.ts';

const NAME_CHARS_MAX = 100;
const ARGUMENT_CHARS_MAX = 400;

/** One event of the format, as it stands in the file. */
export type ChromeEvent = JsonObject;

/** A place in the picture: a thread of a process. */
export interface Track {
  readonly pid: number;
  readonly tid: number;
}

/** The processes of the picture, from top to bottom. */
export const processes = { clients: 1, run: 2, nodes: 3 } as const;

/** Viewers tell threads apart by their number alone, and take that of a process for its main thread: no two tracks share one. */
const THREADS_OF_A_PROCESS = 1_000_000;

export function trackOf(pid: number, index: number): Track {
  return { pid, tid: pid * THREADS_OF_A_PROCESS + index };
}

export function processNamed(pid: number, name: string): ChromeEvent[] {
  return [
    { ph: 'M', pid, name: 'process_name', args: { name } },
    { ph: 'M', pid, name: 'process_sort_index', args: { sort_index: pid } },
  ];
}

export function threadNamed(track: Track, name: string): ChromeEvent[] {
  return [
    { ph: 'M', ...track, name: 'thread_name', args: { name: shown(name) } },
    { ph: 'M', ...track, name: 'thread_sort_index', args: { sort_index: track.tid } },
  ];
}

export function complete(track: Track, cat: string, name: string, fromUs: number, toUs: number, args: JsonObject): ChromeEvent {
  return { ph: 'X', ...track, cat, name: shown(name), ts: fromUs, dur: Math.max(0, toUs - fromUs), args };
}

export function shown(text: string): string {
  return brief(readable(text), NAME_CHARS_MAX);
}

/** A value as an argument: JSON, cut to size. */
export function argument(json: string): string {
  return brief(readable(json), ARGUMENT_CHARS_MAX);
}
