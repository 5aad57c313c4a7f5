import type { ClockRule, NodeId } from '../core/index.ts';
import type { ActiveFault, FaultAbout } from './active-fault.ts';
import type { ClockSkews } from './clock-skews.ts';
import { askEach, inForce, proveStrikes, type Strikes } from './strikes.ts';

export const aboutClocks: FaultAbout = {
  property: 'No promise rests on clocks that agree.',
  broken:
    'A leader that serves reads on a lease which others hold for expired, a session or a key that is gone too early, or elections that never end.',
  proof: "The world's word that the clock is set.",
  cannotSee:
    'Anything in a node that only measures short stretches with its own clock. A clock never goes back: one that is set back stands still, and one that was ahead stays ahead when the fault ends.',
  from: "Jepsen's bump and strobe (jepsen.nemesis.time); the simulated clocks of FoundationDB and TigerBeetle (offset, drift, step).",
};

export function createClockFault(
  id: string,
  rule: ClockRule,
  nodes: readonly NodeId[],
  clocks: ClockSkews,
  isLost: (node: NodeId) => boolean,
): ActiveFault {
  let strikes: Strikes = new Map();
  return {
    begin(done) {
      const ask = (node: NodeId, answer: (error?: Error) => void): void => clocks.begin(id, node, rule, answer);
      askEach(nodes, isLost, ask, (result) => {
        strikes = result;
        done();
      });
    },
    end(done) {
      askEach(
        nodes,
        () => false,
        (node, answer) => clocks.end(id, node, answer),
        () => done(),
      );
    },
    proof: () => proveStrikes(strikes, { skewed: inForce(strikes), offsetMs: rule.offsetMs, driftPpm: rule.driftPpm }),
  };
}
