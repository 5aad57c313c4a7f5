import type { Frame, Link, LinkRule } from '../core/index.ts';
import type { Delivery, Dropped, Fate } from './fate.ts';
import { createLinkTable, type LinkTable } from './link-table.ts';

/** For the tests of this room: the link most of them are about, and the one back. */
export const link: Link = { from: 'n1', to: 'n2' };
export const other: Link = { from: 'n2', to: 'n1' };

/** A table on a clock that the test turns, and everything that it settled later, in order. */
export function world(seed = 7): {
  table: LinkTable;
  at(ms: number): void;
  send(name: string, how?: Partial<Frame>): Fate;
  apply(fault: string, rule: LinkRule, order?: number, on?: Link): void;
  settled: [string, Dropped | Delivery][];
} {
  let now = 0;
  const settled: [string, Dropped | Delivery][] = [];
  const table = createLinkTable({ seed, now: () => now });
  return {
    table,
    settled,
    at: (ms) => {
      now = ms;
    },
    send: (name, how = {}) =>
      table.judge({ link, type: 'append', fields: {}, bytes: 100, ...how }, { settled: (fate) => settled.push([name, fate]) }),
    apply: (fault, rule, order = 0, on = link) => table.apply(fault, order, [{ link: on, rule }]),
  };
}

export const passed = (dueMs: number): Fate => ({ kind: 'delivered', copies: 1, late: false, dueMs, corruptAt: undefined });
