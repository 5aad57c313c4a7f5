/**
 * The named faults that a random schedule is drawn from: a kind with its target and strength chosen. Kind names alone are flavours
 * too; `partition` stands for any partition. How strong a network fault is (latency, share of messages) is drawn within bounds that
 * hurt elections set in hundreds of milliseconds without stopping them for good.
 *
 * Damage to a disk is for good, so it is kept within what a protocol must survive: all of a schedule's damage falls on one set of nodes,
 * drawn from the seed alone and at most a minority. While some of these are lost, a fault that takes another node away may leave no
 * majority for as long as it lasts: service returns when it ends.
 */
import { drawInteger, drawItem, drawOrder, drawUnit, type FaultSpec, type NodeId } from '../core/index.ts';

export interface Flavour {
  readonly description: string;
  /** Fewer nodes than this cannot be struck so. */
  readonly minNodes: number;
  /** `soft`: the cluster works on. `hard`: at most a minority is lost. `fatal`: nothing works until it ends. A soft one may overlap a hard one. */
  readonly weight: 'soft' | 'hard' | 'fatal';
  /** The step's id is the key of every draw. */
  draw(seed: number, id: string, nodes: readonly NodeId[]): FaultSpec;
}

/** Of fewer nodes none may be damaged. */
const minDamaged = 3;

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

/** Bounds of a jump: a clock that is set right after it was ahead stands still for as long as it was ahead. */
const clocks: Readonly<Record<string, Flavour>> = {
  'clock-jump': soft(
    'lets the clock of one node jump ahead or back',
    (seed, id) => ({
      kind: 'clock',
      target: 'one',
      offsetMs: drawInteger(50, 2000, seed, 'offset', id) * drawItem([1, -1], seed, 'sign', id),
    }),
    1,
  ),
  'clock-drift': soft(
    'lets the clock of one node run too fast or too slow',
    (seed, id) => ({
      kind: 'clock',
      target: 'one',
      offsetMs: 0,
      driftPpm: drawInteger(5, 200, seed, 'drift', id) * 1000 * drawItem([1, -1], seed, 'sign', id),
    }),
    1,
  ),
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
  clock: soft(
    'lets the clock of one node jump, or run at another pace',
    (seed, id, nodes) => drawItem(Object.values(clocks), seed, 'clock', id).draw(seed, id, nodes),
    1,
  ),
  'slow-disk': soft(
    'makes every disk call of one node slow',
    (seed, id) => ({ kind: 'slow-disk', target: 'one', latencyMs: drawInteger(10, 150, seed, 'latency', id) }),
    1,
  ),
  'misdirected-write': hard('lets one write of a node land on older bytes of its disk', minDamaged, (seed, id, nodes) => ({
    kind: 'misdirected-write',
    target: victim(seed, id, nodes),
  })),
  'bit-rot': hard('kills a node and flips a bit of what its disk holds', minDamaged, (seed, id, nodes) => ({
    kind: 'bit-rot',
    target: victim(seed, id, nodes),
  })),
  'disk-loss': hard('kills a node and takes its disk away for good', minDamaged, (seed, id, nodes) => ({
    kind: 'disk-loss',
    target: victim(seed, id, nodes),
  })),
  'power-cut-all': fatal('cuts the power of all nodes at one instant', 1, () => ({ kind: 'power-cut', target: 'all' })),
};

export const flavours: ReadonlyMap<string, Flavour> = new Map(Object.entries({ ...others, ...partitions, ...clocks }));

/** Every name that a suite or `--nemesis` may give, and what it does. */
export const faultFlavours: ReadonlyMap<string, string> = new Map([...flavours].map(([name, { description }]) => [name, description]));

function soft(description: string, draw: Flavour['draw'], minNodes = 2): Flavour {
  return { description, minNodes, weight: 'soft', draw };
}

function hard(description: string, minNodes: number, draw: Flavour['draw']): Flavour {
  return { description, minNodes, weight: 'hard', draw };
}

function fatal(description: string, minNodes: number, draw: Flavour['draw']): Flavour {
  return { description, minNodes, weight: 'fatal', draw };
}

/** One of the nodes whose disks this seed may damage. The set does not depend on the step: that keeps it a minority however many come. */
function victim(seed: number, id: string, nodes: readonly NodeId[]): NodeId[] {
  const victims = drawOrder(nodes, seed, 'damaged disks').slice(0, Math.floor((nodes.length - 1) / 2));
  return victims.length === 0 ? [] : [drawItem(victims, seed, 'victim', id)];
}

function share(from: number, to: number, seed: number, id: string): number {
  return Math.round((from + (to - from) * drawUnit(seed, 'share', id)) * 100) / 100;
}
