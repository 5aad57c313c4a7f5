import {
  drawOrder,
  type Endpoint,
  type FaultSpec,
  type FaultStep,
  type Link,
  type Links,
  type NodeId,
  type Target,
} from '../core/index.ts';
import type { ActiveFault } from './active-fault.ts';
import { createClockFault } from './clock-fault.ts';
import type { ClockSkews } from './clock-skews.ts';
import { createDiskDamage } from './disk-damage.ts';
import { createDiskFault, type Disks } from './disk-faults.ts';
import { createLinkFault, type LinkFaultSpec, rulesFor } from './link-faults.ts';
import { createNodeFault } from './node-faults.ts';
import type { NodeKeeper } from './node-keeper.ts';
import { cutLinks } from './partition.ts';
import { readReference, resolveEnd, resolveReference, resolveTarget, type TargetContext } from './targets.ts';

export interface ResolveContext extends TargetContext {
  readonly links: Links;
  readonly keeper: NodeKeeper;
  readonly clocks: ClockSkews;
  readonly disks: Disks;
}

/** A step with its roles resolved: whom it strikes, and the fault that does it. */
export interface ResolvedStep {
  /** What `@id` of this step stands for. */
  readonly struck: readonly NodeId[];
  /** For people: node names, or `from -> to` of links. */
  readonly target: readonly Endpoint[];
  readonly fault: ActiveFault;
}

/** `impossible`: no wait would help. */
export type StepResolution = ResolvedStep | { readonly waitsFor: string } | { readonly impossible: string };

export function resolveStep(step: FaultStep, order: number, context: ResolveContext): StepResolution {
  switch (step.kind) {
    case 'partition':
      return resolvePartition(step, order, context);
    case 'delay':
    case 'drop':
    case 'duplicate':
    case 'reorder':
    case 'corrupt':
    case 'hold':
    case 'reset':
      return resolveLinkFault(step, order, context);
    case 'kill':
    case 'pause':
    case 'power-cut':
      return resolveNodes(step, context, (struck) => createNodeFault(step.id, step.kind, struck, context.keeper));
    case 'clock': {
      const rule = { offsetMs: step.offsetMs, driftPpm: step.driftPpm ?? 0 };
      const isLost = (node: NodeId): boolean => context.disks.lost(node) !== undefined;
      return resolveNodes(step, context, (struck) => createClockFault(step.id, rule, struck, context.clocks, isLost));
    }
    case 'slow-disk': {
      const rule = { kind: 'slow', latencyMs: step.latencyMs } as const;
      return resolveNodes(step, context, (struck) => createDiskFault(step.id, rule, struck, context.disks));
    }
    case 'misdirected-write':
      return resolveNodes(step, context, (struck) => createDiskFault(step.id, { kind: 'misdirect' }, struck, context.disks));
    case 'bit-rot':
    case 'disk-loss':
      return resolveNodes(step, context, (struck) => createDiskDamage(step.id, step.kind, struck, context.keeper, context.disks));
    default:
      return step satisfies never;
  }
}

function resolveNodes(
  { id, target }: { readonly id: string; readonly target: Target },
  context: ResolveContext,
  create: (struck: readonly NodeId[]) => ActiveFault,
): StepResolution {
  const resolution = resolveTarget(target, context, id);
  if ('waitsFor' in resolution) return resolution;
  const struck = resolution.ends;
  if (struck.length === 0) return { impossible: `${describeTarget(target)} of ${context.nodes.length} nodes is nobody` };
  return { struck, target: struck, fault: create(struck) };
}

function resolvePartition(step: FaultStep & { kind: 'partition' }, order: number, context: ResolveContext): StepResolution {
  const target = step.shape === 'ring' ? [] : (step.target ?? (step.shape === 'halves' ? 'minority' : 'one'));
  const resolution = resolveTarget(target, context, step.id);
  if ('waitsFor' in resolution) return resolution;
  const struck = resolution.ends;
  const links = cutLinks(step, struck, drawOrder(context.nodes, context.seed, 'partition', step.id));
  if (links.length === 0) return { impossible: `a partition of shape ${step.shape} cuts no link between ${context.nodes.length} nodes` };
  const shown = step.shape === 'ring' ? links.map(describeLink) : struck;
  return { struck, target: shown, fault: linkFault(step, order, links, context) };
}

function resolveLinkFault(
  step: FaultStep & Exclude<LinkFaultSpec, { kind: 'partition' }>,
  order: number,
  context: ResolveContext,
): StepResolution {
  const missing = unresolvedMatch(step, context);
  if (missing !== undefined) return missing;
  const from = resolveEnd(step.from, context, step.id, 'from');
  if ('waitsFor' in from) return from;
  const to = resolveEnd(step.to, context, step.id, 'to');
  if ('waitsFor' in to) return to;
  const isNode = (end: Endpoint): boolean => context.nodes.includes(end);
  const links = from.ends
    .flatMap((a) => to.ends.map((b) => ({ from: a, to: b })))
    .filter((link) => link.from !== link.to && (isNode(link.from) || isNode(link.to)));
  if (links.length === 0) return { impossible: `there is no link from ${describeTarget(step.from)} to ${describeTarget(step.to)}` };
  const named = [from.ends, to.ends].map((ends) => ends.filter(isNode));
  const struck = named.find((nodes) => nodes.length > 0 && nodes.length < context.nodes.length) ?? named[0] ?? [];
  return { struck, target: links.map(describeLink), fault: linkFault(step, order, links, context) };
}

function linkFault(step: FaultStep & LinkFaultSpec, order: number, links: readonly Link[], context: ResolveContext): ActiveFault {
  return createLinkFault(step.id, order, context.links, rulesFor(step, links, context));
}

function unresolvedMatch(step: FaultSpec, context: ResolveContext): { waitsFor: string } | undefined {
  if (!('match' in step)) return undefined;
  for (const wanted of Object.values(step.match?.fields ?? {})) {
    const reference = typeof wanted === 'string' ? readReference(wanted) : undefined;
    const resolution = reference === undefined ? undefined : resolveReference(reference, context);
    if (resolution !== undefined && 'waitsFor' in resolution) return resolution;
  }
  return undefined;
}

function describeLink({ from, to }: Link): string {
  return `${from} -> ${to}`;
}

function describeTarget(target: Target): string {
  return typeof target === 'string' ? target : target.join(', ');
}
