import { type Clock, type Done, FaultlineError, type Ms } from '../../core/index.ts';
import { readThreadStates } from './procfs.ts';

export const STOP_POLL_MS: Ms = 1;
/** A thread waits in the kernel (state D) for a disk no longer than this, or the stop counts as not done. */
export const STOP_PROOF_MAX_MS: Ms = 10_000;

/** A process that was sent SIGSTOP. */
export interface Stopping {
  readonly name: string;
  readonly pid: number;
  exited(): boolean;
}

/**
 * Calls back once every thread of each process is seen in state T: from then on no instruction of theirs runs. A thread in D (inside
 * the kernel, for a disk) is waited for. A process that has exited counts as stopped.
 */
export function awaitStopped(processes: readonly Stopping[], clock: Clock, done: Done): void {
  const deadline = clock.now() + STOP_PROOF_MAX_MS;
  look();

  function look(): void {
    const moving = processes.filter((process) => !process.exited() && !isStopped(process.pid));
    if (moving.length === 0) return done();
    if (clock.now() < deadline) clock.timer(STOP_POLL_MS, look);
    else done(notStopped(moving));
  }
}

/** Whether every thread is stopped by a signal. */
export function isStopped(pid: number): boolean {
  const states = readThreadStates(pid);
  return states.length > 0 && states.every((state) => state === 'T');
}

function notStopped(moving: readonly Stopping[]): FaultlineError {
  const states = moving.map(({ name, pid }) => `${name} (pid ${pid}): ${readThreadStates(pid).join('') || 'no threads'}`).join('; ');
  return new FaultlineError(
    'stop-not-proven',
    `After SIGSTOP every thread must reach state T (stopped) within ${STOP_PROOF_MAX_MS} ms; got ${states}. A thread in D waits for a disk: look at the machine's disks.`,
  );
}
