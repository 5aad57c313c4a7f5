import type { Link } from './links.ts';
import type { NodeId } from './operation.ts';

/** The smallest number of nodes of which two sets of so many always share one. */
export function majorityOf(nodeCount: number): number {
  return Math.floor(nodeCount / 2) + 1;
}

/**
 * Whether those of `members` that run can be trusted to serve while `cuts` cut links one way: a majority of all nodes keeps every two-way
 * link among its own. One hub with two-way links to a majority is not enough: where the others do not hear each other, a hub with an old
 * log never wins a vote, and nobody else can ask a majority.
 */
export function canServe(nodes: readonly NodeId[], members: readonly NodeId[], cuts: readonly Link[]): boolean {
  const present = nodes.filter((node) => members.includes(node));
  const inside = cuts.filter(({ from, to }) => present.includes(from) && present.includes(to));
  const spare = present.length - majorityOf(nodes.length);
  return spare >= 0 && areSpared(inside, spare);
}

/**
 * Who may turn out to serve while only `members` of `nodes` run and `cuts` cut links one way: for each member that keeps two-way links to a
 * majority of all nodes (itself counted) that member and those it keeps them to, in the order of `nodes`. Each group stands once;
 * without cuts there is one, of all members, or none if they are no majority. Any leader that lasts is such a member, and those it keeps
 * links to follow it; that there is one at all is only sure where they `canServe`.
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

/** Whether no cut is left once so many nodes are left out: of each cut one of the two has to go. */
function areSpared(cuts: readonly Link[], spare: number): boolean {
  const [first] = cuts;
  if (first === undefined) return true;
  if (spare === 0) return false;
  return [first.from, first.to].some((gone) =>
    areSpared(
      cuts.filter(({ from, to }) => from !== gone && to !== gone),
      spare - 1,
    ),
  );
}
