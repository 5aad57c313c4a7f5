import { isJsonObject, type Json } from './json.ts';
import type { NodeId } from './operation.ts';

/** A node that a fault took for good, and why. */
export interface TakenNode {
  readonly node: NodeId;
  readonly why: string;
}

/** By the fault's effect: nodes whose disk it took, and nodes that found theirs damaged by it and refuse to start. No end brings them back. */
export function takenForGood(effect: Json | undefined): TakenNode[] {
  if (!isJsonObject(effect)) return [];
  return [
    ...namesIn(effect['lost']).map((node) => ({ node, why: 'its disk is gone' })),
    ...namesIn(effect['refused']).map((node) => ({ node, why: 'its disk is damaged' })),
  ];
}

function namesIn(value: Json | undefined): NodeId[] {
  return Array.isArray(value) ? value.filter((name: Json) => typeof name === 'string') : [];
}
