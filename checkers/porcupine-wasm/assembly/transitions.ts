import { release, reserve } from './memory';

/** Asks the model: the next state, or illegal, or stop (the host's budget is spent). */
// @ts-ignore: decorator
@external("host", "transition")
declare function ask(state: u32, operation: u32): i32;

export const illegal: i32 = -1;
export const stop: i32 = -2;

const firstCapacity: u32 = 1024;

// An open-addressing table from (state, operation) to the next state. A key is stored plus one, so that 0 means empty.
let keys: usize = 0;
let values: usize = 0;
let capacity: u32 = 0;
let count: u32 = 0;

export function resetTransitions(): bool {
  capacity = firstCapacity;
  count = 0;
  keys = reserve((<usize>capacity) << 3);
  values = reserve((<usize>capacity) << 2);
  if (keys == 0 || values == 0) return false;
  memory.fill(keys, 0, (<usize>capacity) << 3);
  return true;
}

/** The state that the operation leads to from this one; the model is asked only the first time. */
export function transition(state: u32, operation: u32): i32 {
  const key = (((<u64>state) << 32) | operation) + 1;
  let place = find(keys, capacity, key);
  if (load<u64>(keys + ((<usize>place) << 3)) == key) return load<i32>(values + ((<usize>place) << 2));
  const next = ask(state, operation);
  if (next == stop) return stop;
  if (count * 2 >= capacity) {
    if (!grow()) return stop;
    place = find(keys, capacity, key);
  }
  store<u64>(keys + ((<usize>place) << 3), key);
  store<i32>(values + ((<usize>place) << 2), next);
  count += 1;
  return next;
}

function find(table: usize, size: u32, key: u64): u32 {
  const mask = size - 1;
  let place = <u32>((key * 0x9e3779b97f4a7c15) >> 32) & mask;
  while (true) {
    const found = load<u64>(table + ((<usize>place) << 3));
    if (found == key || found == 0) return place;
    place = (place + 1) & mask;
  }
}

function grow(): bool {
  const larger = capacity << 1;
  const newKeys = reserve((<usize>larger) << 3);
  if (newKeys == 0) return false;
  const newValues = reserve((<usize>larger) << 2);
  if (newValues == 0) return false;
  memory.fill(newKeys, 0, (<usize>larger) << 3);
  for (let i: u32 = 0; i < capacity; i++) {
    const key = load<u64>(keys + ((<usize>i) << 3));
    if (key == 0) continue;
    const place = find(newKeys, larger, key);
    store<u64>(newKeys + ((<usize>place) << 3), key);
    store<i32>(newValues + ((<usize>place) << 2), load<i32>(values + ((<usize>i) << 2)));
  }
  release(keys, (<usize>capacity) << 3);
  release(values, (<usize>capacity) << 2);
  keys = newKeys;
  values = newValues;
  capacity = larger;
  return true;
}
