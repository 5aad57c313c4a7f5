/**
 * The named faults that a random schedule is drawn from: a kind with its target and strength chosen. Kind names alone are flavours
 * too; `partition` stands for any partition. How strong a network fault is (latency, share of messages) is drawn within bounds that
 * hurt elections set in hundreds of milliseconds without stopping them for good.
 */
import { drawInteger, drawItem, drawOrder, drawUnit, type FaultKind, type FaultSpec, type NodeId } from '../core/index.ts';

export interface Flavour {
  readonly description: string;
  /** Fewer nodes than this cannot be struck so. */
  readonly minNodes: number;
  /** `soft`: the cluster works on. `hard`: at most a minority is lost. `fatal`: nothing works until it ends. A soft one may overlap a hard one. */
  readonly weight: 'soft' | 'hard' | 'fatal';
  /** The step's id is the key of every draw. */
  draw(seed: number, id: string, nodes: readonly NodeId[]): FaultSpec;
}

const betweenNodes = { from: 'nodes', to: 'nodes' } as const;

const partitions: Readonly<Record<string, Flavour>> = {
  'partition-halves': hard('cuts a random half of the nodes off from the rest', 2, (seed, id, nodes) => ({
    kind: 'partition',
    shape: 'halves',
    target: drawOrder(nodes, seed, 'half', id).slice(0, Math.floor(nodes.length / 2)),
  })),
  'partition-isolate': hard('cuts one node off', 2, () => ({ kind: 'partition', shape: 'isolate', target: 'one' })),
  'partition-leader': hard('cuts the leader off', 2, () => ({ kind: 'partition', shape: 'isolate', target: 'leader' })),
  'partition-minority': hard('cuts each node of a minority off, alone', 3, () => ({
    kind: 'partition',
    shape: 'isolate',
    target: 'minority',
  })),
  // With the leader as the bridge nothing would be cut: followers have nothing to say to each other.
  'partition-bridge': hard('makes two halves that share one follower', 3, () => ({
    kind: 'partition',
    shape: 'bridge',
    target: 'follower',
  })),
  'partition-ring': hard('lets every node see a majority, no two the same', 3, () => ({ kind: 'partition', shape: 'ring' })),
  'partition-one-way': hard('cuts one direction of the links of one node or the leader', 2, (seed, id) => ({
    kind: 'partition',
    shape: 'one-way',
    target: drawItem(['leader', 'one'], seed, 'target', id),
    direction: drawItem(['out', 'in'] as const, seed, 'direction', id),
  })),
};

const others: Readonly<Record<string, Flavour>> = {
  partition: hard('any of the partitions, drawn', 2, (seed, id, nodes) => {
    const possible = Object.values(partitions).filter(({ minNodes }) => minNodes <= nodes.length);
    return drawItem(possible, seed, 'shape', id).draw(seed, id, nodes);
  }),
  delay: soft('delays the messages between nodes, with jitter', (seed, id) => ({
    kind: 'delay',
    ...betweenNodes,
    latencyMs: drawInteger(20, 120, seed, 'latency', id),
    jitterMs: drawInteger(20, 100, seed, 'jitter', id),
  })),
  drop: soft('loses a share of the messages between nodes', (seed, id) => ({
    kind: 'drop',
    ...betweenNodes,
    probability: share(0.1, 0.4, seed, id),
  })),
  duplicate: soft('delivers a share of the messages between nodes twice', (seed, id) => ({
    kind: 'duplicate',
    ...betweenNodes,
    probability: share(0.2, 0.6, seed, id),
  })),
  reorder: soft('lets a share of the messages between nodes be overtaken', (seed, id) => ({
    kind: 'reorder',
    ...betweenNodes,
    probability: share(0.2, 0.5, seed, id),
    withinMs: drawInteger(30, 150, seed, 'within', id),
  })),
  corrupt: soft('changes a byte in a share of the messages between nodes', (seed, id) => ({
    kind: 'corrupt',
    ...betweenNodes,
    probability: share(0.05, 0.2, seed, id),
  })),
  hold: hard('keeps back all that one node sends to others, and delivers it at the end', 2, () => ({
    kind: 'hold',
    from: 'one',
    to: 'nodes',
  })),
  reset: soft('resets the connections between nodes once', () => ({ kind: 'reset', ...betweenNodes })),
  kill: hard('kills one node', 1, () => ({ kind: 'kill', target: 'one' })),
  'kill-leader': hard('kills the leader', 1, () => ({ kind: 'kill', target: 'leader' })),
  'kill-minority': hard('kills a minority', 3, () => ({ kind: 'kill', target: 'minority' })),
  pause: hard('stops the process of one node and lets it go on', 1, () => ({ kind: 'pause', target: 'one' })),
  'pause-leader': hard('stops the process of the leader and lets it go on', 1, () => ({ kind: 'pause', target: 'leader' })),
  'power-cut': hard('cuts the power of one node: what it had not synced is lost', 1, () => ({ kind: 'power-cut', target: 'one' })),
  'power-cut-majority': fatal('cuts the power of a majority at one instant', 1, () => ({ kind: 'power-cut', target: 'majority' })),
  'power-cut-all': fatal('cuts the power of all nodes at one instant', 1, () => ({ kind: 'power-cut', target: 'all' })),
};

export const flavours: ReadonlyMap<string, Flavour> = new Map(Object.entries({ ...others, ...partitions }));

/** Every name that a suite or `--nemesis` may give, and what it does. */
export const faultFlavours: ReadonlyMap<string, string> = new Map([...flavours].map(([name, { description }]) => [name, description]));

const everyKind: Readonly<Record<FaultKind, true>> = {
  partition: true,
  delay: true,
  drop: true,
  duplicate: true,
  reorder: true,
  corrupt: true,
  hold: true,
  reset: true,
  kill: true,
  pause: true,
  'power-cut': true,
};

/** What a step's `kind` may be, and what a world is asked whether it can do. */
export const faultKinds: readonly FaultKind[] = Object.keys(everyKind) as FaultKind[];

function soft(description: string, draw: Flavour['draw']): Flavour {
  return { description, minNodes: 2, weight: 'soft', draw };
}

function hard(description: string, minNodes: number, draw: Flavour['draw']): Flavour {
  return { description, minNodes, weight: 'hard', draw };
}

function fatal(description: string, minNodes: number, draw: Flavour['draw']): Flavour {
  return { description, minNodes, weight: 'fatal', draw };
}

function share(from: number, to: number, seed: number, id: string): number {
  return Math.round((from + (to - from) * drawUnit(seed, 'share', id)) * 100) / 100;
}
