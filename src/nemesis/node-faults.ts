import type { PowerCutLoss } from '../cluster/index.ts';
import type { FaultSpec, JsonObject, NodeId } from '../core/index.ts';
import type { ActiveFault, FaultAbout } from './active-fault.ts';
import type { NodeKeeper } from './node-keeper.ts';
import { inForce, proveStrikes, type Strikes } from './strikes.ts';

export const aboutNodes: FaultAbout = {
  property: 'What was answered survives, and a node that was away does not act as if no time had passed.',
  broken: 'Lost writes, two votes in one term, or stale reads.',
  proof:
    'For a kill an exit that was seen, and a later boot; for a power cut what was lost; for a pause that every thread was in the stopped state.',
  cannotSee:
    'What a process had written and not synced survives a kill in the page cache: a kill finds state that was never written, and only a power cut finds state that was never synced. A disk that lies about its sync, or damages what it holds, is not shown by these (`bit-rot`, `misdirected-write`).',
  from: "Jepsen's kill and pause; power cuts after LazyFS, which also takes back what was not synced, here without a file system of its own.",
};

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
