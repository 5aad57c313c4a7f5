/**
 * Faults of nodes. `kill`: the process is gone at once and starts again from its disk when the fault ends; what it had written but
 * not synced survives in the page cache, so a kill finds state that was never written, not state that was never synced. `power-cut`:
 * the disk goes back to what was synced, plus a drawn part of the rest; what was promised on the strength of an unsynced write is
 * gone. `pause`: the process stands still and then goes on as if no time had passed: a leader that does not know it was deposed.
 * Broken, they look like lost writes, two votes in a term, or stale reads. The proof: an exit seen and a later boot, the loss, every
 * thread in the stopped state. They cannot show a disk that lies about its sync or damages what it holds
 * (`bit-rot`, `misdirected-write`).
 */
import type { PowerCutLoss } from '../cluster/index.ts';
import type { FaultSpec, JsonObject, NodeId } from '../core/index.ts';
import type { ActiveFault } from './active-fault.ts';
import type { NodeKeeper } from './node-keeper.ts';
import { inForce, proveStrikes, type Strikes } from './strikes.ts';

export type NodeFaultSpec = Extract<FaultSpec, { kind: 'kill' | 'pause' | 'power-cut' }>;

export function createNodeFault(id: string, kind: NodeFaultSpec['kind'], nodes: readonly NodeId[], keeper: NodeKeeper): ActiveFault {
  let strikes: Strikes = new Map();
  let loss: PowerCutLoss = {};
  const boots: Record<NodeId, number> = {};
  return {
    begin(done) {
      const struck = (result: Strikes, lost?: PowerCutLoss): void => {
        strikes = result;
        loss = lost ?? {};
        if (kind !== 'pause') for (const node of inForce(strikes)) keeper.onceStarted(node, (boot) => (boots[node] = boot));
        done();
      };
      if (kind === 'kill') keeper.kill(id, nodes, struck);
      else if (kind === 'pause') keeper.pause(id, nodes, struck);
      else keeper.powerCut(id, nodes, struck);
    },
    end: (done) => keeper.release(id, done),
    proof: () => proveStrikes(strikes, effectOf(kind, inForce(strikes), boots, loss)),
  };
}

function effectOf(
  kind: NodeFaultSpec['kind'],
  struck: readonly NodeId[],
  boots: Readonly<Record<NodeId, number>>,
  loss: PowerCutLoss,
): JsonObject {
  if (struck.length === 0) return {};
  if (kind === 'pause') return { stopped: struck };
  return kind === 'kill' ? { exited: struck, boots: { ...boots } } : { loss: { ...loss }, boots: { ...boots } };
}
