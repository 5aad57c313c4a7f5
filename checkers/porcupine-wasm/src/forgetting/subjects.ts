import { identity } from '../canonical.ts';

/** Each JSON value once, in the order of its first appearance. */
export function distinct(values: readonly unknown[]): unknown[] {
  return [...new Map(values.map((value) => [identity(value), value])).values()];
}
