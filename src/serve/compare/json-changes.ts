import { isJsonObject, type Json, sameJson } from '../../core/index.ts';

/** Differences beyond so many are counted, not listed. */
export const CHANGES_MAX = 300;
const DEPTH_MAX = 12;

/** One place in which two JSON values differ; undefined where there is nothing on that side. */
export interface JsonChange {
  /** `load.ratePerSecond`, `faults[2].kind`. */
  readonly path: string;
  readonly before: Json | undefined;
  readonly after: Json | undefined;
}

/** Where two JSON values differ, in the order of the first one's fields. Lists are compared place by place. */
export function jsonChanges(before: Json, after: Json): { readonly changes: readonly JsonChange[]; readonly omitted: number } {
  const all: JsonChange[] = [];
  let omitted = 0;
  const note = (change: JsonChange): void => {
    if (all.length < CHANGES_MAX) all.push(change);
    else omitted += 1;
  };
  compare('', before, after, 0, note);
  return { changes: all, omitted };
}

function compare(path: string, before: Json | undefined, after: Json | undefined, depth: number, note: (change: JsonChange) => void): void {
  if (before !== undefined && after !== undefined) {
    if (depth < DEPTH_MAX && isJsonObject(before) && isJsonObject(after)) {
      for (const name of new Set([...Object.keys(before), ...Object.keys(after)]))
        compare(path === '' ? name : `${path}.${name}`, own(before, name), own(after, name), depth + 1, note);
      return;
    }
    if (depth < DEPTH_MAX && Array.isArray(before) && Array.isArray(after)) {
      const [a, b] = [before as readonly Json[], after as readonly Json[]];
      for (let i = 0; i < Math.max(a.length, b.length); i += 1) compare(`${path}[${i}]`, a[i], b[i], depth + 1, note);
      return;
    }
    if (depth >= DEPTH_MAX ? JSON.stringify(before) === JSON.stringify(after) : sameJson(before, after)) return;
  }
  note({ path, before, after });
}

function own(value: { readonly [key: string]: Json }, name: string): Json | undefined {
  return Object.hasOwn(value, name) ? value[name] : undefined;
}
