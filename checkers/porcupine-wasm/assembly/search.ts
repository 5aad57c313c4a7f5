/**
 * The search, event by event. Every configuration in the frontier explains all events so far. An operation is ordered only when a
 * return forces it: at the return of an operation, whatever open operations have to come before it are tried in every order, and
 * the configurations that got as far as ordering it make the next frontier. If there are none, no order explains the history.
 *
 * Why nothing is lost: in any linearization, what stands before an operation was invoked before it returned, so it is open here.
 * Of open operations that do the same, the one that must return first goes first (swap their names in any order that does
 * otherwise). An observer is taken as soon as it is legal, because it changes nothing and can be moved forward from wherever an
 * order has it. An operation of unknown outcome that would not change the state is not used, because it may as well never happen.
 *
 * Of what need not be seen: an operation that can take place in every state asks for nothing any more once another, called no later than it
 * returned, has replaced the state, since it may have taken place just before that one and nobody can tell. It is left behind: its
 * duty bit goes out, and it may still be used until it returns, or never. The same holds where it would not change the state. So a
 * configuration in which it is left behind can do whatever one can in which it is still owed, or was used: those are dropped. Without this
 * the frontier has a configuration for each subset of the open writes; with it, about one for each state.
 * It must not follow that the one that replaces is a no-op where the state is the same: it leaves others behind.
 */
import {
  added,
  clearSet,
  compact,
  ConfigurationSet,
  copyRecord,
  insert,
  openSet,
  outOfMemory,
  recordAt,
  recordBytes,
  softEnd,
  work,
} from './configurations';
import { reserve } from './memory';
import { dropped, narrow, width } from './narrow';
import {
  actionOf,
  bitOf,
  close,
  dutyOf,
  flagsOf,
  observes,
  openChangeCount,
  openChanges,
  openDuties,
  openDutyCount,
  openOperation,
  openUnlike,
  optional,
  optionalCount,
  optionalDuties,
  replaces,
  unknown,
  usedOf,
  wordOf,
} from './operations';
import { addStep, sweepSteps } from './steps';
import { illegal, stop, transition } from './transitions';

/** Whether the host's time is spent. */
// @ts-ignore: decorator
@external("host", "spent")
declare function spent(): bool;

export const statusRunning: i32 = 0;
export const statusInvalid: i32 = 2;
/** The host said stop and knows why. */
export const statusStopped: i32 = 3;
export const statusMemory: i32 = 4;
const statusConfigurations: i32 = 5;

/** A narrow search that has found something at an event looks no further there when it has tried so many times what it keeps. */
const triedToKept: u32 = 4;
const workBetweenLooks: u32 = 1 << 13;
const setStructBytes = 32;
const setStructs: usize = memory.data(96, 8);

export let status: i32 = 0;
export let configurations: u64 = 0;
let configurationLimit: u64 = 0;
/** Observers that the candidate took. */
let taken: usize = 0;
let takenCount: u32 = 0;
/** How many of them are observers, and whether the one that returns is among them. */
let seenCount: u32 = 0;
let takenTarget: bool = false;
export let candidate: usize = 0;
export let frontier: ConfigurationSet = changetype<ConfigurationSet>(setStructs);
/** What is tried at one return, and what comes of it. */
export let closure: ConfigurationSet = changetype<ConfigurationSet>(setStructs + setStructBytes);
let next: ConfigurationSet = changetype<ConfigurationSet>(setStructs + setStructBytes * 2);
/** Whether operations of unknown outcome may be used over and over: what cannot be explained even so cannot be explained. */
let reusing: bool = false;
let lookAt: u64 = 0;
/** Configurations of frontiers gone through. */
let walked: u64 = 0;

/** Begins with the initial state, which has number 0, and nothing ordered. False when memory is too small even for that. */
export function resetSearch(operationCount: u32, limit: u64, reuse: bool): bool {
  reusing = reuse;
  status = statusRunning;
  configurations = 0;
  configurationLimit = limit;
  walked = 0;
  lookAt = workBetweenLooks;
  taken = reserve((<usize>operationCount) << 2);
  candidate = reserve(recordBytes);
  if (taken == 0 || candidate == 0 || !openSet(frontier) || !openSet(closure) || !openSet(next)) return false;
  memory.fill(candidate, 0, recordBytes);
  return insert(frontier, candidate) == added;
}

