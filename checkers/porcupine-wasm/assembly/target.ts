import { bitOf, dutyOf, observes, optional, usedOf, wordOf } from './operations';

/** The operation that returns, and where its bits are; without a bit of a kind, its mask is 0. */
export let target: u32 = 0;
let dutyWord: usize = 0;
let dutyMask: u64 = 0;
let usedWord: usize = 0;
let usedMask: u64 = 0;

export function setTarget(operation: u32, flags: u32): void {
  target = operation;
  dutyWord = wordOf(dutyOf(operation));
  dutyMask = (flags & (observes | optional)) != 0 ? bitOf(dutyOf(operation)) : 0;
  usedWord = wordOf(usedOf(operation));
  usedMask = (flags & observes) != 0 ? 0 : bitOf(usedOf(operation));
}

/** Whether the target has its place already, so that nothing is left to choose. */
// @ts-ignore: decorator
@inline
export function isOrdered(record: usize): bool {
  return usedMask == 0 ? (load<u64>(record + dutyWord) & dutyMask) == 0 : (load<u64>(record + usedWord) & usedMask) != 0;
}

/** Whether the target asks for nothing more. */
// @ts-ignore: decorator
@inline
export function isThrough(record: usize): bool {
  return dutyMask == 0 ? isOrdered(record) : (load<u64>(record + dutyWord) & dutyMask) == 0;
}

/** Leaves the target's bits to others. */
// @ts-ignore: decorator
@inline
export function forget(record: usize): void {
  store<u64>(record + dutyWord, load<u64>(record + dutyWord) & ~dutyMask);
  store<u64>(record + usedWord, load<u64>(record + usedWord) & ~usedMask);
}
