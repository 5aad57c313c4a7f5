import type { Cluster, DiskEffect, DiskRule } from '../cluster/index.ts';
import type { JsonObject, NodeId } from '../core/index.ts';
import type { ActiveFault, FaultAbout, Proof } from './active-fault.ts';
import { askEach, inForce, proveStrikes, type Strikes } from './strikes.ts';

export const aboutDisks: FaultAbout = {
  property:
    'Nothing is promised before it is durable, one slow node does not stop the others, and a node reads back only what it wrote, or refuses to serve.',
  broken:
    "An acknowledged write that a crash takes away, a cluster that stalls with its leader's disk, or a node that restarts with another log than it promised to keep.",
  proof: 'The disk counts the calls that it delayed and the bytes that it damaged.',
  cannotSee:
    'A disk that says it has synced and has not, and one whose bad sectors answer with an error. A misdirected write is for good: the end of the fault mends nothing.',
  from: 'Bairavasundaram et al., "An Analysis of Data Corruption in the Storage Stack" (2008); Alagappan et al., "Protocol-Aware Recovery for Consensus-Based Storage" (2018); TigerBeetle\'s simulated storage.',
};

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
