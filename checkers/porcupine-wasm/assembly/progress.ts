import { work } from './configurations';

/** How a search stands, what it has tried, and when it has to stop. */

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

const workBetweenLooks: u64 = 1 << 13;

export let status: i32 = 0;
export let configurations: u64 = 0;
let configurationLimit: u64 = 0;
let lookAt: u64 = 0;
/** Configurations of frontiers gone through. */
let walked: u64 = 0;

export function resetProgress(limit: u64): void {
  status = statusRunning;
  configurations = 0;
  configurationLimit = limit;
  lookAt = work + walked + workBetweenLooks;
}

export function setStatus(to: i32): void {
  status = to;
}

/** False if there are too many. */
export function countConfiguration(): bool {
  configurations += 1;
  if (configurations <= configurationLimit) return true;
  status = statusConfigurations;
  return false;
}

export function countWalked(count: u32): void {
  walked += count;
}

/** Asks the host once in a while, by work done rather than by time. */
export function timeIsUp(): bool {
  if (work + walked < lookAt) return false;
  lookAt = work + walked + workBetweenLooks;
  return spent();
}