export function clearFrontier(): void {
  clearSet(frontier);
}

export function addCandidate(): bool {
  return insert(frontier, candidate) != outOfMemory;
}

/** Asks the host once in a while, by work done rather than by time. */
export function timeIsUp(): bool {
  if (work + walked < lookAt) return false;
  lookAt = work + walked + workBetweenLooks;
  return spent();
}

/** A call: one that changes nothing where a configuration stands is done with at once. */
export function invoked(operation: u32): void {
  openOperation(operation);
  if ((flagsOf(operation) & (observes | optional)) == 0) return;
  const action = actionOf(operation);
  const word = wordOf(dutyOf(operation));
  const bit = bitOf(dutyOf(operation));
  walked += frontier.count;
  for (let i: u32 = 0; i < frontier.count; i++) {
    const record = recordAt(frontier, i);
    const state = load<u32>(record);
    const after = transition(state, action);
    if (after == stop) {
      status = statusStopped;
      return;
    }
    if (after != state) store<u64>(record + word, load<u64>(record + word) | bit);
    else if (!follow(record, operation)) return;
  }
}

/**
 * A return: what still has to order the operation must do so now, after whatever has to come before it. What is through without having
 * ordered it (an optional one that was left behind) goes on as it is and also orders it: this was the last moment to do so.
 */
export function returned(operation: u32): void {
  const flags = flagsOf(operation);
  setTarget(operation, flags);
  let ordered: u32 = 0;
  walked += frontier.count;
  for (let i: u32 = 0; i < frontier.count; i++) ordered += u32(isOrdered(recordAt(frontier, i)));
  if (ordered == frontier.count) {
    for (let i: u32 = 0; i < frontier.count; i++) forget(recordAt(frontier, i));
  } else {
    clearSet(closure);
    clearSet(next);
    for (let i: u32 = 0; i < frontier.count; i++) {
      const record = recordAt(frontier, i);
      if (!isOrdered(record) && insert(closure, record) == outOfMemory) status = statusMemory;
      if (isThrough(record)) {
        copyRecord(candidate, record);
        forget(candidate);
        if (insert(next, candidate) == outOfMemory) status = statusMemory;
      }
      if (status == statusRunning && timeIsUp()) status = statusStopped;
      if (status != statusRunning) return;
    }
    for (let i: u32 = 0; i < closure.count; i++) {
      if (width != 0 && next.live != 0 && (next.live >= width || closure.count > width * triedToKept)) {
        dropped();
        break;
      }
      if (load<u32>(recordAt(closure, i), 12) == 0) expand(i);
      if (status != statusRunning) return;
    }
    if (next.live == 0) {
      status = statusInvalid;
      return;
    }
    const old = frontier;
    frontier = next;
    next = old;
    compact(frontier);
    narrow(frontier);
  }
  close(operation);
  if (!sweepSteps(frontier)) status = statusMemory;
}

/** How many configurations are shown of what was possible at the event that cannot be explained. */
const shownLimit: u32 = 1 << 16;
let showing: bool = false;
/** Whether all that was possible there is in the closure. */
export let shownAll: bool = false;

/** After `invalid`: adds to the closure what the search passed over because it cannot help. A reader wants to see what else was possible. */
export function showAll(): void {
  showing = true;
  status = statusRunning;
  let i: u32 = 0;
  for (; i < closure.count && closure.count < shownLimit && status == statusRunning; i++) {
    if (load<u32>(recordAt(closure, i), 12) == 0) expand(i);
  }
  showing = false;
  shownAll = i == closure.count && status == statusRunning;
}

/** The operation that returns, and where its bits are; without a bit of a kind, its mask is 0. */
let target: u32 = 0;
let dutyWord: usize = 0;
let dutyMask: u64 = 0;
let usedWord: usize = 0;
let usedMask: u64 = 0;

function setTarget(operation: u32, flags: u32): void {
  target = operation;
  dutyWord = wordOf(dutyOf(operation));
  dutyMask = (flags & (observes | optional)) != 0 ? bitOf(dutyOf(operation)) : 0;
  usedWord = wordOf(usedOf(operation));
  usedMask = (flags & observes) != 0 ? 0 : bitOf(usedOf(operation));
}

