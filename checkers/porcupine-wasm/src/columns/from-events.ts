import { Numbering } from '../canonical.ts';
import { type HistoryEvent, isClients } from '../history.ts';
import type { Model } from '../model.ts';
import { type Columns, eventTypes, nothing } from './columns.ts';
import { processesLimit } from './survey.ts';

/** Shorter histories are as well off as events. */
const worthwhileEvents = 2_000;
/** Different operations that a column of bytes can name. */
const functionsLimit = 256;

/**
 * A long history of a model that only reads and writes, as columns: what its operations do is then known from their names, and nothing else
 * has to be made of them. Undefined where that does not pay, or where columns would not say the same. What else the events say is left out,
 * since it matters only where these columns decide nothing.
 */
export function columnsOf<State>(model: Model<State>, history: readonly HistoryEvent[]): Columns | undefined {
  const { plain } = model;
  if (plain === undefined || model.partition !== undefined || history.length < worthwhileEvents) return undefined;
  const columns = new PlainColumns(history.length);
  for (let i = 0; i < history.length; i += 1) {
    const event = history[i];
    if (event === undefined || !isClients(event, i)) columns.process[i] = -1;
    else if (!Object.hasOwn(plain, event.f) || !columns.add(i, event, event.process)) return undefined;
  }
  return columns.finish(history);
}

class PlainColumns {
  readonly process: Int32Array;
  private readonly type: Uint8Array;
  private readonly f: Uint8Array;
  private readonly key: Int32Array;
  private readonly value: Int32Array;
  private readonly functions: string[] = [];
  private readonly keys = new Map<string, number>();
  private readonly processes: number;
  /** For each process, the key of its last call. */
  private readonly keyOf: number[] = [];
  private wholeNumbers = true;

  constructor(length: number) {
    this.process = new Int32Array(length);
    this.type = new Uint8Array(length);
    this.f = new Uint8Array(length);
    this.key = new Int32Array(length);
    this.value = new Int32Array(length);
    this.processes = processesLimit(length);
  }

  add(i: number, { type, f, key, value }: HistoryEvent, process: number): boolean {
    if (!Number.isInteger(process) || process < 0 || process >= this.processes) return false;
    const isCall = type === 'invoke';
    const keyPlace = isCall ? this.keyPlace(key ?? '') : (this.keyOf[process] ?? 0);
    if (isCall) this.keyOf[process] = keyPlace;
    const place = this.functionPlace(f);
    if (place >= functionsLimit) return false;
    this.process[i] = process;
    this.type[i] = isCall ? 0 : eventTypes.indexOf(type);
    this.f[i] = place;
    this.key[i] = keyPlace;
    if (value === undefined || value === null) this.value[i] = nothing;
    else if (typeof value === 'number' && value === (value | 0) && value !== nothing) this.value[i] = value;
    else this.wholeNumbers = false;
    return true;
  }

  finish(history: readonly HistoryEvent[]): Columns {
    const { process, type, f, functions, value } = this;
    const columns = { process, type, f, functions, key: this.key, keys: [...this.keys.keys()], value };
    return this.wholeNumbers ? columns : { ...columns, values: this.tabulate(history) };
  }

  private keyPlace(key: string): number {
    const known = this.keys.get(key);
    if (known !== undefined) return known;
    this.keys.set(key, this.keys.size);
    return this.keys.size - 1;
  }

  /** There are two or three. */
  private functionPlace(f: string): number {
    const known = this.functions.indexOf(f);
    return known !== -1 ? known : this.functions.push(f) - 1;
  }

  private tabulate(history: readonly HistoryEvent[]): unknown[] {
    const places = new Numbering();
    const values: unknown[] = [];
    for (let i = 0; i < history.length; i += 1) {
      const value = history[i]?.value;
      if (value === undefined || value === null) {
        this.value[i] = nothing;
        continue;
      }
      const place = places.of(value);
      if (place === values.length) values.push(value);
      this.value[i] = place;
    }
    return values;
  }
}
