import type { FaultStep, FrameMatch, NodeId } from '../../core/index.ts';

/** What a fault makes of messages on a link. `maybe`: of a share of them, or on links that the record does not name. */
export interface LinkEffect {
  readonly from: NodeId;
  readonly to: NodeId;
  readonly effect: 'cut' | 'delayed' | 'doubled' | 'held' | 'maybe';
  /** Of these types of message only; of all where absent. */
  readonly types?: readonly string[];
}

/** The links between nodes that a fault struck, as far as its target says: where it does not, as for a ring, every link may be one. */
export function linkEffects(step: FaultStep, target: readonly string[], nodes: readonly NodeId[]): LinkEffect[] {
  const named = target.flatMap(linkOf);
  switch (step.kind) {
    case 'partition':
      return named.length > 0 ? all(named, 'cut') : partitioned(step, target, nodes);
    case 'drop':
    case 'corrupt':
      return all(named, (step.probability ?? 1) >= 1 ? 'cut' : 'maybe', step.match);
    case 'duplicate':
      return all(named, (step.probability ?? 1) >= 1 ? 'doubled' : 'maybe', step.match);
    case 'delay':
      return all(named, 'delayed', step.match);
    case 'hold':
      return all(named, step.count === undefined ? 'held' : 'maybe', step.match);
    case 'reorder':
      return all(named, 'maybe', step.match);
    case 'reset':
      return all(named, 'maybe');
    default:
      return [];
  }
}

type Pair = readonly [from: NodeId, to: NodeId];

function partitioned(
  { shape, direction }: Extract<FaultStep, { kind: 'partition' }>,
  target: readonly NodeId[],
  nodes: readonly NodeId[],
): LinkEffect[] {
  const struck = new Set(target);
  const pairs = nodes.flatMap((from) => nodes.flatMap((to): Pair[] => (from === to ? [] : [[from, to]])));
  const apart = ([from, to]: Pair): boolean => struck.has(from) !== struck.has(to);
  switch (shape) {
    case 'halves':
      return all(pairs.filter(apart), 'cut');
    case 'isolate':
      return all(
        pairs.filter(([from, to]) => struck.has(from) || struck.has(to)),
        'cut',
      );
    case 'one-way':
      return all(
        pairs.filter((pair) => apart(pair) && struck.has(direction === 'in' ? pair[1] : pair[0])),
        'cut',
      );
    case 'bridge':
    case 'ring':
      // Which links these cut was drawn for the fault, and its record names the target alone.
      return all(pairs, 'maybe');
    default:
      return shape satisfies never;
  }
}

/** A match on header fields picks some of the messages of its types. */
function all(pairs: readonly Pair[], effect: LinkEffect['effect'], match?: FrameMatch): LinkEffect[] {
  const types = match?.type === undefined ? {} : { types: [match.type].flat() };
  return pairs.map(([from, to]) => ({ from, to, effect: match?.fields === undefined ? effect : 'maybe', ...types }));
}

/** One pair for `n1 -> n2`; none for the name of a node. */
function linkOf(text: string): Pair[] {
  const [, from, to] = /^(\S+)\s*(?:->|>)\s*(\S+)$/.exec(text) ?? [];
  return from === undefined || to === undefined ? [] : [[from, to]];
}
