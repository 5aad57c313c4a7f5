import type { Cluster } from '../cluster/index.ts';
import { type ClockRule, type Done, type Ms, type NodeId, roundMs } from '../core/index.ts';

/** What each fault does to each node's clock. A world knows one rule for a clock: the sum of the plan's own and all faults'. */
export interface ClockSkews {
  begin(fault: string, node: NodeId, rule: ClockRule, done: Done): void;
  /** Takes the fault's part away; without any other the clock is as the plan says. */
  end(fault: string, node: NodeId, done: Done): void;
}

interface Skew {
  readonly rule: ClockRule;
  readonly sinceMs: Ms;
}

/** A clock may run slow, but it runs. */
const slowestPpm = -900_000;
const rightClock: ClockRule = { offsetMs: 0, driftPpm: 0 };

export function createClockSkews(cluster: Pick<Cluster, 'clock' | 'skew'>, planned: Readonly<Record<NodeId, ClockRule>>): ClockSkews {
  const skews = new Map<NodeId, Map<string, Skew>>();
  return {
    begin(fault, node, rule, done) {
      const own = skews.get(node) ?? new Map<string, Skew>();
      skews.set(node, own.set(fault, { rule, sinceMs: cluster.clock.now() }));
      cluster.skew(node, sum(node, own), done);
    },
    end(fault, node, done) {
      const own = skews.get(node);
      if (own === undefined || !own.delete(fault)) return done();
      cluster.skew(node, own.size === 0 ? undefined : sum(node, own), done);
    },
  };

  /** A world's rule begins anew whenever it is set, so what has been gained by drift until now goes into the offset. */
  function sum(node: NodeId, own: ReadonlyMap<string, Skew>): ClockRule {
    const nowMs = cluster.clock.now();
    const all: Skew[] = [{ rule: planned[node] ?? rightClock, sinceMs: 0 }, ...own.values()];
    const offsetMs = all.reduce((total, { rule, sinceMs }) => total + rule.offsetMs + ((nowMs - sinceMs) * rule.driftPpm) / 1e6, 0);
    const driftPpm = all.reduce((total, { rule }) => total + rule.driftPpm, 0);
    return { offsetMs: roundMs(offsetMs), driftPpm: Math.max(slowestPpm, driftPpm) };
  }
}
