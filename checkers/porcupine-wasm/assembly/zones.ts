/**
 * The block and zone check: whether a history over one value, whose written values are all different, is linearizable. No search,
 * O(operations + events). After Gibbons and Korach (SICOMP 1997) and Golab, Li and Shah (PODC 2011), extended to chains.
 *
 * Every value is written once, so it is held during one stretch of time. A block is a value somebody wrote outright (or the initial
 * one), the chain of values that were made from it one out of the other (swaps, appends whose place is known), and the reads of
 * all these. The order within a block is given: the chain, and each read between the write of its value and that of the next. So
 * it can be met exactly if no operation was called only after one that must follow it had returned. A block lies around the
 * stretch from its first return to its last call. If the return comes first (a forward zone), the whole stretch is its own; if the
 * call does (a backward zone), it fits at any one instant between.
 *
 * The history is linearizable exactly if every block can be met, no two forward zones overlap, and no backward zone lies inside a
 * forward one. Necessary: at its first return a block has begun, at its last call it has not ended, and none can be interrupted,
 * for its values would have to be written again. Sufficient: forward zones are then disjoint with an instant between any two; a
 * backward zone inside none has an instant outside all of them, where its whole block goes.
 *
 * An operation of unknown outcome counts only if something that happened needs it: then it has no return. Left out, it changes
 * nothing that anybody saw.
 */

const statusValid: i32 = 0;
const statusNeverWritten: i32 = 1;
const statusTwoSuccessors: i32 = 2;
const statusOutOfOrder: i32 = 3;
const statusOverlap: i32 = 4;
const statusInside: i32 = 5;
const statusNoRoot: i32 = 6;
const statusRepeated: i32 = 7;

/** In place of the value an operation starts from. */
const fromRead: i32 = -1;
const fromNothing: i32 = -2;
/** Not an operation: a place that its host left empty. It has no return. */
const fromAbsent: i32 = -5;
const none: i32 = -1;
/** The return of an operation of unknown outcome. */
const never: i32 = i32.MAX_VALUE;
/** The initial value is written before everything. */
const initialInvoke: i32 = -2;
const initialReturn: i32 = -1;
const initialValue: i32 = 0;

// For each operation, written by the host: place of its call, of its return, the value it read or wrote, and what it started from.
let invokes: usize = 0;
let returns: usize = 0;
let values: usize = 0;
let origins: usize = 0;

// For each value.
let writers: usize = 0;
let firstReturns: usize = 0;
let lastInvokes: usize = 0;
let successors: usize = 0;
let neededFlags: usize = 0;

/** For each event that begins a zone: the end of the zone * 2, plus 1 for a forward one. */
let zoneEnds: usize = 0;

/** Where the zone of the initial value ends. It begins before everything, so it can only be forward, or of no length. */
let initialEnd: i32 = 0;

let witnessA: i32 = 0;
let witnessB: i32 = 0;
let witnessC: i32 = 0;
let witnessD: i32 = 0;

/** Room for so many operations, and for the values and events of the largest check among them. False when there is not so much memory. */
export function reserve(operations: u32, valueCount: u32, events: u32): bool {
  const start: u64 = (__heap_base + 15) & ~15;
  const bytes: u64 = start + 16 * <u64>operations + 20 * <u64>valueCount + 4 * <u64>events;
  if (bytes > 0xffff0000) return false;
  const pages = <i32>((bytes + 0xffff) >> 16) - memory.size();
  if (pages > 0 && memory.grow(pages) < 0) return false;
  invokes = <usize>start;
  returns = invokes + ((<usize>operations) << 2);
  values = returns + ((<usize>operations) << 2);
  origins = values + ((<usize>operations) << 2);
  writers = origins + ((<usize>operations) << 2);
  firstReturns = writers + ((<usize>valueCount) << 2);
  lastInvokes = firstReturns + ((<usize>valueCount) << 2);
  successors = lastInvokes + ((<usize>valueCount) << 2);
  neededFlags = successors + ((<usize>valueCount) << 2);
  zoneEnds = neededFlags + ((<usize>valueCount) << 2);
  return true;
}

/** Four arrays one after the other: invokes, returns, values, origins. */
export function operationsPointer(): usize {
  return invokes;
}

/** Events that contradict each other, as the status says. */
export function witness(which: i32): i32 {
  return which == 0 ? witnessA : which == 1 ? witnessB : which == 2 ? witnessC : witnessD;
}

/** Checks `count` operations from `first` on. Their values are below `valueCount`, 0 the initial one; their events below `events`. */
export function check(first: i32, count: i32, valueCount: i32, events: i32): i32 {
  clear(valueCount, events);
  let status = gather(first, first + count);
  if (status == statusValid) status = link(first, first + count);
  if (status == statusValid) status = walk(valueCount);
  return status == statusValid ? sweep(events) : status;
}

// @ts-ignore: decorator
@inline
function get(base: usize, index: i32): i32 {
  return load<i32>(base + ((<usize>index) << 2));
}
// @ts-ignore: decorator
@inline
function put(base: usize, index: i32, value: i32): void {
  store<i32>(base + ((<usize>index) << 2), value);
}