/** Whether the target has its place already, so that nothing is left to choose. */
// @ts-ignore: decorator
@inline
function isOrdered(record: usize): bool {
  return usedMask == 0 ? (load<u64>(record + dutyWord) & dutyMask) == 0 : (load<u64>(record + usedWord) & usedMask) != 0;
}

/** Whether the target asks for nothing more. */
// @ts-ignore: decorator
@inline
function isThrough(record: usize): bool {
  return dutyMask == 0 ? isOrdered(record) : (load<u64>(record + dutyWord) & dutyMask) == 0;
}

/** Leaves the target's bits to others. */
// @ts-ignore: decorator
@inline
function forget(record: usize): void {
  store<u64>(record + dutyWord, load<u64>(record + dutyWord) & ~dutyMask);
  store<u64>(record + usedWord, load<u64>(record + usedWord) & ~usedMask);
}

/**
 * Orders each open operation that may come next after this configuration of the closure. Of those that do the same and are not used yet,
 * only the first is tried: it must return first. But if that one is left behind already and does not replace, then the first that is not
 * is tried as well.
 */
function expand(index: u32): void {
  let triedAction: u32 = u32.MAX_VALUE;
  let triedAll = false;
  for (let i: u32 = 0; i < openChangeCount; i++) {
    const operation = load<u32>(openChanges + ((<usize>i) << 2));
    const action = actionOf(operation);
    const sameAgain = action == triedAction;
    if (sameAgain && triedAll) continue;
    const flags = flagsOf(operation);
    const word = wordOf(usedOf(operation));
    const bit: u64 = reusing && (flags & unknown) != 0 ? 0 : bitOf(usedOf(operation));
    const record = recordAt(closure, index);
    if ((load<u64>(record + word) & bit) != 0) continue;
    const free = (flags & optional) != 0 && (load<u64>(record + wordOf(dutyOf(operation))) & bitOf(dutyOf(operation))) == 0;
    if (sameAgain && (free || (flags & unknown) != 0)) continue;
    triedAction = action;
    triedAll = !free || (flags & replaces) != 0;
    const from = load<u32>(record);
    const state = transition(from, action);
    if (state == stop) {
      status = statusStopped;
      return;
    }
    if (state == illegal) continue;
    // What need not happen and would change nothing is not used, unless others can be left behind by it.
    const leaves = (flags & replaces) != 0 && optionalCount != 0;
    if (<u32>state == from && (flags & (unknown | optional)) != 0 && !leaves) continue;
    copyRecord(candidate, record);
    store<u32>(candidate, state);
    store<u64>(candidate + word, load<u64>(candidate + word) | bit);
    if ((flags & optional) != 0) clearBit(candidate, dutyOf(operation));
    if (!takeDuties()) return;
    // A target that replaces has to be ordered itself, because of what it leaves behind.
    const reached = operation == target || (takenTarget && (flagsOf(target) & replaces) == 0);
    // A change that is replaced next, with nothing to see it in between, might as well have been left behind.
    if (!reached && !showing && seenCount == 0 && (flags & replaces) != 0 && openUnlike == 0) continue;
    if (leaves) leaveBehind();
    if (reached) forget(candidate);
    const set = reached ? next : closure;
    const outcome = insert(set, candidate);
    if (outcome == outOfMemory) {
      status = statusMemory;
      return;
    }
    if (outcome == added && !settle(recordAt(set, set.count - 1), operation)) return;
    if (timeIsUp()) {
      status = statusStopped;
      return;
    }
  }
}

// @ts-ignore: decorator
@inline
function clearBit(record: usize, slot: u32): void {
  const at = record + wordOf(slot);
  store<u64>(at, load<u64>(at) & ~bitOf(slot));
}

/** What can take place in every state may have done so just before the one that replaced the state: no more is asked of it. */
function leaveBehind(): void {
  for (let at: usize = 16; at < softEnd; at += 8) {
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
      status = statusStopped;
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
  configurations += 1;
  if (configurations > configurationLimit) {
    status = statusConfigurations;
    return false;
  }
  if (!follow(record, operation)) return false;
  for (let i: u32 = 0; i < takenCount; i++) if (!follow(record, load<u32>(taken + ((<usize>i) << 2)))) return false;
  return true;
}

function follow(record: usize, operation: u32): bool {
  const step = addStep(load<u32>(record, 4), operation);
  if (step == 0) {
    status = statusMemory;
    return false;
  }
  store<u32>(record, step, 4);
  return true;
}
