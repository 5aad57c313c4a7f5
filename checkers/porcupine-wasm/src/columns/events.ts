import type { HistoryEvent } from '../history.ts';
import { type Columns, eventAt, typeInvoke } from './columns.ts';

/**
 * Which events of a key to look at: `all` where nothing is decided; else the calls, numbered within the key, of the
 * operations that show it to be invalid; undefined for every one. */
export type KeyEvents = 'all' | { readonly calls: ReadonlySet<number> | undefined };

/** Events as objects, each in its own place; the places of what is left out are empty, so that places mean the same as in the columns. */
export function eventsOf(
  columns: Columns,
  wanted: 'all' | ReadonlyMap<number, KeyEvents>,
  eventOf: (event: number) => HistoryEvent = (event) => eventAt(columns, event),
): HistoryEvent[] {
  const { process, key } = columns;
  const events: HistoryEvent[] = new Array(process.length);
  const next = new Map<number, number>();
  const open = new Set<number>();
  for (let event = 0; event < process.length; event += 1) {
    if ((process[event] as number) < 0) continue;
    if (wanted !== 'all') {
      const keyPlace = key === undefined ? 0 : (key[event] as number);
      const of = wanted.get(keyPlace);
      if (of === undefined) continue;
      const number = next.get(keyPlace) ?? 0;
      next.set(keyPlace, number + 1);
      if (of !== 'all' && of.calls !== undefined && !belongs(columns, event, number, of.calls, open)) continue;
    }
    events[event] = eventOf(event);
  }
  return events;
}

/** A completion belongs where its call does. `open` are the processes whose calls did. */
function belongs({ process, type }: Columns, event: number, number: number, calls: ReadonlySet<number>, open: Set<number>): boolean {
  const who = process[event] as number;
  if (type[event] !== typeInvoke) return open.delete(who);
  if (calls.has(number)) open.add(who);
  return calls.has(number);
}
