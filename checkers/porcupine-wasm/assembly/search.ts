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
import { added, clearSet, compact, ConfigurationSet, insert, openSet, outOfMemory, recordAt } from './configurations';
import { candidate, expand, follow, resetExpand, reusing } from './expand';
import { dropped, narrow, width } from './narrow';
import { actionOf, bitOf, close, dutyOf, flagsOf, observes, openOperation, optional, wordOf } from './operations';
import { countWalked, resetProgress, setStatus, status, statusInvalid, statusMemory, statusRunning, statusStopped, timeIsUp } from './progress';
import { copyRecord, deadAt } from './records';
import { sweepSteps } from './steps';
import { forget, isOrdered, isThrough, setTarget } from './target';
import { stop, transition } from './transitions';

/** A narrow search that has found something at an event looks no further there when it has tried so many times what it keeps. */
const triedToKept: u32 = 4;
const setStructBytes = 64;
const setStructs: usize = memory.data(192, 8);

export let frontier: ConfigurationSet = changetype<ConfigurationSet>(setStructs);
/** What is tried at one return, and what comes of it. */
export let closure: ConfigurationSet = changetype<ConfigurationSet>(setStructs + setStructBytes);
let next: ConfigurationSet = changetype<ConfigurationSet>(setStructs + setStructBytes * 2);

/** Begins with the initial state, which has number 0, and nothing ordered. False when memory is too small even for that. */
export function resetSearch(operationCount: u32, limit: u64, reuse: bool): bool {
  resetProgress(limit);
  shownAll = false;
  if (!resetExpand(operationCount, reuse) || !openSet(frontier) || !openSet(closure) || !openSet(next)) return false;
  return insert(frontier, candidate) == added;
}

export function clearFrontier(): void {
  clearSet(frontier);
}

export function addCandidate(): bool {
  return insert(frontier, candidate) != outOfMemory;
}

/** A call: one that changes nothing where a configuration stands is done with at once. */
export function invoked(operation: u32): void {
  openOperation(operation);
  if ((flagsOf(operation) & (observes | optional)) == 0) return;
  const action = actionOf(operation);
  const word = wordOf(dutyOf(operation));
  const bit = bitOf(dutyOf(operation));
  countWalked(frontier.count);
  for (let i: u32 = 0; i < frontier.count; i++) {
    const record = recordAt(frontier, i);
    const state = load<u32>(record);
    const after = transition(state, action);
    if (after == stop) {
      setStatus(statusStopped);
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
  countWalked(frontier.count);
  for (let i: u32 = 0; i < frontier.count; i++) ordered += u32(isOrdered(recordAt(frontier, i)));
  if (ordered == frontier.count) {
    for (let i: u32 = 0; i < frontier.count; i++) forget(recordAt(frontier, i));
  } else {
    clearSet(closure);
    clearSet(next);
    for (let i: u32 = 0; i < frontier.count; i++) {
      const record = recordAt(frontier, i);
      if (!isOrdered(record) && insert(closure, record) == outOfMemory) setStatus(statusMemory);
      if (isThrough(record)) {
        copyRecord(candidate, record);
        forget(candidate);
        if (insert(next, candidate) == outOfMemory) setStatus(statusMemory);
      }
      if (status == statusRunning && timeIsUp()) setStatus(statusStopped);
      if (status != statusRunning) return;
    }
    for (let i: u32 = 0; i < closure.count; i++) {
      if (width != 0 && next.live != 0 && (next.live >= width || closure.count > width * triedToKept)) {
        dropped();
        break;
      }
      if (load<u32>(recordAt(closure, i), deadAt) == 0) expand(closure, next, i, false);
      if (status != statusRunning) return;
    }
    if (next.live == 0) {
      setStatus(statusInvalid);
      return;
    }
    const old = frontier;
    frontier = next;
    next = old;
    compact(frontier);
    narrow(frontier);
  }
  close(operation);
  // A narrow search may go back to configurations that it has left.
  if (width == 0 && !sweepSteps(frontier)) setStatus(statusMemory);
}

/** How many configurations are shown of what was possible at the event that cannot be explained. */
const shownLimit: u32 = 1 << 16;
/** Whether all that was possible there is in the closure. */
export let shownAll: bool = false;

/**
 * Adds to the closure what the search passes over because it cannot help: a reader wants to see what else was possible. With reuse there is nothing
 * to see: its orders are none.
 */
export function showAll(): void {
  if (reusing) return;
  setStatus(statusRunning);
  let i: u32 = 0;
  for (; i < closure.count && closure.count < shownLimit && status == statusRunning; i++) {
    if (load<u32>(recordAt(closure, i), deadAt) == 0) expand(closure, next, i, true);
  }
  shownAll = i == closure.count && status == statusRunning;
  setStatus(statusInvalid);
}
