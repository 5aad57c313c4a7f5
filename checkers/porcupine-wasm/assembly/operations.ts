import { reserve } from './memory';

/*
 * The operations of the partition, and which of them are open. Each is action u32 | kind u32 | slot u32 | event number of its return
 * u32. Operations with the same action do the same.
 */
export const kindObserves: u32 = 1;
export const kindUnknown: u32 = 2;

export let operations: usize = 0;
/** Open operations that may change the state, by (action, return): those that do the same stand together, the most urgent first. */
export let openChanges: usize = 0;
export let openChangeCount: u32 = 0;
/** Open observers, in order of their calls. */
export let openObservers: usize = 0;
export let openObserverCount: u32 = 0;

export function resetOperations(count: u32): bool {
  openChangeCount = 0;
  openObserverCount = 0;
  operations = reserve((<usize>count) << 4);
  openChanges = reserve((<usize>count) << 2);
  openObservers = reserve((<usize>count) << 2);
  return operations != 0 && openChanges != 0 && openObservers != 0;
}

export function openObserver(operation: u32): void {
  store<u32>(openObservers + ((<usize>openObserverCount) << 2), operation);
  openObserverCount += 1;
}

/** Opens an operation that may change the state. */
export function openChange(operation: u32): void {
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
export function close(operation: u32, observes: bool): void {
  const list = observes ? openObservers : openChanges;
  const count = observes ? openObserverCount : openChangeCount;
  let place: u32 = 0;
  while (load<u32>(list + ((<usize>place) << 2)) != operation) place += 1;
  const at = list + ((<usize>place) << 2);
  memory.copy(at, at + 4, (<usize>(count - place - 1)) << 2);
  if (observes) openObserverCount -= 1;
  else openChangeCount -= 1;
}

// @ts-ignore: decorator
@inline
export function actionOf(operation: u32): u32 {
  return load<u32>(operations + ((<usize>operation) << 4));
}
// @ts-ignore: decorator
@inline
export function kindOf(operation: u32): u32 {
  return load<u32>(operations + ((<usize>operation) << 4), 4);
}
// @ts-ignore: decorator
@inline
export function wordOf(operation: u32): usize {
  return <usize>(load<u32>(operations + ((<usize>operation) << 4), 8) >> 6) << 3;
}
// @ts-ignore: decorator
@inline
export function bitOf(operation: u32): u64 {
  return (<u64>1) << (load<u32>(operations + ((<usize>operation) << 4), 8) & 63);
}
// @ts-ignore: decorator
@inline
function returnOf(operation: u32): u32 {
  return load<u32>(operations + ((<usize>operation) << 4), 12);
}
