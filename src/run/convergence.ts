import type { Cluster } from '../cluster/index.ts';
import type { Json, Ms, NodeId, System } from '../core/index.ts';

/** Between two looks at all nodes. */
const POLL_MS = 100;
/** On local, a bound that is missed is tried again so many times longer before it counts as a violation. */
export const LOCAL_PATIENCE = 3;

export type Convergence =
  | { readonly state: 'converged'; readonly afterMs: Ms }
  /** Within the patient bound only: passes, and the report says so. */
  | { readonly state: 'slow'; readonly afterMs: Ms }
  | { readonly state: 'apart'; readonly waitedMs: Ms; readonly bodies: ReadonlyMap<NodeId, Json | undefined> };

/** Waits until all nodes hold the same: same applied index and state hash everywhere, as the system itself tells it. */
export function awaitConvergence(
  cluster: Cluster,
  system: System,
  boundMs: Ms,
  patience: number,
  done: (result: Convergence) => void,
): void {
  const { clock } = cluster;
  const startedAt = clock.now();
  const look = () => {
    askAll(cluster, system, (bodies) => {
      const afterMs = clock.now() - startedAt;
      const known = new Map<NodeId, Json>();
      for (const [node, body] of bodies) if (body !== undefined) known.set(node, body);
      if (known.size === cluster.nodes.length && system.converged(known))
        return done({ state: afterMs <= boundMs ? 'converged' : 'slow', afterMs });
      if (afterMs > boundMs * patience) return done({ state: 'apart', waitedMs: afterMs, bodies });
      clock.timer(POLL_MS, look);
    });
  };
  look();
}

function askAll(cluster: Cluster, system: System, done: (bodies: Map<NodeId, Json | undefined>) => void): void {
  const bodies = new Map<NodeId, Json | undefined>();
  let left = cluster.nodes.length;
  for (const node of cluster.nodes) {
    cluster.ask(node, system.status, (_error, response) => {
      bodies.set(node, response?.status === 200 ? response.body : undefined);
      left -= 1;
      if (left === 0) done(bodies);
    });
  }
}
