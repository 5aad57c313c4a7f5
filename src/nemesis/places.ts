import { FaultlineError, type NodeId } from '../core/index.ts';

export type Hold = 'downBy' | 'pausedBy';

/** What the keeper knows of one node: who holds it where, and what has been tried. */
export interface Place {
  /** The faults that hold it so. */
  readonly downBy: Set<string>;
  readonly pausedBy: Set<string>;
  started: ((boot: number) => void)[];
  /** Ended by itself. */
  crashed: boolean;
  /** Could not be started or resumed: left alone until the heal tries once more. */
  barred: boolean;
  /** It could be started, and did not become ready: what its observers are told, and no failure of the world. */
  late: boolean;
  healStarts: number;
  /** A heal begins: no hold stands but those of the faults `kept`. */
  lift(kept: readonly string[]): void;
}

/** The place of a node by its name; throws `FaultlineError` for one that there is not. */
export function createPlaces(nodes: readonly NodeId[]): (node: NodeId) => Place {
  const places = new Map<NodeId, Place>(nodes.map((node) => [node, createPlace()]));
  return (node) => {
    const own = places.get(node);
    if (own === undefined) throw new FaultlineError('unknown-node', `A fault names node ${node}, which is none of ${nodes.join(', ')}.`);
    return own;
  };
}

function createPlace(): Place {
  const place: Place = {
    downBy: new Set(),
    pausedBy: new Set(),
    started: [],
    crashed: false,
    barred: false,
    late: false,
    healStarts: 0,
    lift(kept) {
      keepOnly(place.downBy, kept);
      keepOnly(place.pausedBy, kept);
      place.barred = false;
      place.late = false;
      place.healStarts = 0;
    },
  };
  return place;
}

function keepOnly(holds: Set<string>, kept: readonly string[]): void {
  for (const fault of [...holds]) if (!kept.includes(fault)) holds.delete(fault);
}
