/**
 * One key that is only read and written, straight from the columns of its events, in one pass over them: does every value, written once,
 * have a stretch of time of its own? It is the zone check (zones.ts says what a zone is and why it decides) where there are no chains, so
 * that a zone is known from four numbers for each value, and no operation has to be laid out.
 *
 * It says `holds`, or that it cannot say: something is wrong, repeated or impossible. Who asked then takes the longer way, which tells what.
 */

export const holds: i32 = 1;
const cannotSay: i32 = 0;

/** Events that are written at once before each `feed`. */
export const chunkEvents: u32 = 1 << 14;

const typeInvoke: u32 = 0;
const typeOk: u32 = 1;
const typeFail: u32 = 2;
const typeCount: u32 = 4;
const codeRead: u32 = 1;
const codeWrite: u32 = 2;
const codeCount: u32 = 256;
/** Stands for null in the column of values. */
const nothing: i32 = i32.MIN_VALUE;
/** Numbers of values below this are taken: the initial one, and null where that is another. */
const reserved: i32 = 2;

// Events are numbered from 1 here, so that 0 says that there is none, and cleared memory says so of everything.
const valueBytes: usize = 16;
const writeCall: usize = 0;
const writeReturn: usize = 4;
const firstReadReturn: usize = 8;
const lastReadCall: usize = 12;
const processBytes: usize = 12;
const openCall: usize = 0;
const openCode: usize = 4;
const openValue: usize = 8;

let codes: usize = 0;
let processColumn: usize = 0;
let valueColumn: usize = 0;
let typeColumn: usize = 0;
let functionColumn: usize = 0;
let processes: usize = 0;
let values: usize = 0;
/** For each event that begins a zone: the end of the zone * 2, plus 1 for a forward one. */
let zoneEnds: usize = 0;

let processCount: i32 = 0;
let valueCount: i32 = 0;
let least: i32 = 0;
let initial: i32 = nothing;
let nullNumber: i32 = 0;
let event: i32 = 0;
let calls: i32 = 0;

/** What a check takes, in bytes. */
export function neededBytes(processCount_: u32, valueCount_: u32, events: u32): f64 {
  const columns: u64 = codeCount + chunkEvents * 10;
  const rest: u64 = processBytes * <u64>processCount_ + valueBytes * <u64>valueCount_ + 4 * (<u64>events + 1);
  return <f64>(<u64>__heap_base + 16 + columns + rest);
}

/**
 * Lays out memory. Values are `least` and above, their numbers below `valueCount`; `initial` is the one at the start (`nothing` if no number is),
 * `nullNumber` the number of null. False when there is not so much memory.
 */
export function begin(processCount_: u32, valueCount_: u32, events: u32, least_: i32, initial_: i32, nullNumber_: i32): bool {
  const bytes = neededBytes(processCount_, valueCount_, events);
  if (bytes > <f64>0xffff0000) return false;
  const pages = <i32>((<u64>bytes + 0xffff) >> 16) - memory.size();
  if (pages > 0 && memory.grow(pages) < 0) return false;
  processColumn = (__heap_base + 15) & ~15;
  valueColumn = processColumn + ((<usize>chunkEvents) << 2);
  typeColumn = valueColumn + ((<usize>chunkEvents) << 2);
  functionColumn = typeColumn + chunkEvents;
  codes = functionColumn + chunkEvents;
  processes = codes + codeCount;
  values = processes + processBytes * processCount_;
  zoneEnds = values + valueBytes * valueCount_;
  memory.fill(processes, 0, zoneEnds + (((<usize>events) + 1) << 2) - processes);
  processCount = processCount_;
  valueCount = valueCount_;
  least = least_;
  initial = initial_;
  nullNumber = nullNumber_;
  event = 0;
  calls = 0;
  return true;
}

/** For each place of a name: read, write, or anything else. */
export function codesPointer(): usize {
  return codes;
}
/** Where the next events are written: processes and values with four bytes each, types and functions with one. */
export function chunkPointer(): usize {
  return processColumn;
}

