import { type Clock, FaultlineError, type Ms, type NodeId } from '../../core/index.ts';
import { findProcessesOfRun } from './procfs.ts';

/** What only waits for its parent's end, as a helper that reads from it, is gone within this. */
export const LEFT_PATIENCE_MS: Ms = 1000;
const LEFT_POLL_MS: Ms = 20;

/** Once all of a node's session is gone (of all nodes, where none is named): an error if something that it started runs outside of it. */
export function awaitNoneLeft(runId: string, node: NodeId | undefined, clock: Clock, done: (error?: FaultlineError) => void): void {
  const deadline = clock.now() + LEFT_PATIENCE_MS;
  look();

  function look(): void {
    const left = findProcessesOfRun(runId, node);
    if (left.length === 0) done();
    else if (clock.now() >= deadline) done(leftSession(left, node));
    else clock.timer(LEFT_POLL_MS, look);
  }
}

function leftSession(pids: readonly number[], node: NodeId | undefined): FaultlineError {
  const whose = node === undefined ? 'the nodes' : `node ${node}`;
  const which = `${pids.length === 1 ? 'process' : 'processes'} ${pids.join(', ')} of ${whose} still ran after its end`;
  const why = '`launch` started a program that left its session (a daemon), so kills and pauses did not reach it';
  return new FaultlineError(
    'left-session',
    `Expected all that a node has started to end with it, but ${which}: ${why}. Run it in the foreground.`,
  );
}
