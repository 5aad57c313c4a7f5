import type { Place } from './ledger.ts';

/**
 * One entry of one log together with everything before it. Logs are not arrays here: a log is its last entry, so remembering what a
 * log was costs nothing and cutting it is a walk back.
 */
export interface Entry {
  readonly index: number;
  readonly term: number;
  readonly hash: string;
  readonly parent: Entry | undefined;
  /** An ancestor far back (skew-binary jump pointers): any ancestor is found in O(log n) steps. */
  readonly jump: Entry | undefined;
  /** Where it was first seen. */
  readonly place: Place | undefined;
  /** Another entry of the same index and term that is not the same entry. */
  readonly conflict: Entry | undefined;
}

/** Index 0: the log before its first entry. */
export const emptyLog: Entry = {
  index: 0,
  term: 0,
  hash: '0000000000000000',
  parent: undefined,
  jump: undefined,
  place: undefined,
  conflict: undefined,
};

/** Every entry that any node ever held: equal prefixes are one object, whoever holds them. */
export class LogChain {
  readonly #byIndex: Entry[][] = [];
  count = 0;

  /** The log that `parent` becomes with these entries behind it. `event`: which says so. */
  extendAll(parent: Entry, terms: readonly number[], hashes: readonly string[], event: Place): Entry {
    let last = parent;
    for (let i = 0; i < terms.length; i += 1) last = this.#extend(last, terms[i] ?? 0, hashes[i] ?? '', event);
    return last;
  }

  /** The entry that follows `parent`; made if nobody held it before. */
  #extend(parent: Entry, term: number, hash: string, { node, boot, seq }: Place): Entry {
    const index = parent.index + 1;
    let siblings = this.#byIndex[index];
    if (siblings === undefined) {
      siblings = [];
      this.#byIndex[index] = siblings;
    }
    let conflict: Entry | undefined;
    for (const entry of siblings) {
      if (entry.term !== term) continue;
      if (entry.hash === hash && entry.parent === parent) return entry;
      conflict ??= entry;
    }
    const entry: Entry = { index, term, hash, parent, jump: jumpOf(parent), place: { node, boot, seq }, conflict };
    siblings.push(entry);
    this.count += 1;
    return entry;
  }
}

/** The entry of the log ending in `last` at `index`; undefined if the log is shorter. */
export function entryAt(last: Entry, index: number): Entry | undefined {
  if (index === last.index) return last;
  if (index < 0 || index > last.index) return undefined;
  let entry = last;
  while (entry.index > index) {
    const { jump, parent } = entry;
    const next: Entry | undefined = jump !== undefined && jump.index >= index ? jump : parent;
    if (next === undefined) return undefined;
    entry = next;
  }
  return entry;
}

/** Whether the log ending in `last` holds this entry, and so everything before it. */
export function holds(last: Entry, entry: Entry): boolean {
  return entryAt(last, entry.index)?.hash === entry.hash;
}

/** The log without its entries from `fromIndex` on. */
export function cut(last: Entry, fromIndex: number): Entry {
  return entryAt(last, Math.max(0, fromIndex - 1)) ?? last;
}

function jumpOf(parent: Entry): Entry {
  const { jump } = parent;
  const further = jump?.jump;
  if (jump !== undefined && further !== undefined && parent.index - jump.index === jump.index - further.index) return further;
  return parent;
}
