import { candidate } from './expand';
import { release, reserve } from './memory';
import { setWidth, width } from './narrow';
import { copyRecord, recordBytes } from './records';
import { addCandidate, clearFrontier, frontier } from './search';
import { setStepCount, stepCount } from './steps';

/**
 * Where a narrow search runs out of configurations, what it would have needed was dropped some way back. It goes back there and comes again with a wider
 * frontier: first a little, and each time that it does not get past the place twice as far and twice as wide. Once it is well past, it is
 * narrow again. So width is paid for only where it is needed. From time to time the frontier is kept for this.
 */
const keptEveryEvents: u32 = 64;
/** A wide frontier is not kept: what came before it is. */
const keptConfigurations: u32 = 1024;
const widestBits: u32 = 10;

/* Each kept frontier: 0 records usize | 4 count u32 | 8 event u32 | 12 step count u32 */
const keptBits: usize = 4;
let kept: usize = 0;
let keptCount: u32 = 0;
let keptCapacity: u32 = 0;

let narrowest: u32 = 0;
let level: u32 = 0;
/** The furthest event that could not be explained, and where the search may be narrow again. */
let failedAt: u32 = 0;
let relaxedAt: u32 = 0;

export function resetRetreat(eventCount: u32): bool {
  narrowest = width;
  keptCount = 0;
  level = 0;
  failedAt = 0;
  relaxedAt = 0;
  keptCapacity = narrowest == 0 ? 0 : eventCount / keptEveryEvents + 1;
  kept = reserve(((<usize>keptCapacity) << keptBits) + 1);
  return kept != 0;
}

/** To be called before each event. False when memory is spent. */
export function keepFrontier(event: u32): bool {
  if (narrowest == 0) return true;
  if (width != narrowest && event > relaxedAt) {
    setWidth(narrowest);
    level = 0;
  }
  if (event % keptEveryEvents != 0 || frontier.count > keptConfigurations) return true;
  if (keptCount > 0 && load<u32>(keptAt(keptCount - 1), 8) == event) return true;
  const bytes = recordBytes * frontier.count;
  const records = reserve(bytes);
  if (records == 0) return false;
  memory.copy(records, frontier.records, bytes);
  const at = keptAt(keptCount);
  store<u32>(at, <u32>records);
  store<u32>(at, frontier.count, 4);
  store<u32>(at, event, 8);
  store<u32>(at, stepCount(), 12);
  keptCount += 1;
  return true;
}

/** The event to go on from, with the frontier as it was there; or where it failed, if there is nothing left to try. */
export function retreat(event: u32): u32 {
  if (narrowest == 0 || keptCount == 0) return event;
  if (event > relaxedAt) level = 0;
  level += 1;
  failedAt = max(failedAt, event);
  if (level > widestBits) return event;
  const back = keptEveryEvents << (level - 1);
  const to = failedAt > back ? failedAt - back : 0;
  relaxedAt = failedAt + (back >> 1);
  setWidth(narrowest << level);
  while (keptCount > 1 && load<u32>(keptAt(keptCount - 1), 8) > to) {
    keptCount -= 1;
    const dropped = keptAt(keptCount);
    release(load<u32>(dropped), recordBytes * load<u32>(dropped, 4));
  }
  const at = keptAt(keptCount - 1);
  clearFrontier();
  for (let i: u32 = 0; i < load<u32>(at, 4); i++) {
    copyRecord(candidate, <usize>load<u32>(at) + recordBytes * i);
    if (!addCandidate()) return event;
  }
  setStepCount(load<u32>(at, 12));
  return load<u32>(at, 8);
}

// @ts-ignore: decorator
@inline
function keptAt(index: u32): usize {
  return kept + ((<usize>index) << keptBits);
}
