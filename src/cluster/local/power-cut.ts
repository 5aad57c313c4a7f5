import { areNotesKept, restoreDurable } from '../../../nodes/runtime/process/index.ts';
import { type Clock, deriveSeed, FaultlineError, type NodeId } from '../../core/index.ts';
import type { PowerCutLoss } from '../cluster.ts';
import type { LocalNode } from './local-node.ts';
import { awaitStopped } from './stop-proof.ts';

/**
 * Cuts the victims from power at one instant: all are stopped first, and only when no thread of any of them runs are they killed, so
 * that none can see another one fall. Then each disk goes back to what was durable at that instant plus a seeded part of the rest.
 */
export function cutPower(
  victims: readonly LocalNode[],
  { clock, seed }: { readonly clock: Clock; readonly seed: number },
  done: (error: Error | undefined, loss?: PowerCutLoss) => void,
): void {
  const blind = victims.find(({ notesFolder }) => !areNotesKept(notesFolder));
  if (blind !== undefined) return void setImmediate(() => done(notNoted(blind.node)));
  const stopping = victims.map((victim) => victim.freeze());
  const frozen = stopping.filter((process) => process !== undefined);
  awaitStopped(frozen, clock, (error) => {
    if (error === undefined) return killAll();
    for (const victim of victims) victim.thaw();
    done(error);
  });

  function killAll(): void {
    let left = victims.length;
    let failure: Error | undefined;
    for (const victim of victims) {
      victim.kill((error) => {
        // One that ended by itself in this very moment is off as well.
        if (error !== undefined && victim.state() !== 'down') failure = error;
        left -= 1;
        if (left > 0) return;
        if (failure === undefined) restoreAll();
        else done(failure);
      });
    }
  }

  function restoreAll(): void {
    const loss: Record<NodeId, { lostBytes: number; torn: boolean }> = {};
    for (const { node, dataFolder, notesFolder, boot } of victims) {
      try {
        loss[node] = restoreDurable({ dataFolder, notesFolder, seed: deriveSeed(seed, 'power-cut', node, boot()), node });
      } catch (cause) {
        return done(notRestored(node, dataFolder, cause));
      }
    }
    done(undefined, loss);
  }
}

/** Without notes everything would count as unsynced, and a right system would look as if it had lost what it had promised. */
function notNoted(node: NodeId): FaultlineError {
  const message = `A power-cut takes from ${node} what it had not synced, and its runtime must note what it has: it notes nothing.`;
  return new FaultlineError('power-cut-not-noted', `${message} Nodes that stand on nodes/runtime do; use kill for others.`);
}

function notRestored(node: NodeId, dataFolder: string, cause: unknown): FaultlineError {
  const got = cause instanceof Error ? cause.message : String(cause);
  const message = `After a power-cut the data of ${node} in ${dataFolder} must be taken back to what was durable; got: ${got}. Is the disk full?`;
  return new FaultlineError('power-cut-not-restored', message, { cause });
}
