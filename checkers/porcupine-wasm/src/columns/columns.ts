import { HistoryError, type HistoryEvent } from '../history.ts';

/** A history as columns: one entry for each event in each, in order of events. */
export interface Columns {
  /** Whose event it is. Those of a negative number are no operations and are passed over. */
  readonly process: Int32Array;
  /** Places in `eventTypes`. */
  readonly type: Uint8Array;
  /** Places in `functions`, the names of operations. */
  readonly f: Uint8Array;
  readonly functions: readonly string[];
  /** Places in `keys`. Without it there is one key. */
  readonly key?: Int32Array;
  readonly keys?: readonly string[];
  /** The values, or places in `values` if that is given. `nothing` is null, and so is NaN. */
  readonly value: Int32Array | Float64Array;
  /** No two of them equal, and none null. */
  readonly values?: readonly unknown[];
  readonly time?: Float64Array;
  /** What else few events say, by their places. */
  readonly extras?: ReadonlyMap<number, Pick<HistoryEvent, 'error' | 'seen'>>;
}

/** What the numbers of the column `type` mean. */
export const eventTypes = ['invoke', 'ok', 'fail', 'info'] as const;
export const typeInvoke = 0;
export const typeOk = 1;
export const typeFail = 2;

/** Stands for null in a column of values. */
export const nothing = -0x80000000;

export function isColumns(history: readonly HistoryEvent[] | Columns): history is Columns {
  return 'process' in history;
}

export function isNothing(value: number): boolean {
  return value === nothing || Number.isNaN(value);
}

/** Throws HistoryError where a column is too short, or a number in it means nothing. */
export function validate(columns: Columns): void {
  const { process, type, f, functions, key, keys, value, values, time } = columns;
  for (const [name, column] of Object.entries({ type, f, key, value, time })) {
    if (column === undefined || column.length === process.length) continue;
    throw wrong(0, `expected the column '${name}' to have ${process.length} entries as 'process' has, got ${column.length}`);
  }
  const keyCount = key === undefined ? 1 : (keys?.length ?? 0);
  for (let event = 0; event < process.length; event += 1) {
    if ((type[event] as number) >= eventTypes.length) throw wrong(event, `expected a type below ${eventTypes.length}, got ${type[event]}`);
    if ((f[event] as number) >= functions.length) throw wrong(event, `expected f to be a place in 'functions', got ${f[event]}`);
    const place = key === undefined ? 0 : (key[event] as number);
    if (place < 0 || place >= keyCount) throw wrong(event, `expected key to be a place in 'keys', got ${place}`);
  }
  if (values === undefined) return;
  for (let event = 0; event < value.length; event += 1) {
    const place = value[event] as number;
    if (isNothing(place) || (Number.isInteger(place) && place >= 0 && place < values.length)) continue;
    throw wrong(event, `expected value to be a place in 'values' or \`nothing\`, got ${place}`);
  }
}

export function lengthsDiffer({ process, type, f, key, value, time }: Columns): boolean {
  return [type, f, key, value, time].some((column) => column !== undefined && column.length !== process.length);
}

function wrong(event: number, message: string): HistoryError {
  return new HistoryError('bad-operation', `event ${event}: ${message}`, event);
}

/** One event of the columns as an object. */
export function eventAt(columns: Columns, event: number): HistoryEvent {
  const { process, type, f, functions, key, keys, value, values, time, extras } = columns;
  const who = process[event] as number;
  const raw = value[event] as number;
  return {
    process: who < 0 ? String(who) : who,
    type: eventTypes[type[event] as number] ?? 'info',
    f: functions[f[event] as number] ?? '',
    value: isNothing(raw) ? null : values === undefined ? raw : values[raw],
    ...(key === undefined ? {} : { key: keys?.[key[event] as number] ?? '' }),
    ...(time === undefined ? {} : { time: time[event] as number }),
    ...extras?.get(event),
  };
}
