import type { Link } from './links.ts';
import type { NodeId } from './operation.ts';

/** The smallest number of nodes of which two sets of so many always share one. */
export function majorityOf(nodeCount: number): number {
  return Math.floor(nodeCount / 2) + 1;
}

/**
 * Who could serve while only `members` of `nodes` run and `cuts` cut links one way: for each member that keeps two-way links to a
 * majority of all nodes (itself counted) that member and those it keeps them to, in the order of `nodes`. Each group stands once;
 * without cuts there is one, of all members, or none if they are no majority.
 */
export function servingGroups(nodes: readonly NodeId[], members: readonly NodeId[], cuts: readonly Link[]): NodeId[][] {
  const present = nodes.filter((node) => members.includes(node));
  const isCut = (from: NodeId, to: NodeId) => cuts.some((cut) => cut.from === from && cut.to === to);
  const groups = new Map<string, NodeId[]>();
  for (const hub of present) {
    const group = present.filter((node) => node === hub || !(isCut(hub, node) || isCut(node, hub)));
    if (group.length >= majorityOf(nodes.length)) groups.set(group.join(' '), group);
  }
  return [...groups.values()];
}
