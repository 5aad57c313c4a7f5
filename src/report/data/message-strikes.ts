import { defaultSimulation, type FaultStep, type NodeId, type Plan } from '../../core/index.ts';
import { type LinkEffect, linkEffects } from './cut-links.ts';
import { faultStepOf } from './fault-step.ts';
import type { FaultInterval, NodeTimeline } from './report-data.ts';

/** Around a fault's begin and end it is not known to the record on which side of them a message passed. */
export const EDGE_MS = 3;
/** So long a message may be on its way between real processes, where no fault delays it. */
const LOCAL_TRANSIT_MS = 100;
/** In the simulated world latencies end well below so many times their mean. */
const TRANSIT_MEANS = 5;

/** What one fault does to the messages of one link. */
export interface Strike extends LinkEffect {
  /** Index of the fault. */
  readonly fault: number;
  readonly kind: FaultStep['kind'];
  readonly fromMs: number;
  readonly toMs: number;
  /** So much longer a message may take beside what else it takes, and at least so much longer one does that is delayed. */
  readonly longerMs: number;
  readonly leastMs: number;
}

/** The faults on links, and when nodes were down, as far as the record tells. */
export class Strikes {
  readonly transitMs: number;
  readonly #byLink = new Map<string, Strike[]>();
  readonly #states: ReadonlyMap<NodeId, NodeTimeline['states']>;

  constructor(plan: Plan, nodes: readonly NodeTimeline[], faults: readonly FaultInterval[]) {
    this.transitMs = longestTransitMs(plan);
    this.#states = new Map(nodes.map(({ node, states }) => [node, states]));
    const names = nodes.map(({ node }) => node);
    for (const [fault, { id, span, state, target }] of faults.entries()) {
      const step = faultStepOf(plan, id);
      if (step === undefined || span === undefined || state === 'missing') continue;
      for (const effect of linkEffects(step, target, names)) {
        const there = this.#byLink.get(linkKey(effect)) ?? [];
        there.push({ ...effect, ...span, fault, kind: step.kind, ...lengthOf(step) });
        this.#byLink.set(linkKey(effect), there);
      }
    }
  }

  /** Faults that may have met a message of this type when it was sent. */
  of(from: NodeId, to: NodeId, type: string, atMs: number): readonly Strike[] {
    const there = this.#byLink.get(linkKey({ from, to }));
    if (there === undefined) return [];
    return there.filter(({ fromMs, toMs, types }) => atMs >= fromMs - EDGE_MS && atMs <= toMs + EDGE_MS && types?.includes(type) !== false);
  }

  down(node: NodeId, atMs: number): { readonly toMs: number } | undefined {
    return this.#states.get(node)?.find(({ state, fromMs, toMs }) => state === 'down' && atMs > fromMs + EDGE_MS && atMs < toMs);
  }

  /** When it went down for the rest of the run. */
  downForGoodMs(node: NodeId, endMs: number): number | undefined {
    return this.#states.get(node)?.find(({ state, toMs }) => state === 'down' && toMs >= endMs)?.fromMs;
  }

  /** When a node that was paused then went on. */
  wokenMs(node: NodeId, atMs: number): number {
    const paused = this.#states
      .get(node)
      ?.filter(({ state, fromMs, toMs }) => state === 'paused' && atMs <= toMs && fromMs <= atMs + this.transitMs);
    return Math.max(atMs, ...(paused ?? []).map(({ toMs }) => toMs));
  }
}

/** The fault stood, without a doubt, when the message was sent. */
export function isSure({ fromMs, toMs }: Strike, atMs: number): boolean {
  return atMs > fromMs + EDGE_MS && atMs < toMs - EDGE_MS;
}

function lengthOf(step: FaultStep): { readonly longerMs: number; readonly leastMs: number } {
  if (step.kind === 'delay') return { longerMs: step.latencyMs + (step.jitterMs ?? 0), leastMs: step.latencyMs };
  return { longerMs: step.kind === 'reorder' ? step.withinMs : 0, leastMs: 0 };
}

function longestTransitMs({ world, simulation = defaultSimulation, system }: Plan): number {
  if (world === 'local') return LOCAL_TRANSIT_MS;
  const { minLatencyMs, meanLatencyMs, priorities } = simulation.network;
  // A link's priority is one of as many as there are links, and those that were put last.
  const steps = priorities === undefined ? 0 : system.nodes.length ** 2 + priorities.changes.length;
  return EDGE_MS + TRANSIT_MEANS * Math.max(minLatencyMs, meanLatencyMs) + steps * (priorities?.stepMs ?? 0);
}

function linkKey({ from, to }: { readonly from: NodeId; readonly to: NodeId }): string {
  return `${from}>${to}`;
}
