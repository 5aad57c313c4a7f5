/** What may come next after a configuration, while everything that has to come before a return is tried. */
import { added, ConfigurationSet, insert, outOfMemory, recordAt } from './configurations';
import { reserve } from './memory';
import {
  actionOf,
  bitOf,
  dutyOf,
  flagsOf,
  observes,
  openChangeCount,
  openChanges,
  openDuties,
  openDutyCount,
  openUnlike,
  optional,
  optionalCount,
  optionalDuties,
  replaces,
  unknown,
  usedOf,
  wordOf,
} from './operations';
import { countConfiguration, setStatus, status, statusMemory, statusRunning, statusStopped, timeIsUp } from './progress';
import { copyRecord, headerBytes, recordBytes, softEnd } from './records';
import { addStep } from './steps';
import { forget, target } from './target';
import { illegal, stop, transition } from './transitions';

/** What is about to become a configuration. */
export let candidate: usize = 0;
/** Observers that the candidate took. */
let taken: usize = 0;
let takenCount: u32 = 0;
/** How many of them are observers, and whether the one that returns is among them. */
let seenCount: u32 = 0;
let takenTarget: bool = false;
/** Whether operations of unknown outcome may be used over and over: what cannot be explained even so cannot be explained. */
export let reusing: bool = false;

export function resetExpand(operationCount: u32, reuse: bool): bool {
  reusing = reuse;
  taken = reserve((<usize>operationCount) << 2);
  candidate = reserve(recordBytes);
  if (taken == 0 || candidate == 0) return false;
  memory.fill(candidate, 0, recordBytes);
  return true;
}

/**
 * Orders each open operation that may come next after this configuration of the closure. Of those that do the same and are not used yet,
 * only the first is tried: it must return first. But if that one is left behind already and does not replace, then the first that is not
 * is tried as well.
 */
export function expand(closure: ConfigurationSet, next: ConfigurationSet, index: u32, showing: bool): void {
  let triedAction: u32 = u32.MAX_VALUE;
  let triedAll = false;
  for (let i: u32 = 0; i < openChangeCount; i++) {
    const operation = load<u32>(openChanges + ((<usize>i) << 2));
    const action = actionOf(operation);
    const sameAgain = action == triedAction;
    if (sameAgain && triedAll) continue;
    const flags = flagsOf(operation);
    const word = wordOf(usedOf(operation));
    const bit = bitOf(usedOf(operation));
    const record = recordAt(closure, index);
    if ((load<u64>(record + word) & bit) != 0) continue;
    const free = (flags & optional) != 0 && (load<u64>(record + wordOf(dutyOf(operation))) & bitOf(dutyOf(operation))) == 0;
    if (sameAgain && (free || (flags & unknown) != 0)) continue;
    triedAction = action;
    triedAll = !free || (flags & replaces) != 0;
    const from = load<u32>(record);
    const state = transition(from, action);
    if (state == stop) {
      setStatus(statusStopped);
      return;
    }
    if (state == illegal) continue;
    // What need not happen and would change nothing is not used, unless others can be left behind by it.
    const leaves = (flags & replaces) != 0 && optionalCount != 0;
    if (<u32>state == from && (flags & (unknown | optional)) != 0 && !leaves) continue;
    copyRecord(candidate, record);
    store<u32>(candidate, state);
    const keepsUnused = reusing && (flags & unknown) != 0 && isSpentAtOnce(state, action);
    if (status != statusRunning) return;
    if (!keepsUnused) store<u64>(candidate + word, load<u64>(candidate + word) | bit);
    if ((flags & optional) != 0) clearBit(candidate, dutyOf(operation));
    if (!takeDuties()) return;
    // A target that replaces has to be ordered itself, because of what it leaves behind.
    const reached = operation == target || (takenTarget && (flagsOf(target) & replaces) == 0);
    // A change that is replaced next, with nothing to see it in between, might as well have been left behind.
    if (!reached && !showing && seenCount == 0 && (flags & replaces) != 0 && openUnlike == 0) continue;
    if (leaves) leaveBehind();
    // Done with where it would change nothing, an optional target may still come after what replaces the state: both ways are tried.
    const mayComeLater = reached && operation != target && (flagsOf(target) & optional) != 0;
    if ((!reached || mayComeLater) && !keep(closure, operation)) return;
    if (reached) {
      forget(candidate);
      if (!keep(next, operation)) return;
    }
    if (timeIsUp()) {
      setStatus(statusStopped);
      return;
    }
  }
}

/** Adds the candidate, which came about by this operation, to the set; false where the search has to stop. */
function keep(set: ConfigurationSet, operation: u32): bool {
  const outcome = insert(set, candidate);
  if (outcome == outOfMemory) setStatus(statusMemory);
  if (outcome != added) return outcome != outOfMemory;
  return settle(recordAt(set, set.count - 1), operation);
}

/**
 * Whether doing it once more would do nothing, or cannot be. Only then is it used over and over: a counter that is added to without end has states
 * without end. Each way of going on is among what is tried, whether it counts as used or not, so that nothing is lost by either.
 */
function isSpentAtOnce(state: u32, action: u32): bool {
  const again = transition(state, action);
  if (again == stop) setStatus(statusStopped);
  return again == illegal || again == <i32>state;
}

// @ts-ignore: decorator
@inline
function clearBit(record: usize, slot: u32): void {
  const at = record + wordOf(slot);
  store<u64>(at, load<u64>(at) & ~bitOf(slot));
}

/** What can take place in every state may have done so just before the one that replaced the state: no more is asked of it. */
function leaveBehind(): void {
  for (let at = headerBytes; at < softEnd; at += 8) {
    store<u64>(candidate + at, load<u64>(candidate + at) & ~load<u64>(optionalDuties + at));
  }
}

/** Of what is still to be done, takes that which changes nothing in the candidate's state. */
function takeDuties(): bool {
  takenCount = 0;
  seenCount = 0;
  takenTarget = false;
  const from = load<u32>(candidate);
  for (let i: u32 = 0; i < openDutyCount; i++) {
    const operation = load<u32>(openDuties + ((<usize>i) << 2));
    const at = candidate + wordOf(dutyOf(operation));
    const owed = load<u64>(at);
    const bit = bitOf(dutyOf(operation));
    if ((owed & bit) == 0) continue;
    const state = transition(from, actionOf(operation));
    if (state == stop) {
      setStatus(statusStopped);
      return false;
    }
    if (state != from) continue;
    store<u64>(at, owed & ~bit);
    store<u32>(taken + ((<usize>takenCount) << 2), operation);
    takenCount += 1;
    seenCount += flagsOf(operation) & observes;
    if (operation == target) takenTarget = true;
  }
  return true;
}

/** Counts a new configuration and writes down how it came about. */
function settle(record: usize, operation: u32): bool {
  if (!countConfiguration()) return false;
  if (!follow(record, operation)) return false;
  for (let i: u32 = 0; i < takenCount; i++) if (!follow(record, load<u32>(taken + ((<usize>i) << 2)))) return false;
  return true;
}

export function follow(record: usize, operation: u32): bool {
  const step = addStep(load<u32>(record, 4), operation);
  if (step == 0) {
    setStatus(statusMemory);
    return false;
  }
  store<u32>(record, step, 4);
  return true;
}
