import type { Cluster } from '../cluster/index.ts';
import type { Ms, NodeId, Plan, System } from '../core/index.ts';
import { formatDuration } from '../report/index.ts';
import { askNodes, type Bodies, holdTheSame } from './ask-nodes.ts';

/** Between two looks at all nodes. */
export const POLL_MS = 100;
/** On local, a bound that is missed is tried again so many times longer before it counts as a violation. */
export const LOCAL_PATIENCE = 3;

export type Convergence =
  | { readonly state: 'converged'; readonly afterMs: Ms }
  /** Within the patient bound only: passes, and the report says so. */
  | { readonly state: 'slow'; readonly afterMs: Ms }
  | { readonly state: 'apart'; readonly waitedMs: Ms; readonly bodies: Bodies };

export interface ConvergenceOptions {
  readonly cluster: Cluster;
  readonly system: System;
  /** Who must hold the same; asked anew at every look, since a node can turn out to be lost meanwhile. */
  readonly asked: () => readonly NodeId[];
  readonly boundMs: Ms;
  readonly patience: number;
}

/** Waits until all nodes hold the same: same applied index and state hash everywhere, as the system itself tells it. */
export function awaitConvergence(options: ConvergenceOptions, done: (result: Convergence) => void): void {
  const { cluster, system, boundMs, patience } = options;
  const { clock } = cluster;
  const startedAt = clock.now();
  const look = () => {
    const asked = options.asked();
    askNodes(cluster, system, asked, (bodies) => {
      const afterMs = clock.now() - startedAt;
      if (holdTheSame(system, asked, bodies)) return done({ state: afterMs <= boundMs ? 'converged' : 'slow', afterMs });
      if (afterMs > boundMs * patience) return done({ state: 'apart', waitedMs: afterMs, bodies });
      clock.timer(POLL_MS, look);
    });
  };
  look();
}

/** What was waited for and did not come, of a real machine: the bound as the plan has it, and the patience that was had with it. */
export function tellBound(waitedMs: Ms, allowedMs: Ms): string {
  const within = `within the ${formatDuration(allowedMs)} that are allowed`;
  return waitedMs < allowedMs * LOCAL_PATIENCE ? within : `${within}, nor within three times as long (waited ${formatDuration(waitedMs)})`;
}

/** How many times a bound of liveness may be missed: virtual time has no noise, and what is proven wrong needs no patience. */
export function patienceOf(plan: Plan, violationFound: boolean): number {
  return plan.world === 'simulated' || violationFound ? 1 : LOCAL_PATIENCE;
}
