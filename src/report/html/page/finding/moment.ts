import type { FaultInterval } from '../../../data/index.ts';
import { formatSeconds, readable } from '../../../words/index.ts';
import { type Run, roleAt, stateAt } from '../run.ts';

const NAMED_MAX = 6;

/** Faults that were in force at some time within the stretch, in the order in which they began. */
export function faultsDuring({ data }: Run, fromMs: number, toMs: number): FaultInterval[] {
  return data.faults
    .filter(
      ({ span, state }) => span !== undefined && state !== 'missing' && state !== 'merged' && span.fromMs <= toMs && span.toMs >= fromMs,
    )
    .sort((a, b) => (a.span?.fromMs ?? 0) - (b.span?.fromMs ?? 0));
}

/**
 * What a fault did, as the end of `while ...`: `n2, the leader, was cut off from n4 and n5`. `atMs`: the moment that is being explained. A
 * node that led when the fault began and does not lead at that moment is `then the leader`.
 */
export function faultClause(run: Run, fault: FaultInterval, atMs: number): string {
  const { kind, target, cut } = fault;
  const titles = leaderTitles(run, fault, atMs);
  /** `n2, the leader,` alone; among others `n1 and n2 (the leader)`. */
  const who: Namer = (names) =>
    names.length === 1
      ? names.map((node) => (titles.has(node) ? `${readable(node)}, ${titles.get(node)},` : readable(node))).join('')
      : list(names.map((node) => (titles.has(node) ? `${readable(node)} (${titles.get(node)})` : readable(node))));
  const nodes = target.filter((name) => run.data.nodes.some(({ node }) => node === name));
  const whoAll = nodes.length === run.data.nodes.length && nodes.length > 1 ? `all ${nodes.length} nodes` : who(nodes);
  const were = nodes.length === 1 ? 'was' : 'were';
  switch (kind) {
    case 'partition':
      return cutClause(run, cut, who) ?? `${readable(fault.name)} divided the nodes`;
    case 'kill':
      return `${whoAll} ${were} killed`;
    case 'pause':
      return `${whoAll} ${were} paused`;
    case 'power-cut':
      return `the power was cut at ${whoAll.replace(/,$/, '')}`;
    case 'disk-loss':
      return `${whoAll} lost ${nodes.length === 1 ? 'its disk' : 'their disks'}`;
    case 'clock':
      return `the ${readable(fault.name)} was on at ${whoAll.replace(/,$/, '')}`;
    default:
      return `“${readable(fault.label)}” was on`;
  }
}

function leaderTitles(run: Run, { kind, span }: FaultInterval, atMs: number): ReadonlyMap<string, string> {
  const now = leadersAt(run, atMs).at(-1)?.node;
  const then = span === undefined ? [] : leadersAt(run, span.fromMs - 1).map(({ node }) => node);
  const titles = new Map(then.map((node) => [node, node === now ? 'the leader' : 'then the leader']));
  // Who came to lead while the fault was on is told too; what struck before that struck no leader.
  if (now !== undefined && !isOfAMoment(kind)) titles.set(now, 'the leader');
  return titles;
}

/** Whether the fault is over as soon as it has struck: who led then need not lead any more. Other faults go on. */
export function isOfAMoment(kind: string): boolean {
  return ['kill', 'power-cut', 'disk-loss'].includes(kind);
}

type Namer = (nodes: readonly string[]) => string;

