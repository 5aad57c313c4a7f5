import type { Done, JsonObject, NodeId } from '../core/index.ts';
import type { Proof } from './active-fault.ts';

/** How each node took a strike. `merged`: it was down (or paused, or lost for good) already. */
export type Strikes = ReadonlyMap<NodeId, Strike>;
export type Strike = { readonly state: 'in-force' | 'merged' } | { readonly state: 'missing'; readonly reason: string };

/** Asks something of each node that is not lost, all at once; called back once, when all have answered. */
export function askEach(
  nodes: readonly NodeId[],
  isLost: (node: NodeId) => boolean,
  ask: (node: NodeId, done: Done) => void,
  done: (strikes: Strikes) => void,
): void {
  const strikes = new Map<NodeId, Strike>();
  const conclude = (node: NodeId, strike: Strike): void => {
    strikes.set(node, strike);
    if (strikes.size === nodes.length) done(strikes);
  };
  for (const node of nodes) {
    if (isLost(node)) conclude(node, { state: 'merged' });
    else ask(node, (error) => conclude(node, error === undefined ? { state: 'in-force' } : { state: 'missing', reason: error.message }));
  }
}

/** One node that could not be struck makes the fault missing: it was not the fault that the plan asked for. */
export function proveStrikes(strikes: Strikes, effect: JsonObject): Proof {
  const reasons = [...strikes].flatMap(([node, strike]) => (strike.state === 'missing' ? [`${node}: ${strike.reason}`] : []));
  if (reasons.length > 0) return { state: 'missing', effect, reason: reasons.join('; ') };
  return { state: inForce(strikes).length > 0 ? 'in-force' : 'merged', effect };
}

export function inForce(strikes: Strikes): NodeId[] {
  return [...strikes].flatMap(([node, { state }]) => (state === 'in-force' ? [node] : []));
}
