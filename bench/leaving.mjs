import { rmSync } from 'node:fs';

/** One Ctrl-C may arrive twice, from the terminal and from npm: a second one counts only so long after the first. */
const SECOND_SIGNAL_AFTER_MS = 1000;

const children = new Set();
const folders = new Set();
const listeners = new Set();
let interruptedAt;

/** Whether somebody asked this script to end. */
export const interrupted = () => interruptedAt !== undefined;

/** Calls back once somebody asks this script to end; at once if that has happened. Answers how to take it back. */
export function onInterrupt(listener) {
  if (interrupted()) listener();
  else listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Kills the child if it is still there when this process leaves, by whatever door. */
export function killAtExit(child) {
  children.add(child);
  child.once('exit', () => children.delete(child));
}

/** Removes the folder when this process leaves, if `forgetFolder` has not done so before. */
export function removeAtExit(folder) {
  folders.add(folder);
}

export function forgetFolder(folder) {
  folders.delete(folder);
  rmSync(folder, { recursive: true, force: true });
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    if (interruptedAt !== undefined) {
      if (Date.now() - interruptedAt > SECOND_SIGNAL_AFTER_MS) process.exit(130);
      return;
    }
    interruptedAt = Date.now();
    process.stderr.write(`${signal}: ending in good order; once more to leave at once\n`);
    for (const listener of [...listeners]) listener();
  });
}

process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL');
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});