/** `n1, the leader, was cut off from n2 and n3`, from the links that were cut; one-way cuts say which way. */
function cutClause(run: Run, cut: FaultInterval['cut'], who: Namer): string | undefined {
  if (cut.length === 0) return undefined;
  const nodes = run.data.nodes.map(({ node }) => node);
  const has = (from: string, to: string) => cut.some((link) => link.from === from && link.to === to);
  const loss = (node: string) => nodes.filter((other) => other !== node && has(node, other) && has(other, node));
  // The side that is told of is the one that lost the most: a leader alone rather than the four it lost.
  const most = Math.max(...nodes.map((node) => loss(node).length));
  if (most > 0) {
    const hit = nodes.filter((node) => loss(node).length === most);
    const side = hit.length > nodes.length / 2 ? hit.filter((node) => loss(node).join() === loss(hit[0] ?? '').join()) : hit;
    const others = nodes.filter((node) => !side.includes(node) && side.every((one) => loss(one).includes(node)));
    const from = side.length === 1 && others.length === nodes.length - 1 && others.length > 2 ? 'all others' : list(others);
    return `${who(side)} ${side.length === 1 ? 'was' : 'were'} cut off from ${from}`;
  }
  const mute = nodes.filter((node) => nodes.some((other) => has(node, other)));
  const deaf = nodes.filter((node) => nodes.some((other) => has(other, node)));
  return mute.length <= deaf.length
    ? `nothing that ${who(mute)} sent reached ${list(deaf.filter((node) => !mute.includes(node)))}`
    : `nothing reached ${who(deaf).replace(/,$/, '')} from ${who(mute.filter((node) => !deaf.includes(node)))}`;
}

export interface Leader {
  readonly node: string;
  readonly term: number;
  readonly sinceMs: number;
}

/** Nodes that took themselves for the leader, and ran, the highest term last. */
export function leadersAt(run: Run, atMs: number): Leader[] {
  return run.data.nodes
    .flatMap((node) => {
      const role = roleAt(node, atMs);
      return role?.role === 'leader' && stateAt(node, atMs) !== 'down'
        ? [{ node: node.node, term: role.term, sinceMs: sinceOf(run, node.node, atMs) }]
        : [];
    })
    .sort((a, b) => a.term - b.term);
}

/** When the node last became the leader. */
function sinceOf(run: Run, name: string, atMs: number): number {
  const roles = run.data.nodes.find(({ node }) => node === name)?.roles ?? [];
  const before = roles.filter((change) => change.atMs <= atMs);
  const last = before.findLastIndex(({ role }, i) => role === 'leader' && before[i - 1]?.role !== 'leader');
  return before[last]?.atMs ?? 0;
}

/** What the node was at that moment, in a sentence, as far as it can have mattered to what it answered. */
export function nodeSentence(run: Run, name: string, atMs: number): string | undefined {
  const node = run.data.nodes.find((each) => each.node === name);
  const role = node === undefined ? undefined : roleAt(node, atMs);
  if (role === undefined) return undefined;
  const leaders = leadersAt(run, atMs);
  const top = leaders.at(-1);
  const cutOff = faultsDuring(run, atMs, atMs).find((fault) => isCutOff(run, fault, name));
  const cutWords = cutOff?.span === undefined ? '' : `${readable(name)} had been cut off since ${formatSeconds(cutOff.span.fromMs)}`;
  if (role.role === 'leader' && top !== undefined && top.node !== name)
    return `${cutWords === '' ? readable(name) : `${cutWords} and`} still took itself for the leader of term ${role.term}; ${readable(top.node)} led term ${top.term} since ${formatSeconds(top.sinceMs)}.`;
  if (role.role === 'leader') return `${cutWords === '' ? readable(name) : `${cutWords} and`} was the leader of term ${role.term}.`;
  const lead = top === undefined ? 'nobody led' : `${readable(top.node)} led term ${top.term}`;
  return `${cutWords === '' ? readable(name) : `${cutWords} and`} was a ${readable(role.role)} in term ${role.term} at that moment; ${lead}.`;
}

/** Whether the fault left the node, and whoever it still reached in both directions, without a majority. */
function isCutOff({ data }: Run, { cut }: FaultInterval, name: string): boolean {
  const has = (from: string, to: string) => cut.some((link) => link.from === from && link.to === to);
  const reached = data.nodes.filter(({ node }) => node === name || (!has(name, node) && !has(node, name))).length;
  return reached <= data.nodes.length / 2;
}

/** `n1, n2 and n3`. */
export function list(names: readonly string[]): string {
  const shown = names.length > NAMED_MAX ? [...names.slice(0, NAMED_MAX), `${names.length - NAMED_MAX} more`] : names;
  if (shown.length < 2) return shown.join('');
  return `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}
