import { isJsonObject, type Json, type JsonObject } from '../../core/index.ts';

/** How much of one value is kept. What is cut says how much there was. */
export interface Bounds {
  readonly chars: number;
  readonly items: number;
  readonly depth: number;
}

/** Cuts texts, lists and nesting of a JSON value down to the bounds. */
export function boundJson(value: Json, bounds: Bounds): Json {
  if (typeof value === 'string') return shorten(value, bounds.chars);
  if (value === null || typeof value !== 'object') return value;
  if (bounds.depth === 0) return shorten(JSON.stringify(value), bounds.chars);
  const inner = { ...bounds, depth: bounds.depth - 1 };
  if (!isJsonObject(value)) {
    const list = value as readonly Json[];
    const kept: Json[] = list.slice(0, bounds.items).map((item) => boundJson(item, inner));
    if (list.length > bounds.items) kept.push(`… ${list.length - bounds.items} more`);
    return kept;
  }
  return boundFields(value, bounds);
}

export function boundFields(value: JsonObject, bounds: Bounds): JsonObject {
  const inner = { ...bounds, depth: Math.max(0, bounds.depth - 1) };
  const entries = Object.entries(value);
  const kept = entries.slice(0, bounds.items).map(([name, item]): [string, Json] => [shorten(name, bounds.chars), boundJson(item, inner)]);
  if (entries.length > bounds.items) kept.push(['…', `${entries.length - bounds.items} more fields`]);
  // Not by assignment: a field may be called `__proto__`.
  return Object.fromEntries(kept);
}

/** The beginning of a text, and how long it was. Never ends in half of a surrogate pair that was whole. */
export function shorten(text: string, chars: number): string {
  if (text.length <= chars) return text;
  const last = text.charCodeAt(chars - 1);
  const end = last >= 0xd800 && last <= 0xdbff ? chars - 1 : chars;
  return `${text.slice(0, end)}… (${text.length} characters)`;
}
