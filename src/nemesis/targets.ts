/**
 * Whom a step strikes. A role is resolved when the step begins, by what is true then; random choices are keyed by the seed and the
 * step alone, as an order of all nodes of which the first suitable ones are taken. Nodes that are up come first, so that a fault is
 * not spent on a dead node. What cannot be said yet (nobody leads, the step referred to has not begun) is waited for.
 */
import { drawOrder, type Endpoint, type LinkEnd, type NodeId, type Target, type ThreadId } from '../core/index.ts';

export interface TargetContext {
  readonly seed: number;
  readonly nodes: readonly NodeId[];
  readonly threads: readonly ThreadId[];
  /** Whether the node runs: neither down nor paused. */
  /** The node that set the step off: whose trace event it was, or who sent the message. */
  readonly setOffBy?: NodeId | undefined;
  up(node: NodeId): boolean;
  leader(): NodeId | undefined;
  /** Nodes that a step resolved to; undefined while it has not begun. */
  resolved(step: string): readonly NodeId[] | undefined;
}

/** `waitsFor` says what is missing so far. */
export type Resolution<T> = { readonly ends: readonly T[] } | { readonly waitsFor: string };

/** `key` names the choice within the run: the step's id and which of its ends. */
export function resolveTarget(target: Target, context: TargetContext, ...key: readonly string[]): Resolution<NodeId> {
  if (typeof target !== 'string') return { ends: target };
  const reference = readReference(target);
  if (reference !== undefined) return resolveReference(reference, context);
  if (target === 'leader' || target === 'follower' || target === 'followers') return resolveByLeader(target, context, key);
  const order = preferredOrder(context.nodes, context, key);
  switch (target) {
    case 'one':
      return { ends: order.slice(0, 1) };
    case 'minority':
      return { ends: order.slice(0, Math.floor((order.length - 1) / 2)) };
    case 'majority':
      return { ends: order.slice(0, Math.floor(order.length / 2) + 1) };
    case 'all':
      return { ends: context.nodes };
    case 'trigger':
      return context.setOffBy === undefined ? { waitsFor: 'a node that sets it off' } : { ends: [context.setOffBy] };
    default:
      return { ends: [target] };
  }
}

/** The endpoints at one end of a link fault. */
export function resolveEnd(end: LinkEnd, context: TargetContext, ...key: readonly string[]): Resolution<Endpoint> {
  switch (end) {
    case 'nodes':
      return { ends: context.nodes };
    case 'clients':
      return { ends: context.threads };
    case 'any':
      return { ends: [...context.nodes, ...context.threads] };
    default:
      return resolveTarget(end, context, ...key);
  }
}

/** `@f3` is what step f3 resolved to, `!@f3` every other node. */
export interface Reference {
  readonly step: string;
  readonly others: boolean;
}

export function readReference(text: string): Reference | undefined {
  if (text.startsWith('!@')) return { step: text.slice(2), others: true };
  return text.startsWith('@') ? { step: text.slice(1), others: false } : undefined;
}

export function resolveReference({ step, others }: Reference, context: Pick<TargetContext, 'nodes' | 'resolved'>): Resolution<NodeId> {
  const struck = context.resolved(step);
  if (struck === undefined) return { waitsFor: `step ${step} to begin` };
  return { ends: others ? context.nodes.filter((node) => !struck.includes(node)) : struck };
}

export const roles: readonly string[] = ['leader', 'follower', 'followers', 'one', 'minority', 'majority', 'all', 'trigger'];

function resolveByLeader(role: 'leader' | 'follower' | 'followers', context: TargetContext, key: readonly string[]): Resolution<NodeId> {
  const leader = context.leader();
  if (leader === undefined || !context.up(leader)) return { waitsFor: 'a live leader' };
  if (role === 'leader') return { ends: [leader] };
  const others = context.nodes.filter((node) => node !== leader);
  return { ends: role === 'followers' ? others : preferredOrder(others, context, key).slice(0, 1) };
}

function preferredOrder(nodes: readonly NodeId[], context: TargetContext, key: readonly string[]): NodeId[] {
  const drawn = drawOrder(context.nodes, context.seed, 'target', ...key).filter((node) => nodes.includes(node));
  return [...drawn.filter((node) => context.up(node)), ...drawn.filter((node) => !context.up(node))];
}
