import { ConfigurationSet, recordAt } from './configurations';
import { enlarge, release, reserve } from './memory';

/*
 * How each configuration came about, as a tree: a step is (the step before, the operation that was ordered). Step 0 is the start.
 * Branches that no configuration stands on any more are cleared away from time to time, so the tree stays in proportion to them.
 */
const firstCapacity: u32 = 1024;
const firstSweepAt: u32 = 1 << 16;

export let stepBase: usize = 0;
let capacity: u32 = 0;
let count: u32 = 0;
let sweepAt: u32 = 0;

export function resetSteps(): bool {
  capacity = firstCapacity;
  count = 1;
  sweepAt = firstSweepAt;
  stepBase = reserve((<usize>capacity) << 3);
  return stepBase != 0;
}

/** The new step, or 0 when memory is spent. */
export function addStep(parent: u32, operation: u32): u32 {
  if (count == capacity) {
    const larger = enlarge(stepBase, (<usize>capacity) << 3, (<usize>capacity) << 4);
    if (larger == 0) return 0;
    stepBase = larger;
    capacity <<= 1;
  }
  const at = stepBase + ((<usize>count) << 3);
  store<u32>(at, parent);
  store<u32>(at, operation, 4);
  count += 1;
  return count - 1;
}

export function stepCount(): u32 {
  return count;
}

/** Forgets the later ones: no configuration may stand on them. */
export function setStepCount(to: u32): void {
  count = to;
}

/** Clears away what no configuration of the set stands on. Only between events, when there is no other set. */
export function sweepSteps(set: ConfigurationSet): bool {
  if (count < sweepAt) return true;
  const bytes = (<usize>count) << 2;
  const places = reserve(bytes);
  if (places == 0) return false;
  memory.fill(places, 0, bytes);
  for (let i: u32 = 0; i < set.count; i++) {
    for (let step = load<u32>(recordAt(set, i), 4); step != 0; step = load<u32>(stepBase + ((<usize>step) << 3))) {
      if (load<u32>(places + ((<usize>step) << 2)) != 0) break;
      store<u32>(places + ((<usize>step) << 2), 1);
    }
  }
  // A parent is always older than its child, so one pass in order of age moves every step to its final place.
  let kept: u32 = 1;
  for (let step: u32 = 1; step < count; step++) {
    const place = places + ((<usize>step) << 2);
    if (load<u32>(place) == 0) continue;
    const from = stepBase + ((<usize>step) << 3);
    const to = stepBase + ((<usize>kept) << 3);
    const parent = load<u32>(from);
    store<u32>(to, parent == 0 ? 0 : load<u32>(places + ((<usize>parent) << 2)));
    store<u32>(to, load<u32>(from, 4), 4);
    store<u32>(place, kept);
    kept += 1;
  }
  for (let i: u32 = 0; i < set.count; i++) {
    const record = recordAt(set, i);
    const step = load<u32>(record, 4);
    if (step != 0) store<u32>(record, load<u32>(places + ((<usize>step) << 2)), 4);
  }
  release(places, bytes);
  count = kept;
  sweepAt = max(firstSweepAt, kept * 2);
  return true;
}
