import type { Cluster } from '../cluster/index.ts';
import type { Json, NodeId, System } from '../core/index.ts';

/** Status bodies by node, in the order asked; undefined where none came. */
export type Bodies = ReadonlyMap<NodeId, Json | undefined>;

/** Asks these nodes for their status, past all links. */
export function askNodes(cluster: Cluster, system: System, nodes: readonly NodeId[], done: (bodies: Bodies) => void): void {
  const bodies = new Map<NodeId, Json | undefined>(nodes.map((node) => [node, undefined]));
  let left = nodes.length;
  if (left === 0) done(bodies);
  for (const node of nodes) {
    cluster.ask(node, system.status, (_error, response) => {
      bodies.set(node, response?.status === 200 ? response.body : undefined);
      left -= 1;
      if (left === 0) done(bodies);
    });
  }
}

/** Whether all of these nodes answered, and hold the same. */
export function holdTheSame(system: System, nodes: readonly NodeId[], bodies: Bodies): boolean {
  const known = new Map<NodeId, Json>();
  for (const node of nodes) {
    const body = bodies.get(node);
    if (body === undefined) return false;
    known.set(node, body);
  }
  return system.converged(known);
}

export function tellBodies(bodies: Bodies): string[] {
  return [...bodies].map(([node, body]) => `${node}: ${body === undefined ? 'no answer' : JSON.stringify(body)}`);
}

/** Why nodes can never start again, by node; only those of which that is so. */
export function lostNodes(cluster: Cluster, nodes: readonly NodeId[]): ReadonlyMap<NodeId, string> {
  const lost = new Map<NodeId, string>();
  for (const node of nodes) {
    const why = cluster.lost(node);
    if (why !== undefined) lost.set(node, why);
  }
  return lost;
}
