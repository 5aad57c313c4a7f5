import { enlarge, release, reserve } from './memory';
import { copyRecord, deadAt, hash, headerBytes, recordBytes, sameKey, softSubset } from './records';

const firstCapacity: u32 = 64;

/** Comparisons and insertions so far: what the time budget is looked at by. */
export let work: u64 = 0;

/*
 * A set of configurations finds those that a new one is to be compared with by their state and hard bits: they are a group. A group has its live
 * members in chunks of one cache line, with the first soft word of each, which nearly always tells two apart: that is what the time goes into.
 *
 *   group: 0 record u32 (any member's, for the key) | 4 next u32 (number in the chain of its bucket, from 1) | 8 chunk u32 (number from 1)
 *   chunk: 0 four soft words u64 | 32 four records u32 | 48 count u32 | 52 next u32 (number from 1)
 *
 * The first chunk of a group is the one that is not full.
 */
const groupBits: usize = 4;
const chunkBits: usize = 6;
const chunkMembers: u32 = 4;
const membersAt: usize = 32;
const memberCountAt: usize = 48;
const nextChunkAt: usize = 52;

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
  groups: usize;
  groupCount: u32;
  chunks: usize;
  chunkCount: u32;
  chunkCapacity: u32;
}

export function openSet(set: ConfigurationSet): bool {
  set.capacity = firstCapacity;
  set.headCount = firstCapacity;
  set.chunkCapacity = firstCapacity;
  set.generation = 1;
  set.records = reserve(recordBytes * set.capacity);
  set.heads = reserve((<usize>set.headCount) << 3);
  set.groups = reserve((<usize>set.headCount) << groupBits);
  set.chunks = reserve((<usize>set.chunkCapacity) << chunkBits);
  if (set.records == 0 || set.heads == 0 || set.groups == 0 || set.chunks == 0) return false;
  memory.fill(set.heads, 0, (<usize>set.headCount) << 3);
  empty(set);
  return true;
}

export function clearSet(set: ConfigurationSet): void {
  set.generation += 1;
  empty(set);
}

function empty(set: ConfigurationSet): void {
  set.count = 0;
  set.live = 0;
  set.groupCount = 0;
  set.chunkCount = 0;
}

// @ts-ignore: decorator
@inline
export function recordAt(set: ConfigurationSet, index: u32): usize {
  return set.records + recordBytes * index;
}

export const added: i32 = 1;
export const dominated: i32 = 0;
export const outOfMemory: i32 = -1;

/** Adds a copy of the configuration unless one in the set dominates it; those that it dominates die. */
export function insert(set: ConfigurationSet, candidate: usize): i32 {
  const group = groupOf(set, candidate);
  if (group != 0 && isDominated(set, group, candidate)) return dominated;
  if (set.count == set.capacity && !enlargeSet(set)) return outOfMemory;
  const record = recordAt(set, set.count);
  copyRecord(record, candidate);
  store<u32>(record, 0, deadAt);
  work += 1;
  const own = group != 0 ? group : addGroup(set, set.count);
  if (own == 0 || !addMember(set, own, set.count)) return outOfMemory;
  set.count += 1;
  set.live += 1;
  return added;
}

/** The group that the configuration belongs to, or 0. */
function groupOf(set: ConfigurationSet, candidate: usize): usize {
  let index = headIndex(set, headOf(set, candidate));
  while (index != 0) {
    const group = groupAt(set, index);
    work += 1;
    if (sameKey(recordAt(set, load<u32>(group)), candidate)) return group;
    index = load<u32>(group, 4);
  }
  return 0;
}

/** Whether a member dominates it; if not, members that it dominates leave the group and are marked dead. */
function isDominated(set: ConfigurationSet, group: usize, candidate: usize): bool {
  const word = load<u64>(candidate, headerBytes);
  for (let index = load<u32>(group, 8); index != 0; ) {
    const chunk = chunkAt(set, index);
    index = load<u32>(chunk, nextChunkAt);
    for (let i: u32 = 0; i < load<u32>(chunk, memberCountAt); ) {
      const its = load<u64>(chunk + ((<usize>i) << 3));
      if ((its & ~word) == 0 && softSubset(memberAt(set, chunk, i), candidate)) return true;
      if ((word & ~its) == 0 && softSubset(candidate, memberAt(set, chunk, i))) {
        store<u32>(memberAt(set, chunk, i), 1, deadAt);
        set.live -= 1;
        removeMember(set, group, chunk, i);
      } else i += 1;
    }
    work += 1;
  }
  return false;
}

