/**
 * `clock`: a node's clock jumps, or runs too fast or too slow, and keeps the right pace again when the fault ends. The property at stake is that no
 * promise rests on clocks that agree: broken, it looks like a leader that serves reads on a lease which others hold for expired, a
 * session or a key that is gone too early, or elections that never end. The proof is the world's word that the clock is set. It shows
 * nothing in a node that only measures short stretches with its own clock, and cannot show a clock that goes back: ours are monotonic,
 * one that is set back stands still, and one that was ahead stays ahead. After Jepsen's bump and strobe (jepsen.nemesis.time) and the simulated clocks of FoundationDB
 * and TigerBeetle (offset, drift, step).
 */
import type { ClockRule, NodeId } from '../core/index.ts';
import type { ActiveFault } from './active-fault.ts';
import type { ClockSkews } from './clock-skews.ts';
import { askEach, inForce, proveStrikes, type Strikes } from './strikes.ts';

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
