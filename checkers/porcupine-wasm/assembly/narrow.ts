import { ConfigurationSet, recordAt } from './configurations';
import { copyRecord, deadAt, headerBytes, softEnd } from './records';

/**
 * A narrow frontier: only so many configurations are kept after an event. First those with the fewest soft bits, which have the most left to choose
 * from; but of each state only a share, since what comes next may need a state that costs more. What a narrow search explains is
 * explained. Where it finds nothing, nothing is known, unless it never dropped any.
 */
export let width: u32 = 0;
export let hasDropped: bool = false;

/** A state has at most one part in so many, but a place in any case. */
const sharesOfStates: u32 = 8;
/** States are told apart by so many remainders: enough for a share. */
const stateCount: u32 = 1024;
const taken: usize = memory.data(4096, 4);

/** With 0 nothing is dropped. */
export function setNarrow(limit: u32): void {
  width = limit;
  hasDropped = false;
}

export function setWidth(limit: u32): void {
  width = limit;
}

/** Says that something was not tried. */
export function dropped(): void {
  hasDropped = true;
}

/** The set holds no dominated ones, and is walked next. */
export function narrow(set: ConfigurationSet): void {
  if (width == 0 || set.count <= width) return;
  hasDropped = true;
  memory.fill(taken, 0, (<usize>stateCount) << 2);
  for (let i: u32 = 0; i < set.count; i++) store<u32>(recordAt(set, i), softCount(recordAt(set, i)) + 1, deadAt);
  const share = max<u32>(width / sharesOfStates, 1);
  const chosen = choose(set, share, 0);
  choose(set, u32.MAX_VALUE, chosen);
  let kept: u32 = 0;
  for (let i: u32 = 0; i < set.count; i++) {
    const record = recordAt(set, i);
    if (load<u32>(record, deadAt) != 0) continue;
    if (kept != i) copyRecord(recordAt(set, kept), record);
    kept += 1;
  }
  set.count = kept;
  set.live = kept;
}

/** Chooses, the fewest bits first, until there are as many as may be kept. What is chosen is dead no more. */
function choose(set: ConfigurationSet, share: u32, already: u32): u32 {
  let chosen = already;
  let following: u32 = 1;
  while (following != 0 && chosen < width) {
    const count = following;
    following = 0;
    for (let i: u32 = 0; i < set.count && chosen < width; i++) {
      const record = recordAt(set, i);
      const its = load<u32>(record, deadAt);
      if (its > count && (following == 0 || its < following)) following = its;
      if (its != count) continue;
      const place = taken + ((<usize>(load<u32>(record) & (stateCount - 1))) << 2);
      if (load<u32>(place) >= share) continue;
      store<u32>(place, load<u32>(place) + 1);
      store<u32>(record, 0, deadAt);
      chosen += 1;
    }
  }
  return chosen;
}

function softCount(record: usize): u32 {
  let count: u32 = 0;
  for (let at = headerBytes; at < softEnd; at += 8) count += <u32>popcnt<u64>(load<u64>(record + at));
  return count;
}
