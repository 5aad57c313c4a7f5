/**
 * The core phase of a plan: who is left out of the core and which links inside it are cut one way. Nodes whose disks are damaged are left
 * out first: the core could lose its majority to them otherwise, and no protocol could serve.
 */
import {
  type CorePlan,
  type CoreStop,
  drawInteger,
  drawItem,
  drawOrder,
  type FaultStep,
  type Link,
  type NodeId,
} from '../../core/index.ts';

/** How often nobody is left out, one in so many; and how often a core that can spare links has some cut. */
const nobodyShare = [true, false, false, false, false, false];
const cutsShare = [true, false, false];

export function drawCore(seed: number, nodes: readonly NodeId[], faults: readonly FaultStep[]): CorePlan {
  const stops = drawStops(seed, nodes, damagedBy(faults));
  const core = nodes.filter((node) => stops.every((stop) => stop.node !== node));
  return { stops, cuts: drawItem(cutsShare, seed, 'core', 'cuts') ? drawCuts(seed, nodes.length, core) : [] };
}

/** The nodes whose disks these faults lose or damage, each once, in order of first mention. Such faults name their nodes. */
export function damagedBy(faults: readonly FaultStep[]): NodeId[] {
  const damaged = new Set<NodeId>();
  for (const step of faults) {
    if (step.kind !== 'bit-rot' && step.kind !== 'misdirected-write' && step.kind !== 'disk-loss') continue;
    for (const node of typeof step.target === 'string' ? [step.target] : step.target) damaged.add(node);
  }
  return [...damaged];
}

/** The most nodes that a cluster can do without. */
export function minorityOf(nodeCount: number): number {
  return Math.floor((nodeCount - 1) / 2);
}

function drawStops(seed: number, nodes: readonly NodeId[], damaged: readonly NodeId[]): CoreStop[] {
  const spare = minorityOf(nodes.length);
  const wanted = spare === 0 || drawItem(nobodyShare, seed, 'core', 'nobody') ? 0 : drawInteger(1, spare, seed, 'core', 'count');
  const order = drawOrder(nodes, seed, 'core', 'order');
  const damagedFirst = [...order.filter((node) => damaged.includes(node)), ...order.filter((node) => !damaged.includes(node))];
  return damagedFirst
    .slice(0, Math.min(spare, Math.max(wanted, damaged.length)))
    .map((node) => ({ node, how: drawItem(['dead', 'cut-off'] as const, seed, 'core', 'how', node) }));
}

/**
 * A majority of all nodes keeps every link among its own. One node with two-way links to a majority would not be enough for Raft: where
 * the others of that majority do not hear each other, the one that sees them all may hold the oldest log and never win a vote. Each node
 * that loses links keeps two-way ones to less than a majority, counted with itself: it may be left behind, and nobody waits for it.
 */
function drawCuts(seed: number, nodeCount: number, core: readonly NodeId[]): Link[] {
  const majority = nodeCount - minorityOf(nodeCount);
  const order = drawOrder(core, seed, 'core', 'clique');
  const outside = order.slice(majority);
  const struck = outside.slice(0, drawInteger(0, outside.length, seed, 'core', 'struck'));
  const cuts: Link[] = [];
  const isCut = (a: NodeId, b: NodeId): boolean => cuts.some(({ from, to }) => (from === a && to === b) || (from === b && to === a));
  for (const node of struck) {
    const out = drawItem([true, false], seed, 'core', 'direction', node);
    const others = drawOrder(core, seed, 'core', 'cut', node).filter((other) => other !== node);
    let twoWay = 1 + others.filter((other) => !isCut(node, other)).length;
    for (const other of others) {
      if (twoWay < majority) break;
      if (isCut(node, other)) continue;
      cuts.push(out ? { from: node, to: other } : { from: other, to: node });
      twoWay -= 1;
    }
  }
  return cuts;
}
