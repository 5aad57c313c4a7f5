/*
 * A configuration is one way to have explained the events so far: a state, and which of the open operations have been ordered.
 *
 *   0 state u32 | 4 step u32 | 8 not used u32 | 12 dead u32 | soft words u64 | hard words u64
 *
 * A hard bit says that an open operation which changes the state has been ordered. A soft bit says that something is worse than it
 * might be: an open observer still waits, or an operation of unknown outcome has been used up. Of two configurations with equal
 * state and hard bits the one whose soft bits are a subset can do whatever the other can, so the other is dropped (dominance).
 */
export const headerBytes: usize = 16;
export const deadAt: usize = 12;

/** Where in a record its soft words end. */
export let softEnd: usize = 0;
export let recordBytes: usize = 0;

export function setWidths(softWords: u32, hardWords: u32): void {
  softEnd = headerBytes + ((<usize>softWords) << 3);
  recordBytes = softEnd + ((<usize>hardWords) << 3);
}

// @ts-ignore: decorator
@inline
export function copyRecord(to: usize, from: usize): void {
  for (let at: usize = 0; at < recordBytes; at += 8) store<u64>(to + at, load<u64>(from + at));
}

export function hash(record: usize): u32 {
  let h: u64 = (<u64>load<u32>(record) + 1) * 0x9e3779b97f4a7c15;
  for (let at = record + softEnd, end = record + recordBytes; at < end; at += 8) {
    h = rotl<u64>((h ^ load<u64>(at)) * 0xff51afd7ed558ccd, 29);
  }
  h ^= h >> 32;
  return <u32>((h * 0xc4ceb9fe1a85ec53) >> 32);
}

export function sameKey(a: usize, b: usize): bool {
  if (load<u32>(a) != load<u32>(b)) return false;
  for (let at = softEnd; at < recordBytes; at += 8) if (load<u64>(a + at) != load<u64>(b + at)) return false;
  return true;
}

export function softSubset(a: usize, b: usize): bool {
  for (let at = headerBytes; at < softEnd; at += 8) {
    if ((load<u64>(a + at) & ~load<u64>(b + at)) != 0) return false;
  }
  return true;
}
