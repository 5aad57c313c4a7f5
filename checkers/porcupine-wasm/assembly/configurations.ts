import { enlarge, release, reserve } from './memory';

/*
 * A configuration is one way to have explained the events so far: a state, and which of the open operations have been ordered.
 *
 *   0 state u32 | 4 step u32 | 8 next u32 (index + 1 in the chain of its bucket) | 12 dead u32 | soft words u64 | hard words u64
 *
 * A hard bit says that an open operation which changes the state has been ordered. A soft bit says that something is worse than it
 * might be: an open observer still waits, or an operation of unknown outcome has been used up. Of two configurations with equal
 * state and hard bits the one whose soft bits are a subset can do whatever the other can, so the other is dropped (dominance).
 */
export const headerBytes: usize = 16;
const firstCapacity: u32 = 64;

/** Where in a record its soft words end. */
export let softEnd: usize = 0;
export let recordBytes: usize = 0;
/** Comparisons and insertions so far: what the time budget is looked at by. */
export let work: u64 = 0;

export function setWidths(softWords: u32, hardWords: u32): void {
  softEnd = headerBytes + ((<usize>softWords) << 3);
  recordBytes = softEnd + ((<usize>hardWords) << 3);
  work = 0;
}

@unmanaged
export class ConfigurationSet {
  records: usize;
  capacity: u32;
  count: u32;
  /** Configurations that no other one dominates. */
  live: u32;
  heads: usize;
  headCount: u32;
  /** A head belongs to the set as it is now only if it carries this number: clearing costs nothing. */
  generation: u32;
}

export function openSet(set: ConfigurationSet): bool {
  set.capacity = firstCapacity;
  set.headCount = firstCapacity;
  set.generation = 1;
  set.count = 0;
  set.live = 0;
  set.records = reserve(recordBytes * set.capacity);
  set.heads = reserve((<usize>set.headCount) << 3);
  if (set.records == 0 || set.heads == 0) return false;
  memory.fill(set.heads, 0, (<usize>set.headCount) << 3);
  return true;
}

export function clearSet(set: ConfigurationSet): void {
  set.count = 0;
  set.live = 0;
  set.generation += 1;
}

// @ts-ignore: decorator
@inline
export function recordAt(set: ConfigurationSet, index: u32): usize {
  return set.records + recordBytes * index;
}

// @ts-ignore: decorator
@inline
export function copyRecord(to: usize, from: usize): void {
  for (let at: usize = 0; at < recordBytes; at += 8) store<u64>(to + at, load<u64>(from + at));
}

export const added: i32 = 1;
export const dominated: i32 = 0;
export const outOfMemory: i32 = -1;

/** Adds a copy of the configuration unless one in the set dominates it; those that it dominates die. */
export function insert(set: ConfigurationSet, candidate: usize): i32 {
  const head = set.heads + ((<usize>(hash(candidate) & (set.headCount - 1))) << 3);
  const first = headIndex(set, head);
  for (let index = first; index != 0; ) {
    const record = recordAt(set, index - 1);
    work += 1;
    if (load<u32>(record, 12) == 0 && sameKey(record, candidate)) {
      if (softSubset(record, candidate)) return dominated;
      if (softSubset(candidate, record)) {
        store<u32>(record, 1, 12);
        set.live -= 1;
      }
    }
    index = load<u32>(record, 8);
  }
  if (set.count == set.capacity && !enlargeSet(set)) return outOfMemory;
  const record = recordAt(set, set.count);
  copyRecord(record, candidate);
  store<u32>(record, first, 8);
  store<u32>(record, 0, 12);
  set.count += 1;
  set.live += 1;
  work += 1;
  store<u64>(head, ((<u64>set.generation) << 32) | set.count);
  if (set.count == set.headCount && !rehash(set)) return outOfMemory;
  return added;
}

/** Removes the dominated ones. The buckets are void afterwards: the set may be walked and cleared, not added to. */
export function compact(set: ConfigurationSet): void {
  if (set.live == set.count) return;
  let kept: u32 = 0;
  for (let i: u32 = 0; i < set.count; i++) {
    const record = recordAt(set, i);
    if (load<u32>(record, 12) != 0) continue;
    if (kept != i) copyRecord(recordAt(set, kept), record);
    kept += 1;
  }
  set.count = kept;
}

// @ts-ignore: decorator
@inline
function headIndex(set: ConfigurationSet, head: usize): u32 {
  const entry = load<u64>(head);
  return <u32>(entry >> 32) == set.generation ? <u32>entry : 0;
}

function hash(record: usize): u32 {
  let h: u64 = (<u64>load<u32>(record) + 1) * 0x9e3779b97f4a7c15;
  for (let at = record + softEnd, end = record + recordBytes; at < end; at += 8) {
    h = rotl<u64>((h ^ load<u64>(at)) * 0xff51afd7ed558ccd, 29);
  }
  h ^= h >> 32;
  return <u32>((h * 0xc4ceb9fe1a85ec53) >> 32);
}

function sameKey(a: usize, b: usize): bool {
  if (load<u32>(a) != load<u32>(b)) return false;
  for (let at = softEnd; at < recordBytes; at += 8) if (load<u64>(a + at) != load<u64>(b + at)) return false;
  return true;
}

function softSubset(a: usize, b: usize): bool {
  for (let at = headerBytes; at < softEnd; at += 8) {
    if ((load<u64>(a + at) & ~load<u64>(b + at)) != 0) return false;
  }
  return true;
}

function enlargeSet(set: ConfigurationSet): bool {
  const larger = enlarge(set.records, recordBytes * set.capacity, recordBytes * set.capacity * 2);
  if (larger == 0) return false;
  set.records = larger;
  set.capacity *= 2;
  return true;
}

function rehash(set: ConfigurationSet): bool {
  const heads = reserve((<usize>set.headCount) << 4);
  if (heads == 0) return false;
  release(set.heads, (<usize>set.headCount) << 3);
  set.heads = heads;
  set.headCount *= 2;
  memory.fill(set.heads, 0, (<usize>set.headCount) << 3);
  for (let i: u32 = 0; i < set.count; i++) {
    const record = recordAt(set, i);
    const head = set.heads + ((<usize>(hash(record) & (set.headCount - 1))) << 3);
    store<u32>(record, headIndex(set, head), 8);
    store<u64>(head, ((<u64>set.generation) << 32) | (i + 1));
  }
  return true;
}
