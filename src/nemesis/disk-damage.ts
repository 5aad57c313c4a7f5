/**
 * Faults that strike a disk while its node is down. `bit-rot`: the node is killed and one bit of what its disk holds durably flips; it
 * is started again when the fault ends, and must either serve what it had promised or refuse to start. `disk-loss`: the node is killed
 * and all that it ever stored is gone; it never comes back, and must not, for a node that forgot its votes could vote twice. At stake is
 * that a minority of damaged disks costs nothing that was acknowledged; broken, it looks like a lost or changed write, two leaders in a
 * term, or a cluster that stops though a majority is whole. The proof is what the disk says was damaged or wiped. Both are for good: no
 * end of a fault mends a disk. They cannot show a node that is replaced by an empty one of a new identity, nor damage to the last,
 * perhaps torn write, which no node can tell from a crash. After Alagappan et al., "Protocol-Aware Recovery for Consensus-Based
 * Storage" (2018), and Ganesan et al., "Redundancy Does Not Imply Fault Tolerance" (2017).
 */
import type { Done, JsonObject, NodeId } from '../core/index.ts';
import type { ActiveFault, Proof } from './active-fault.ts';
import type { Disks } from './disk-faults.ts';
import type { NodeKeeper } from './node-keeper.ts';
import { inForce, proveStrikes, type Strikes } from './strikes.ts';

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
