import { reserve } from './memory';
import { recordBytes } from './records';

/*
 * The operations of the partition, and which of them are open. Each is
 *
 *   0 action u32 | 4 flags u32 | 8 duty slot u32 | 12 used slot u32 | 16 event number of its return u32
 *
 * Operations with the same action do the same. A slot is the number of a bit in a configuration, counted from its first word; its duty bit
 * says that the operation must still be ordered, its used bit that it has been. Which of the two an operation has, its flags say.
 */
export const observes: u32 = 1;
/** Its outcome is unknown: it has a used bit and no duty. */
export const unknown: u32 = 2;
/** It is known to have happened, and can take place in every state: it has both bits. */
export const optional: u32 = 4;
/** It can take place in every state, and the state after it does not depend on the one before. */
export const replaces: u32 = 8;

const operationBits: usize = 5;

export let operations: usize = 0;
/** Open operations that may change the state, by (action, return): those that do the same stand together, the most urgent first. */
export let openChanges: usize = 0;
export let openChangeCount: u32 = 0;
/** Open operations that are done with wherever they change nothing: observers and optional ones, in order of their calls. */
export let openDuties: usize = 0;
export let openDutyCount: u32 = 0;
/** Open operations that may change the state and do not replace it. */
export let openUnlike: u32 = 0;
/** The duty bits of open operations that are optional, in words as a configuration has them. */
export let optionalDuties: usize = 0;
export let optionalCount: u32 = 0;

/** Nothing is open. */
export function closeAll(): void {
  openChangeCount = 0;
  openDutyCount = 0;
  optionalCount = 0;
  openUnlike = 0;
  memory.fill(optionalDuties, 0, recordBytes);
}

export function resetOperations(count: u32): bool {
  operations = reserve((<usize>count) << operationBits);
  openChanges = reserve((<usize>count) << 2);
  openDuties = reserve((<usize>count) << 2);
  optionalDuties = reserve(recordBytes);
  if (operations == 0 || openChanges == 0 || openDuties == 0 || optionalDuties == 0) return false;
  closeAll();
  return true;
}

export function openOperation(operation: u32): void {
  const flags = flagsOf(operation);
  if ((flags & observes) == 0) openChange(operation);
  if ((flags & (observes | optional)) != 0) {
    store<u32>(openDuties + ((<usize>openDutyCount) << 2), operation);
    openDutyCount += 1;
  }
  if ((flags & optional) != 0) toggleOptional(operation, 1);
  if ((flags & (observes | replaces)) == 0) openUnlike += 1;
}

function openChange(operation: u32): void {
  let place = openChangeCount;
  for (; place > 0; place--) {
    const other = load<u32>(openChanges + ((<usize>(place - 1)) << 2));
    if (comesBefore(other, operation)) break;
    store<u32>(openChanges + ((<usize>place) << 2), other);
  }
  store<u32>(openChanges + ((<usize>place) << 2), operation);
  openChangeCount += 1;
}

// @ts-ignore: decorator
@inline
function comesBefore(a: u32, b: u32): bool {
  if (actionOf(a) != actionOf(b)) return actionOf(a) < actionOf(b);
  return returnOf(a) <= returnOf(b);
}

/** Closes it at its return. */
export function close(operation: u32): void {
  const flags = flagsOf(operation);
  if ((flags & observes) == 0) openChangeCount = remove(openChanges, openChangeCount, operation);
  if ((flags & (observes | optional)) != 0) openDutyCount = remove(openDuties, openDutyCount, operation);
  if ((flags & optional) != 0) toggleOptional(operation, -1);
  if ((flags & (observes | replaces)) == 0) openUnlike -= 1;
}

function remove(list: usize, count: u32, operation: u32): u32 {
  let place: u32 = 0;
  while (load<u32>(list + ((<usize>place) << 2)) != operation) place += 1;
  const at = list + ((<usize>place) << 2);
  memory.copy(at, at + 4, (<usize>(count - place - 1)) << 2);
  return count - 1;
}

function toggleOptional(operation: u32, by: i32): void {
  const at = optionalDuties + wordOf(dutyOf(operation));
  store<u64>(at, load<u64>(at) ^ bitOf(dutyOf(operation)));
  optionalCount += by;
}

// @ts-ignore: decorator
@inline
function at(operation: u32): usize {
  return operations + ((<usize>operation) << operationBits);
}
// @ts-ignore: decorator
@inline
export function actionOf(operation: u32): u32 {
  return load<u32>(at(operation));
}
// @ts-ignore: decorator
@inline
export function flagsOf(operation: u32): u32 {
  return load<u32>(at(operation), 4);
}
// @ts-ignore: decorator
@inline
export function dutyOf(operation: u32): u32 {
  return load<u32>(at(operation), 8);
}
// @ts-ignore: decorator
@inline
export function usedOf(operation: u32): u32 {
  return load<u32>(at(operation), 12);
}
// @ts-ignore: decorator
@inline
function returnOf(operation: u32): u32 {
  return load<u32>(at(operation), 16);
}
/** Where in a configuration the word of a slot stands, and its bit there. */
// @ts-ignore: decorator
@inline
export function wordOf(slot: u32): usize {
  return 16 + ((<usize>(slot >> 6)) << 3);
}
// @ts-ignore: decorator
@inline
export function bitOf(slot: u32): u64 {
  return (<u64>1) << (slot & 63);
}
