import { identity } from '../canonical.ts';
import { type Columns, eventTypes, nothing } from '../columns/index.ts';
import type { HistoryEvent } from '../history.ts';

/** The same history as columns; undefined if there are values that are no numbers, and no table for them. */
export function toColumns(history: readonly HistoryEvent[], values: 'numbers' | 'floats' | 'table'): Columns | undefined {
  const functions = [...new Set(history.map(({ f }) => f))];
  const keys = [...new Set(history.map(({ key }) => key ?? ''))];
  const table = new Map<unknown, { readonly place: number; readonly value: unknown }>();
  const raw = history.map(({ value }) => {
    if (value === undefined || value === null) return nothing;
    if (values !== 'table') return typeof value === 'number' ? value : undefined;
    const known = table.get(identity(value)) ?? { place: table.size, value };
    table.set(identity(value), known);
    return known.place;
  });
  if (raw.includes(undefined)) return undefined;
  const numbers = raw as number[];
  const extras = history.flatMap(({ error, seen }, i) =>
    error === undefined && seen === undefined
      ? []
      : [[i, { ...(error === undefined ? {} : { error }), ...(seen === undefined ? {} : { seen }) }] as const],
  );
  return {
    process: Int32Array.from(history, ({ process }) => (typeof process === 'number' ? process : -1)),
    type: Uint8Array.from(history, ({ type }) => eventTypes.indexOf(type)),
    f: Uint8Array.from(history, ({ f }) => functions.indexOf(f)),
    functions,
    key: Int32Array.from(history, ({ key }) => keys.indexOf(key ?? '')),
    keys,
    value: values === 'floats' ? Float64Array.from(numbers) : Int32Array.from(numbers),
    ...(values === 'table' ? { values: [...table.values()].map(({ value }) => value) } : {}),
    ...(extras.length === 0 ? {} : { extras: new Map(extras) }),
  };
}