/** The last member of the first chunk takes its place. An empty chunk stays, unless there is another. */
function removeMember(set: ConfigurationSet, group: usize, chunk: usize, place: u32): void {
  const first = chunkAt(set, load<u32>(group, 8));
  const last = load<u32>(first, memberCountAt) - 1;
  store<u64>(chunk + ((<usize>place) << 3), load<u64>(first + ((<usize>last) << 3)));
  store<u32>(chunk + membersAt + ((<usize>place) << 2), load<u32>(first + membersAt + ((<usize>last) << 2)));
  store<u32>(first, last, memberCountAt);
  if (last == 0 && load<u32>(first, nextChunkAt) != 0) store<u32>(group, load<u32>(first, nextChunkAt), 8);
}

function addMember(set: ConfigurationSet, group: usize, record: u32): bool {
  let index = load<u32>(group, 8);
  if (index == 0 || load<u32>(chunkAt(set, index), memberCountAt) == chunkMembers) {
    if (set.chunkCount == set.chunkCapacity && !enlargeChunks(set)) return false;
    set.chunkCount += 1;
    const chunk = chunkAt(set, set.chunkCount);
    store<u32>(chunk, 0, memberCountAt);
    store<u32>(chunk, index, nextChunkAt);
    index = set.chunkCount;
    store<u32>(group, index, 8);
  }
  const chunk = chunkAt(set, index);
  const place = load<u32>(chunk, memberCountAt);
  store<u64>(chunk + ((<usize>place) << 3), load<u64>(recordAt(set, record), headerBytes));
  store<u32>(chunk + membersAt + ((<usize>place) << 2), record);
  store<u32>(chunk, place + 1, memberCountAt);
  return true;
}

/** A new group, or 0 when memory is spent. */
function addGroup(set: ConfigurationSet, record: u32): usize {
  if (set.groupCount == set.headCount && !rehash(set)) return 0;
  set.groupCount += 1;
  const group = groupAt(set, set.groupCount);
  store<u32>(group, record);
  store<u32>(group, 0, 8);
  chain(set, set.groupCount);
  return group;
}

function chain(set: ConfigurationSet, index: u32): void {
  const group = groupAt(set, index);
  const head = headOf(set, recordAt(set, load<u32>(group)));
  store<u32>(group, headIndex(set, head), 4);
  store<u64>(head, ((<u64>set.generation) << 32) | index);
}

// @ts-ignore: decorator
@inline
function groupAt(set: ConfigurationSet, index: u32): usize {
  return set.groups + ((<usize>(index - 1)) << groupBits);
}

// @ts-ignore: decorator
@inline
function chunkAt(set: ConfigurationSet, index: u32): usize {
  return set.chunks + ((<usize>(index - 1)) << chunkBits);
}

// @ts-ignore: decorator
@inline
function memberAt(set: ConfigurationSet, chunk: usize, place: u32): usize {
  return recordAt(set, load<u32>(chunk + membersAt + ((<usize>place) << 2)));
}

// @ts-ignore: decorator
@inline
function headOf(set: ConfigurationSet, record: usize): usize {
  return set.heads + ((<usize>(hash(record) & (set.headCount - 1))) << 3);
}

/** Removes the dominated ones. The buckets are void afterwards: the set may be walked and cleared, not added to. */
export function compact(set: ConfigurationSet): void {
  if (set.live == set.count) return;
  let kept: u32 = 0;
  for (let i: u32 = 0; i < set.count; i++) {
    const record = recordAt(set, i);
    if (load<u32>(record, deadAt) != 0) continue;
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

function enlargeSet(set: ConfigurationSet): bool {
  const larger = enlarge(set.records, recordBytes * set.capacity, recordBytes * set.capacity * 2);
  if (larger == 0) return false;
  set.records = larger;
  set.capacity *= 2;
  return true;
}

function enlargeChunks(set: ConfigurationSet): bool {
  const bytes = (<usize>set.chunkCapacity) << chunkBits;
  const larger = enlarge(set.chunks, bytes, bytes << 1);
  if (larger == 0) return false;
  set.chunks = larger;
  set.chunkCapacity *= 2;
  return true;
}

/** Room for twice as many groups. */
function rehash(set: ConfigurationSet): bool {
  const groupBytes = (<usize>set.headCount) << groupBits;
  const larger = enlarge(set.groups, groupBytes, groupBytes << 1);
  if (larger == 0) return false;
  set.groups = larger;
  const heads = reserve((<usize>set.headCount) << 4);
  if (heads == 0) return false;
  release(set.heads, (<usize>set.headCount) << 3);
  set.heads = heads;
  set.headCount *= 2;
  memory.fill(set.heads, 0, (<usize>set.headCount) << 3);
  for (let index: u32 = 1; index <= set.groupCount; index++) chain(set, index);
  return true;
}