function clear(valueCount: i32, events: i32): void {
  const bytes = (<usize>valueCount) << 2;
  memory.fill(writers, 0xff, bytes);
  memory.fill(lastInvokes, 0xff, bytes);
  memory.fill(successors, 0xff, bytes);
  memory.fill(neededFlags, 0, bytes);
  memory.fill(zoneEnds, 0, (<usize>events) << 2);
  for (let value = 0; value < valueCount; value++) put(firstReturns, value, never);
}

/** What wrote each value, and when it was first and last read. */
function gather(first: i32, end: i32): i32 {
  for (let operation = first; operation < end; operation++) {
    const value = get(values, operation);
    const origin = get(origins, operation);
    if (origin == fromAbsent) continue;
    if (origin == fromRead) {
      const returned = get(returns, operation);
      const invoked = get(invokes, operation);
      if (returned < get(firstReturns, value)) put(firstReturns, value, returned);
      if (invoked > get(lastInvokes, value)) put(lastInvokes, value, invoked);
    } else {
      if (value == initialValue || get(writers, value) != none) return statusRepeated;
      put(writers, value, operation);
    }
  }
  return statusValid;
}

/** Finds which operations must have happened, and which value follows which. */
function link(first: i32, end: i32): i32 {
  for (let operation = first; operation < end; operation++) {
    if (get(returns, operation) != never) need(get(values, operation));
  }
  for (let operation = first; operation < end; operation++) {
    const origin = get(origins, operation);
    const value = get(values, operation);
    if (origin < 0 || get(neededFlags, value) == 0) continue;
    const other = get(successors, origin);
    if (other != none) {
      witnessA = get(invokes, get(writers, other));
      witnessB = get(invokes, operation);
      return statusTwoSuccessors;
    }
    put(successors, origin, value);
  }
  return statusValid;
}

/** Marks a value that was certainly held, and those it was made from. */
function need(value: i32): void {
  for (let at = value; get(neededFlags, at) == 0; ) {
    put(neededFlags, at, 1);
    const writer = get(writers, at);
    if (writer == none) return;
    const origin = get(origins, writer);
    if (origin < 0) return;
    at = origin;
  }
}

/** Meets every block in its own order and notes its zone. */
function walk(valueCount: i32): i32 {
  for (let value = 0; value < valueCount; value++) {
    if (value != initialValue) {
      if (get(neededFlags, value) == 0) continue;
      const writer = get(writers, value);
      if (writer == none) {
        const read = get(lastInvokes, value);
        witnessA = read != none ? read : get(invokes, get(writers, get(successors, value)));
        return statusNeverWritten;
      }
      if (get(origins, writer) != fromNothing) continue;
    }
    if (meet(value) != statusValid) return statusOutOfOrder;
  }
  // A chain that no root led to is a ring: every one of its values was made from another.
  for (let value = 1; value < valueCount; value++) {
    if (get(neededFlags, value) != 1) continue;
    witnessA = get(invokes, get(writers, value));
    return statusNoRoot;
  }
  return statusValid;
}

/** Goes along one chain: each step must be able to come after all before it. */
function meet(root: i32): i32 {
  let earliest = initialInvoke;
  let latest = never;
  for (let value = root; value != none; value = get(successors, value)) {
    put(neededFlags, value, 2);
    const writer = get(writers, value);
    const invoked = value == initialValue ? initialInvoke : get(invokes, writer);
    const returned = value == initialValue ? initialReturn : get(returns, writer);
    if (earliest >= returned) return outOfOrder(earliest, returned);
    if (invoked > earliest) earliest = invoked;
    const read = get(firstReturns, value);
    if (earliest >= read) return outOfOrder(earliest, read);
    const lastRead = get(lastInvokes, value);
    if (lastRead > earliest) earliest = lastRead;
    if (returned < latest) latest = returned;
    if (read < latest) latest = read;
  }
  if (root == initialValue) initialEnd = max(earliest, initialReturn);
  else if (earliest > latest) put(zoneEnds, latest, (earliest << 1) | 1);
  else put(zoneEnds, earliest, latest << 1);
  return statusValid;
}

function outOfOrder(invoked: i32, returned: i32): i32 {
  witnessA = invoked;
  witnessB = returned;
  return statusOutOfOrder;
}

function sweep(events: i32): i32 {
  let start = initialReturn;
  let end = initialEnd;
  for (let event = 0; event < events; event++) {
    const zone = get(zoneEnds, event);
    if (zone == 0) continue;
    const zoneEnd = zone >> 1;
    const isForward = (zone & 1) == 1;
    if (!isForward && zoneEnd > end) continue;
    if (isForward && event > end) {
      start = event;
      end = zoneEnd;
      continue;
    }
    witnessA = start;
    witnessB = end;
    witnessC = event;
    witnessD = zoneEnd;
    return isForward ? statusOverlap : statusInside;
  }
  return statusValid;
}
