/**
 * The search, event by event. Every configuration in the frontier explains all events so far. An operation is ordered only when a
 * return forces it: at the return of an operation, whatever open operations have to come before it are tried in every order, and
 * the configurations that got as far as ordering it make the next frontier. If there are none, no order explains the history.
 *
 * Why nothing is lost: in any linearization, what stands before an operation was invoked before it returned, so it is open here.
 * Of open operations that do the same, the one that must return first goes first (swap their names in any order that does
 * otherwise). An observer is taken as soon as it is legal, because it changes nothing and can be moved forward from wherever an
 * order has it. An operation of unknown outcome that would not change the state is not used, because it may as well never happen.
 */
import {
  added,
  clearSet,
  compact,
  ConfigurationSet,
  headerBytes,
  insert,
  openSet,
  outOfMemory,
  recordAt,
  recordBytes,
  softBytes,
  work,
} from './configurations';
import { reserve } from './memory';
import {
  actionOf,
  bitOf,
  close,
  kindObserves,
  kindOf,
  kindUnknown,
  openChange,
  openChangeCount,
  openChanges,
  openObserver,
  openObserverCount,
  openObservers,
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

const workBetweenLooks: u32 = 1 << 13;
const setStructBytes = 32;
const setStructs: usize = memory.data(96, 8);

export let status: i32 = 0;
export let configurations: u64 = 0;
let configurationLimit: u64 = 0;
/** Observers that the candidate took. */
let taken: usize = 0;
let takenCount: u32 = 0;
let candidate: usize = 0;
let frontier: ConfigurationSet = changetype<ConfigurationSet>(setStructs);
/** What is tried at one return, and what comes of it. */
export let closure: ConfigurationSet = changetype<ConfigurationSet>(setStructs + setStructBytes);
let next: ConfigurationSet = changetype<ConfigurationSet>(setStructs + setStructBytes * 2);
let lookAt: u64 = 0;
/** Configurations of frontiers gone through. */
let walked: u64 = 0;

/** Begins with the initial state, which has number 0, and nothing ordered. False when memory is too small even for that. */
export function resetSearch(operationCount: u32, limit: u64): bool {
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

/** Asks the host once in a while, by work done rather than by time. */
export function timeIsUp(): bool {
  if (work + walked < lookAt) return false;
  lookAt = work + walked + workBetweenLooks;
  return spent();
}

/** A call: an observer is taken wherever it is legal already. */
export function invoked(operation: u32): void {
  if (kindOf(operation) != kindObserves) {
    openChange(operation);
    return;
  }
  openObserver(operation);
  const action = actionOf(operation);
  const word = headerBytes + wordOf(operation);
  const bit = bitOf(operation);
  walked += frontier.count;
  for (let i: u32 = 0; i < frontier.count; i++) {
    const record = recordAt(frontier, i);
    const state = transition(load<u32>(record), action);
    if (state == stop) {
      status = statusStopped;
      return;
    }
    if (state == illegal) store<u64>(record + word, load<u64>(record + word) | bit);
    else if (!follow(record, operation)) return;
  }
}

/** A return: what has not ordered the operation yet must do so now, after whatever has to come before it. */
export function returned(operation: u32): void {
  const observes = kindOf(operation) == kindObserves;
  const word = headerBytes + (observes ? 0 : softBytes) + wordOf(operation);
  const bit = bitOf(operation);
  // An observer's bit says that it waits, the bit of an operation that changes the state says that it is done.
  const doneBit: u64 = observes ? 0 : bit;
  let waiting = false;
  walked += frontier.count;
  for (let i: u32 = 0; i < frontier.count && !waiting; i++) {
    waiting = (load<u64>(recordAt(frontier, i) + word) & bit) != doneBit;
  }
  if (waiting) {
    clearSet(closure);
    clearSet(next);
    for (let i: u32 = 0; i < frontier.count; i++) {
      const record = recordAt(frontier, i);
      if ((load<u64>(record + word) & bit) != doneBit) {
        if (insert(closure, record) == outOfMemory) status = statusMemory;
      } else {
        memory.copy(candidate, record, recordBytes);
        store<u64>(candidate + word, load<u64>(candidate + word) & ~bit);
        if (insert(next, candidate) == outOfMemory) status = statusMemory;
      }
      if (status == statusRunning && timeIsUp()) status = statusStopped;
      if (status != statusRunning) return;
    }
    for (let i: u32 = 0; i < closure.count; i++) {
      if (load<u32>(recordAt(closure, i), 12) == 0) expand(i, operation, observes, word, bit);
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
  } else if (!observes) {
    for (let i: u32 = 0; i < frontier.count; i++) {
      const at = recordAt(frontier, i) + word;
      store<u64>(at, load<u64>(at) & ~bit);
    }
  }
  close(operation, observes);
  if (!sweepSteps(frontier)) status = statusMemory;
}

/** Orders each open operation that may come next after this configuration of the closure. */
function expand(index: u32, target: u32, targetObserves: bool, targetWord: usize, targetBit: u64): void {
  let triedAction: u32 = u32.MAX_VALUE;
  for (let i: u32 = 0; i < openChangeCount; i++) {
    const operation = load<u32>(openChanges + ((<usize>i) << 2));
    const action = actionOf(operation);
    if (action == triedAction) continue;
    const unknown = kindOf(operation) == kindUnknown;
    const word = headerBytes + (unknown ? 0 : softBytes) + wordOf(operation);
    const bit = bitOf(operation);
    const record = recordAt(closure, index);
    if ((load<u64>(record + word) & bit) != 0) continue;
    triedAction = action;
    const state = transition(load<u32>(record), action);
    if (state == stop) {
      status = statusStopped;
      return;
    }
    if (state == illegal || (unknown && <u32>state == load<u32>(record))) continue;
    memory.copy(candidate, record, recordBytes);
    store<u32>(candidate, state);
    store<u64>(candidate + word, load<u64>(candidate + word) | bit);
    if (!takeObservers()) return;
    const reached = targetObserves ? (load<u64>(candidate + targetWord) & targetBit) == 0 : operation == target;
    if (reached) store<u64>(candidate + targetWord, load<u64>(candidate + targetWord) & ~targetBit);
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

/** Takes the waiting observers that are legal in the candidate's state. */
function takeObservers(): bool {
  takenCount = 0;
  for (let i: u32 = 0; i < openObserverCount; i++) {
    const operation = load<u32>(openObservers + ((<usize>i) << 2));
    const at = candidate + headerBytes + wordOf(operation);
    const waiting = load<u64>(at);
    if ((waiting & bitOf(operation)) == 0) continue;
    const state = transition(load<u32>(candidate), actionOf(operation));
    if (state == stop) {
      status = statusStopped;
      return false;
    }
    if (state == illegal) continue;
    store<u64>(at, waiting & ~bitOf(operation));
    store<u32>(taken + ((<usize>takenCount) << 2), operation);
    takenCount += 1;
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
