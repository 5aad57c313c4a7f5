import type { Model } from '../model.ts';
import { type Columns, eventTypes, lengthsDiffer, typeInvoke } from './columns.ts';

/** What there is of each key, counted before anything is laid out. */
export interface Survey {
  /** Keys in the order of their first operations. */
  readonly order: readonly number[];
  readonly operations: Int32Array;
  readonly events: Int32Array;
  /** 0 for a key with operations that do more than read or write. */
  readonly isPlain: Uint8Array;
  /** For each place of a name: `codeRead`, `codeWrite`, or 0 for another operation. */
  readonly codes: Uint8Array;
  /** Processes by numbers below `processCount`. */
  readonly process: Int32Array;
  readonly processCount: number;
}

export const codeRead = 1;
export const codeWrite = 2;
/** Of a place beyond the names. */
const codeNone = 255;

/** Process numbers are taken as they are while they stay below so many for each event. */
const processSpread = 4;
const idle = -1;

/** Undefined where a number means nothing, events do not pair up, or an operation ends under another key. */
export function survey<State>(model: Model<State>, columns: Columns): Survey | undefined {
  const { type, f, functions, key, keys } = columns;
  if (lengthsDiffer(columns)) return undefined;
  const codes = codesOf(model, functions);
  const { process, processCount } = denseProcesses(columns.process);
  const keyCount = key === undefined ? 1 : (keys?.length ?? 0);
  const operations = new Int32Array(keyCount);
  const events = new Int32Array(keyCount);
  const isPlain = new Uint8Array(keyCount).fill(1);
  const open = new Int32Array(processCount).fill(idle);
  const order: number[] = [];
  for (let event = 0; event < process.length; event += 1) {
    const who = process[event] as number;
    if (who < 0) continue;
    const place = key === undefined ? 0 : (key[event] as number);
    if (place < 0 || place >= keyCount) return undefined;
    const code = codes[f[event] as number] as number;
    if (type[event] === typeInvoke) {
      if (open[who] !== idle) return undefined;
      open[who] = place;
      if (operations[place] === 0) order.push(place);
      operations[place] = (operations[place] as number) + 1;
      if (code === 0) isPlain[place] = 0;
    } else {
      if (open[who] !== place || (type[event] as number) >= eventTypes.length) return undefined;
      open[who] = idle;
    }
    if (code === codeNone) return undefined;
    events[place] = (events[place] as number) + 1;
  }
  return { order, operations, events, isPlain, codes, process, processCount };
}

/** For each place of a name in a column of bytes: what it does. */
export function codesOf<State>(model: Model<State>, functions: readonly string[]): Uint8Array {
  const codes = new Uint8Array(256).fill(codeNone);
  functions.forEach((name, place) => {
    codes[place] = codeOf(model, name);
  });
  return codes;
}

function codeOf<State>({ plain }: Model<State>, name: string): number {
  const kind = plain !== undefined && Object.hasOwn(plain, name) ? plain[name] : undefined;
  return kind === undefined ? 0 : kind === 'read' ? codeRead : codeWrite;
}

export function highestProcess(process: Int32Array): number {
  let most = -1;
  for (let event = 0; event < process.length; event += 1) if ((process[event] as number) > most) most = process[event] as number;
  return most;
}

export function processesLimit(events: number): number {
  return processSpread * events + 1024;
}

function denseProcesses(process: Int32Array): { process: Int32Array; processCount: number } {
  const most = highestProcess(process);
  if (most < processesLimit(process.length)) return { process, processCount: most + 1 };
  const numbers = new Map<number, number>();
  const dense = process.map((who) => {
    if (who < 0) return who;
    const known = numbers.get(who) ?? numbers.size;
    numbers.set(who, known);
    return known;
  });
  return { process: dense, processCount: numbers.size };
}
