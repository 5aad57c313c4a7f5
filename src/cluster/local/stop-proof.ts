import { type Clock, type Done, FaultlineError, type Ms } from '../../core/index.ts';
import { readThreadStates } from './procfs.ts';
import { isSessionStopped, isStopped, livingIn } from './session.ts';

export const STOP_POLL_MS: Ms = 1;
/** A thread waits in the kernel (state D) for a disk no longer than this, or the stop counts as not done. */
export const STOP_PROOF_MAX_MS: Ms = 10_000;

/** The first process of a session, all of which was sent SIGSTOP. */
export interface Stopping {
  readonly name: string;
  readonly pid: number;
  exited(): boolean;
}

/**
 * Calls back once every thread of each process, and of whatever else runs in its session, is seen in state T: from then on no instruction of theirs runs. A thread in D (inside
 * the kernel, for a disk) is waited for. A process that has exited counts as stopped.
 */
export function awaitStopped(processes: readonly Stopping[], clock: Clock, done: Done): void {
  const deadline = clock.now() + STOP_PROOF_MAX_MS;
  look();

  function look(): void {
    const moving = processes.filter((process) => !process.exited() && !isSessionStopped(process.pid));
    if (moving.length === 0) return done();
    if (clock.now() < deadline) clock.timer(STOP_POLL_MS, look);
    else done(notStopped(moving));
  }
}

function notStopped(moving: readonly Stopping[]): FaultlineError {
  const states = moving.flatMap(({ name, pid }) => {
    const members = [...new Set([pid, ...livingIn(pid)])].filter((member) => !isStopped(member));
    return members.map((member) => `${name} (pid ${member}): ${readThreadStates(member).join('') || 'no threads'}`);
  });
  return new FaultlineError(
    'stop-not-proven',
    `After SIGSTOP every thread must reach state T (stopped) within ${STOP_PROOF_MAX_MS} ms; got ${states.join('; ')}. A thread in D waits for a disk: look at the machine's disks.`,
  );
}
