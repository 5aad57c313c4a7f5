import type { FaultSpec, Link, NodeId } from '../core/index.ts';
import type { FaultAbout } from './active-fault.ts';

export const aboutPartitions: FaultAbout = {
  property: 'No two sides ever both make progress, and a leader that is cut off stops answering.',
  broken: 'Two leaders of one term, a lost write, or a stale read on the side that lost.',
  proof:
    'The links count the messages that they cut and the connections that they refused, taken as a whole: a link that nobody used does not count against a fault.',
  cannotSee:
    'Only links between nodes are cut: clients keep talking to every node, also to one in a minority, since that is where stale answers come from. What a client that is cut off with its node would see is not shown, nor a slow or lossy network (`delay`, `drop`).',
  from: 'The shapes of Jepsen\'s nemesis; `one-way` after the partial partitions of Alfatafta et al., "Toward a Generic Fault Tolerance Technique for Partial Network Partitioning" (2020), and etcd\'s issues with asymmetric links.',
};

type Partition = Extract<FaultSpec, { kind: 'partition' }>;

/**
 * The links that a partition cuts, both directions spelled out. `order` is all nodes in an order drawn for the fault: it decides
 * where the ring closes and how a bridge divides the others.
 */
export function cutLinks(partition: Pick<Partition, 'shape' | 'direction'>, target: readonly NodeId[], order: readonly NodeId[]): Link[] {
  const struck = new Set(target);
  const others = order.filter((node) => !struck.has(node));
  switch (partition.shape) {
    case 'halves':
      return between(target, others);
    case 'isolate':
      return pairs(order).flatMap(([a, b]) => (struck.has(a) || struck.has(b) ? between([a], [b]) : []));
    case 'bridge': {
      const middle = Math.floor(others.length / 2);
      return between(others.slice(0, middle), others.slice(middle));
    }
    case 'ring':
      return ring(order);
    case 'one-way':
      return partition.direction === 'in' ? towards(others, target) : towards(target, others);
    default:
      return partition.shape satisfies never;
  }
}

/**
 * Every node sees a majority, no two the same: nodes stand in a circle and each sees the same number of neighbours on both sides. Of
 * three nodes that would be everybody, so there the circle is opened at one place. Of fewer than three nothing can be cut.
 */
function ring(order: readonly NodeId[]): Link[] {
  const size = order.length;
  if (size < 3) return [];
  if (size === 3) return between(order.slice(0, 1), order.slice(2));
  const majority = Math.floor(size / 2) + 1;
  const reach = Math.ceil((majority - 1) / 2);
  const place = new Map(order.map((node, index) => [node, index]));
  const distance = (a: NodeId, b: NodeId): number => {
    const apart = Math.abs((place.get(a) ?? 0) - (place.get(b) ?? 0));
    return Math.min(apart, size - apart);
  };
  return pairs(order).flatMap(([a, b]) => (distance(a, b) > reach ? between([a], [b]) : []));
}

function between(left: readonly NodeId[], right: readonly NodeId[]): Link[] {
  return [...towards(left, right), ...towards(right, left)];
}

function towards(from: readonly NodeId[], to: readonly NodeId[]): Link[] {
  return from.flatMap((a) => to.map((b) => ({ from: a, to: b })));
}

function pairs(nodes: readonly NodeId[]): [NodeId, NodeId][] {
  return nodes.flatMap((a, index) => nodes.slice(index + 1).map((b): [NodeId, NodeId] => [a, b]));
}
