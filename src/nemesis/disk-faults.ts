/**
 * Faults of a disk that goes on working. `slow-disk`: every call takes up to so much longer; at stake is that nothing is promised before
 * it is durable and that one slow node does not stop the others; broken, it looks like an acknowledged write that a crash takes away, or
 * a cluster that stalls with its leader's disk. `misdirected-write`: the next write lands on older bytes of the same file and is itself
 * not where it should be; at stake is that a node reads back only what it wrote, and refuses to serve otherwise; broken, it looks like
 * a node that restarts with another log than it promised to keep. The proof is the disk's own count: calls delayed, bytes damaged. They
 * cannot show a disk that says it has synced and has not, or one whose bad sectors answer with an error. A misdirected write is for
 * good: the fault's end mends nothing. After Bairavasundaram et al., "An Analysis of Data Corruption in the Storage Stack" (2008),
 * Alagappan et al., "Protocol-Aware Recovery for Consensus-Based Storage" (2018), and TigerBeetle's simulated storage.
 */
import type { Cluster, DiskEffect, DiskRule } from '../cluster/index.ts';
import type { JsonObject, NodeId } from '../core/index.ts';
import type { ActiveFault, Proof } from './active-fault.ts';
import { askEach, inForce, proveStrikes, type Strikes } from './strikes.ts';

export type Disks = Pick<Cluster, 'disk' | 'diskEffect' | 'wipe' | 'lost'>;
type LastingDiskRule = Exclude<DiskRule, { kind: 'rot' }>;

export function createDiskFault(id: string, rule: LastingDiskRule, nodes: readonly NodeId[], disks: Disks): ActiveFault {
  let strikes: Strikes = new Map();
  return {
    begin(done) {
      const isLost = (node: NodeId): boolean => disks.lost(node) !== undefined;
      const ask = (node: NodeId, answer: (error?: Error) => void): void => disks.disk(node, id, rule, answer);
      askEach(nodes, isLost, ask, (result) => {
        strikes = result;
        done();
      });
    },
    end(done) {
      askEach(
        nodes,
        () => false,
        (node, answer) => disks.disk(node, id, undefined, answer),
        () => done(),
      );
    },
    proof: () => prove(rule, strikes, disks.diskEffect(id)),
  };
}

function prove(rule: LastingDiskRule, strikes: Strikes, { delayed, damaged }: DiskEffect): Proof {
  const slow = rule.kind === 'slow';
  const effect: JsonObject = slow ? { delayed } : { damaged: damaged.map((place) => ({ ...place })) };
  const proof = proveStrikes(strikes, inForce(strikes).length > 0 ? effect : {});
  if (proof.state !== 'in-force') return proof;
  return (slow ? delayed : damaged.length) > 0 ? proof : { state: 'idle', effect };
}
