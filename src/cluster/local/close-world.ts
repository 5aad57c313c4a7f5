import { join } from 'node:path';
import { type Clock, type Done, FaultlineError, type Ms } from '../../core/index.ts';
import type { Guard } from './guard.ts';
import { removeInside, SWEEP_MAX_MS, sweepRun } from './guard-clean-up.ts';
import { awaitNoneLeft } from './left-session.ts';
import type { LocalNode } from './local-node.ts';
import type { NodeOutputs } from './node-outputs.ts';
import type { Proxies } from './proxies.ts';
import type { TraceFollower } from './trace-follower.ts';

export interface OpenWorld {
  readonly places: readonly LocalNode[];
  readonly proxies: Proxies | undefined;
  readonly follower: TraceFollower;
  readonly outputs: NodeOutputs;
  readonly guard: Guard;
  readonly runId: string;
  readonly runFolder: string;
  readonly clock: Clock;
}

/**
 * Ends a world in good order: nodes, what they may have left running, the rest of their traces, proxies, temporary folders, and the
 * guard last of all. It goes on past a failure, and answers the first one.
 */
export function closeWorld(world: OpenWorld, stopTimeoutMs: Ms, done: Done): void {
  const { places, proxies, follower, outputs, guard, runId, runFolder, clock } = world;
  let failure: Error | undefined;
  let left = places.length;
  const note = (error: Error | undefined): void => {
    failure ??= error;
  };
  for (const place of places) {
    place.stop(stopTimeoutMs, (error) => {
      note(error);
      left -= 1;
      if (left === 0) sweep();
    });
  }
  if (left === 0) sweep();

  /** Children that nodes have left behind carry the run's id too: they are ended, and faults did not reach them. */
  function sweep(): void {
    awaitNoneLeft(runId, undefined, clock, (error) => {
      note(error);
      sweepAll();
    });
  }

  function sweepAll(): void {
    const swept = (survivors: readonly number[]): void => {
      if (survivors.length > 0) note(notSwept(survivors));
      closeProxies();
    };
    // Left by setImmediate, so that what a callback throws is not swallowed as a rejection.
    sweepRun(runId, () => {}).then(
      (survivors) => setImmediate(swept, survivors),
      () => setImmediate(swept, []),
    );
  }

  function closeProxies(): void {
    follower.close();
    if (proxies === undefined) clear();
    else proxies.close(clear);
  }

  function clear(): void {
    const work = join(runFolder, 'work');
    note(outputs.close());
    if (!removeInside(runFolder, work)) note(notRemoved(work));
    guard.done(() => done(failure));
  }
}

function notSwept(pids: readonly number[]): FaultlineError {
  const got = `processes ${pids.join(', ')} still carry this run's id after ${SWEEP_MAX_MS} ms of SIGKILL`;
  return new FaultlineError('processes-left', `Expected no process of the run to be left; got: ${got}. Look at them with ps.`);
}

function notRemoved(folder: string): FaultlineError {
  return new FaultlineError(
    'folder-left',
    `Expected the temporary folder ${folder} to be removed, but it could not be. Remove it by hand.`,
  );
}
