/**
 * A node is all processes of the session that its command began: a shell around the server, workers that a server forks. What strikes the
 * node strikes every one of them. Where there is no /proc only the first one's process group is known.
 */
import { findMembers, readThreadStates } from './procfs.ts';

/** Sends a signal to each of them. `leads`: the first one has not been reaped yet, so that its number is still its own. */
export function signalSession(leader: number, leads: boolean, name: NodeJS.Signals): void {
  // All of a group at once: none of them can start another one in between.
  if (leads) send(-leader, name);
  const members = findMembers(leader);
  if (!leads && members.some(({ group }) => group === leader)) send(-leader, name);
  for (const { pid, group } of members) if (group !== leader) send(pid, name);
}

/** Those of them that still run, or will; a zombie does not. */
export function livingIn(leader: number): number[] {
  return findMembers(leader)
    .map(({ pid }) => pid)
    .filter((pid) => readThreadStates(pid).some((state) => !isGone(state)));
}

/** Whether every thread of each of them is stopped by a signal. */
export function isSessionStopped(leader: number): boolean {
  return isStopped(leader) && livingIn(leader).every(isStopped);
}

/** Whether every thread of a process is. */
export function isStopped(pid: number): boolean {
  const states = readThreadStates(pid);
  return states.includes('T') && states.every((state) => state === 'T' || isGone(state));
}

function isGone(state: string): boolean {
  return state === 'Z' || state === 'X';
}

/** One that has just ended needs no signal; one of another user's cannot be given any, and is seen to go on. */
function send(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // Told by what is seen of it afterwards.
  }
}
