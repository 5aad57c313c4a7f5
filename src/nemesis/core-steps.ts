/**
 * The stops of the core phase as steps of a schedule. Who is left out of the core stays away for the whole phase, dead or cut off from all
 * other nodes, and links inside the core may be cut one way for good. The property at stake is service: a majority that is whole and
 * connected must elect, commit and answer, whatever the rest does or has left behind; broken, it looks like a core that waits for a dead
 * node or is deposed again and again by one that cannot hear it, which faults that always heal never show. It cannot show what happens
 * when nodes leave and come back meanwhile: that is the safety phase's part. After the liveness mode of TigerBeetle's simulator (2023),
 * and Alfatafta et al., "Toward a Generic Fault Tolerance Technique for Partial Network Partitioning" (2020).
 */
import type { CorePlan, FaultStep, Link } from '../core/index.ts';
import type { Proof } from './active-fault.ts';

/** Named by what they strike (`core-n4`, `core-n1-n2` for a cut), so that taking one out of a plan leaves the others their names. */
export function coreSteps({ stops, cuts }: CorePlan): FaultStep[] {
  const atOnce = { when: { atMs: 0 } } as const;
  return [
    ...stops.map(({ node, how }): FaultStep => {
      const id = `core-${node}`;
      // A node alone on one side loses all its links to and from other nodes; its clients go on reaching it.
      return how === 'dead'
        ? { id, kind: 'kill', target: [node], ...atOnce }
        : { id, kind: 'partition', shape: 'isolate', target: [node], ...atOnce };
    }),
    ...cuts.map((cut): FaultStep => ({ id: cutId(cut), kind: 'drop', from: [cut.from], to: [cut.to], ...atOnce })),
  ];
}

/**
 * A cut of the core phase is in force once its rules stand, whether or not a message met it: a node that has given up on a silent peer, or
 * a short phase, is no sign of a test that tested nothing. The phase is judged by what the core does, and the effect says what was cut.
 */
export function judgeCoreProof(proof: Proof): Proof {
  return proof.state === 'idle' ? { ...proof, state: 'in-force' } : proof;
}

function cutId({ from, to }: Link): string {
  return `core-${from}-${to}`;
}
