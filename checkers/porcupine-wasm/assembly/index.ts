/**
 * The search for one partition, as its host sees it: `begin`, write operations and events, `run`, then read how far it came.
 * `search.ts` says how it goes.
 */
import { candidate } from './expand';
import { reserve, resetMemory, usedBytes } from './memory';
import { hasDropped, setNarrow } from './narrow';
import { close, closeAll, openOperation, operations, resetOperations } from './operations';
import { keepFrontier, resetRetreat, retreat } from './retreat';
import { configurations, setStatus, status, statusInvalid, statusMemory, statusRunning, statusStopped, timeIsUp } from './progress';
import { setWidths } from './records';
import { addCandidate as add, clearFrontier as clear, closure, frontier, invoked, resetSearch, returned, showAll, shownAll } from './search';
import { resetSteps, stepBase } from './steps';
import { resetTransitions } from './transitions';

const statusValid: i32 = 1;

/** Each event: operation * 2, plus 1 if it is the return. */
let events: usize = 0;
let eventCount: u32 = 0;
let eventAt: u32 = 0;
let refutedAt: u32 = 0;

/**
 * Lays out memory for one partition. False when the limit is too small even for that. `narrowTo`: configurations kept at each event, 0 for all
 * of them; `reuse`: whether operations of unknown outcome may be used over and over; `refuted`: the event that is known to
 * have no explanation, or a number beyond all.
 */
export function begin(
  operationCount: u32,
  events_: u32,
  softWords: u32,
  hardWords: u32,
  memoryLimit: u32,
  limit: f64,
  narrowTo: u32,
  reuse: bool,
  refuted: u32,
): bool {
  setNarrow(narrowTo);
  resetMemory(memoryLimit);
  setWidths(softWords, hardWords);
  eventCount = events_;
  eventAt = 0;
  refutedAt = refuted;
  events = reserve((<usize>eventCount) << 2);
  if (events == 0 || !resetOperations(operationCount)) return false;
  return resetTransitions() && resetSteps() && resetSearch(operationCount, <u64>limit, reuse) && resetRetreat(eventCount);
}

/** Where the host writes operations and events after `begin`. */
export function operationsPointer(): usize {
  return operations;
}
export function eventsPointer(): usize {
  return events;
}

/** Instead of the initial state: what another search stopped at. Operations that were open there are opened without ado. */
export function clearFrontier(): void {
  clear();
}
export function candidatePointer(): usize {
  return candidate;
}
export function addCandidate(): bool {
  return add();
}
export function reopen(operation: u32): void {
  openOperation(operation);
}
export function frontierPointer(): usize {
  return frontier.records;
}
export function frontierCount(): u32 {
  return frontier.count;
}

/** Runs to the end and returns the status. */
export function run(): i32 {
  while (eventAt < eventCount) {
    if (!keepFrontier(eventAt)) return statusMemory;
    const event = load<u32>(events + ((<usize>eventAt) << 2));
    if ((event & 1) == 0) invoked(event >> 1);
    else returned(event >> 1);
    if (status == statusRunning) eventAt += 1;
    else if (status != statusInvalid) return status;
    else if (!goBack()) return statusInvalid;
    if (timeIsUp()) return statusStopped;
  }
  return statusValid;
}

/** Whether a narrow search has a frontier to try again from; `eventAt` is then the event to go on with. */
function goBack(): bool {
  if (!hasDropped || eventAt == refutedAt) return false;
  const from = retreat(eventAt);
  if (from == eventAt) return false;
  closeAll();
  for (let i: u32 = 0; i < from; i++) {
    const event = load<u32>(events + ((<usize>i) << 2));
    if ((event & 1) == 0) openOperation(event >> 1);
    else close(event >> 1);
  }
  setStatus(statusRunning);
  eventAt = from;
  return true;
}

/** After `invalid`: the event that cannot be explained; after a spent budget: how far it came. */
export function lastEvent(): u32 {
  return eventAt;
}
export function configurationCount(): f64 {
  return <f64>configurations;
}
export function bytesUsed(): usize {
  return usedBytes();
}
/** Whether a narrow search passed something over; otherwise it is as good as any. */
export function hasPassedOver(): bool {
  return hasDropped;
}
/** After `invalid`: fills the closure with all that was possible at the last event, for the following. */
export function showClosure(): void {
  showAll();
}
/** Every configuration tried at the last event. */
export function closurePointer(): usize {
  return closure.records;
}
export function closureCount(): u32 {
  return closure.count;
}
/** Whether the closure holds all that was possible there. */
export function isClosureComplete(): bool {
  return shownAll;
}
export function stepsPointer(): usize {
  return stepBase;
}
