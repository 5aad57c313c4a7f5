import type { Json, JsonObject } from '../../src/core/index.ts';
import type { Entry } from './log-chain.ts';
import { entryAt } from './log-chain.ts';
import type { NodeView } from './node-view.ts';

/** Entries of each log that a finding shows. */
const SHOWN_ENTRIES = 8;
/** Of them, how many may stand behind the index that the finding is about. */
const SHOWN_BEHIND = 2;

export type ShownLog = readonly [name: string, last: Entry | undefined];

/** The memory log and the durable log of one node. */
export function logsOf(view: NodeView): ShownLog[] {
  return [
    [view.node, view.log],
    [`${view.node} durable`, view.durable.log],
  ];
}

/** Logs side by side, around an index (without one: their ends). A log that is not known is null. */
export function sideBySide(logs: readonly ShownLog[], aroundIndex?: number): JsonObject {
  const shown = logs.map(([name, last]): [string, Json] => [name, last === undefined ? null : showLog(last, aroundIndex)]);
  return { ...(aroundIndex !== undefined && { index: aroundIndex }), logs: Object.fromEntries(shown) };
}

function showLog(last: Entry, aroundIndex: number | undefined): JsonObject {
  const end = aroundIndex === undefined ? last.index : Math.min(last.index, aroundIndex + SHOWN_BEHIND);
  const entries: JsonObject[] = [];
  for (let entry = entryAt(last, end); entry !== undefined && entry.index > 0 && entries.length < SHOWN_ENTRIES; entry = entry.parent)
    entries.unshift({ index: entry.index, term: entry.term, hash: entry.hash });
  return { lastIndex: last.index, entries };
}