/** Operations so far. */
export function callCount(): i32 {
  return calls;
}

/** Takes in so many events; false where it cannot say. */
export function feed(count: u32): bool {
  for (let i: u32 = 0; i < count; i++) {
    const process = load<i32>(processColumn + ((<usize>i) << 2));
    if (process < 0) continue;
    if (process >= processCount) return false;
    const code = load<u8>(codes + load<u8>(functionColumn + i));
    const open = processes + processBytes * process;
    const type = load<u8>(typeColumn + i);
    event += 1;
    if (type == typeInvoke) {
      if (load<i32>(open, openCall) != 0 || !called(open, code, i)) return false;
    } else {
      if (load<i32>(open, openCall) == 0 || type >= typeCount || (code != codeRead && code != codeWrite)) return false;
      if (type == typeOk && !returned(open, i)) return false;
      if (type == typeFail && load<u32>(open, openCode) == codeWrite) store<i32>(load<u32>(open, openValue), 0, writeCall);
      store<i32>(open, 0, openCall);
    }
  }
  return true;
}

/** A write is there from its call on; what of it returns is noted then. */
function called(open: usize, code: u32, i: u32): bool {
  if (code != codeRead && code != codeWrite) return false;
  store<i32>(open, event, openCall);
  store<u32>(open, code, openCode);
  calls += 1;
  if (code == codeRead) return true;
  const number = numberOf(load<i32>(valueColumn + ((<usize>i) << 2)));
  if (number <= 0 || number >= valueCount) return false;
  const value = values + valueBytes * number;
  if (load<i32>(value, writeCall) != 0) return false;
  store<i32>(value, event, writeCall);
  store<u32>(open, <u32>value, openValue);
  return true;
}

function returned(open: usize, i: u32): bool {
  if (load<u32>(open, openCode) == codeWrite) {
    store<i32>(load<u32>(open, openValue), event, writeReturn);
    return true;
  }
  const number = numberOf(load<i32>(valueColumn + ((<usize>i) << 2)));
  if (number < 0 || number >= valueCount) return false;
  const value = values + valueBytes * number;
  if (load<i32>(value, firstReadReturn) == 0) store<i32>(value, event, firstReadReturn);
  const invoked = load<i32>(open, openCall);
  if (invoked > load<i32>(value, lastReadCall)) store<i32>(value, invoked, lastReadCall);
  return true;
}

// @ts-ignore: decorator
@inline
function numberOf(value: i32): i32 {
  if (value == nothing) return nullNumber;
  return value == initial ? 0 : value - least + reserved;
}

/** When all events are in. */
export function end(): i32 {
  for (let number: i32 = 1; number < valueCount; number++) {
    const value = values + valueBytes * number;
    const read = load<i32>(value, firstReadReturn);
    const wrote = load<i32>(value, writeReturn);
    // Nobody saw it, and nobody knows whether it was ever there.
    if (read == 0 && wrote == 0) continue;
    const writing = load<i32>(value, writeCall);
    if (writing == 0 || (read != 0 && read < writing)) return cannotSay;
    const first = read == 0 || (wrote != 0 && wrote < read) ? wrote : read;
    const last = max(writing, load<i32>(value, lastReadCall));
    if (last > first) store<i32>(zoneEnds + ((<usize>first) << 2), (last << 1) | 1);
    else store<i32>(zoneEnds + ((<usize>last) << 2), first << 1);
  }
  // The initial value is there before everything.
  let until = load<i32>(values, lastReadCall);
  for (let at: i32 = 1; at <= event; at++) {
    const zone = load<i32>(zoneEnds + ((<usize>at) << 2));
    if (zone == 0) continue;
    const zoneEnd = zone >> 1;
    if ((zone & 1) == 1) {
      if (at <= until) return cannotSay;
      until = zoneEnd;
    } else if (zoneEnd <= until) {
      return cannotSay;
    }
  }
  return holds;
}
