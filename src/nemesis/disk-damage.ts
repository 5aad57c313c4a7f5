import type { Done, JsonObject, NodeId } from '../core/index.ts';
import type { ActiveFault, FaultAbout, Proof } from './active-fault.ts';
import type { Disks } from './disk-faults.ts';
import type { NodeKeeper } from './node-keeper.ts';
import { inForce, proveStrikes, type Strikes } from './strikes.ts';

export const aboutDamage: FaultAbout = {
  property: 'A minority of damaged disks costs nothing that was acknowledged: a node serves what it had promised, or refuses to start.',
  broken: 'A lost or changed write, two leaders in a term, or a cluster that stops though a majority is whole.',
  proof: 'The disk says what was damaged or wiped.',
  cannotSee:
    'A node that is replaced by an empty one under a new name, and damage to the last, perhaps torn write, which no node can tell from a crash. Both are for good: no end of a fault mends a disk, and a node whose disk is lost must not come back, for one that forgot its votes could vote twice.',
  from: 'Alagappan et al., "Protocol-Aware Recovery for Consensus-Based Storage" (2018); Ganesan et al., "Redundancy Does Not Imply Fault Tolerance" (2017).',
};

export type DiskDamageKind = 'bit-rot' | 'disk-loss';

export function createDiskDamage(
  id: string,
  kind: DiskDamageKind,
  nodes: readonly NodeId[],
  keeper: NodeKeeper,
  disks: Disks,
): ActiveFault {
  let strikes: Strikes = new Map();
  const reached: NodeId[] = [];
  const boots: Record<NodeId, number> = {};

  /** While the node is down and cannot be started, so that no boot reads the disk before the damage. */
  const damage = (node: NodeId, done: Done): void => {
    if (disks.lost(node) !== undefined) return done();
    reached.push(node);
    if (kind === 'disk-loss') disks.wipe(node, done);
    else disks.disk(node, id, { kind: 'rot' }, done);
  };

  return {
    begin(done) {
      const struck = (result: Strikes): void => {
        strikes = result;
        if (kind === 'bit-rot') for (const node of reached) keeper.onceStarted(node, (boot) => (boots[node] = boot));
        done();
      };
      keeper.kill(id, nodes, struck, damage);
    },
    end: (done) => keeper.release(id, done),
    proof: () => (kind === 'disk-loss' ? proveLoss(strikes, reached) : proveRot(id, strikes, reached, boots, disks)),
  };
}

/**
 * A node that was down already is struck all the same: it is the disk that counts. Nothing is left to take from one that is lost. The
 * effect's `lost` stay down to the end of the run: the schedule may end the fault, and that brings nothing back.
 */
function proveLoss(strikes: Strikes, wiped: readonly NodeId[]): Proof {
  const proof = proveStrikes(strikes, wiped.length === 0 ? {} : { exited: inForce(strikes), lost: wiped });
  return proof.state === 'missing' || wiped.length === 0 ? proof : { ...proof, state: 'in-force' };
}

/** A disk without old, durable bytes has nothing that could rot. */
function proveRot(id: string, strikes: Strikes, reached: readonly NodeId[], boots: Readonly<Record<NodeId, number>>, disks: Disks): Proof {
  if (reached.length === 0) return proveStrikes(strikes, {});
  const damaged = disks.diskEffect(id).damaged.map((place) => ({ ...place }));
  const refused = reached.filter((node) => disks.lost(node) !== undefined);
  const effect: JsonObject = { exited: inForce(strikes), damaged, boots: { ...boots }, ...(refused.length === 0 ? {} : { refused }) };
  const proof = proveStrikes(strikes, effect);
  if (proof.state === 'missing') return proof;
  return { state: damaged.length > 0 ? 'in-force' : 'idle', effect };
}
