import type { NodeId, TraceEvent } from '../core/index.ts';

/**
 * Who leads, as far as the trace tells: the node that last declared itself in the highest term. A declaration belongs to one boot,
 * so a leader that was killed leads no more, even if its last trace lines are read after its death.
 */
export interface Leadership {
  observe(event: TraceEvent): void;
  started(node: NodeId, boot: number): void;
  down(node: NodeId): void;
  /** undefined: nobody has declared itself, or the one that did is dead since. */
  leader(): NodeId | undefined;
  /** The highest term that anyone ever declared itself the leader of; undefined before the first. */
  highestTerm(): number | undefined;
}

export function createLeadership(leads: (event: TraceEvent) => number | undefined): Leadership {
  let declared: { node: NodeId; boot: number; term: number } | undefined;
  const lastBoot = new Map<NodeId, number>();
  const deadBoot = new Map<NodeId, number>();

  return {
    observe(event) {
      const { node, boot } = event;
      const last = lastBoot.get(node);
      if (last === undefined || boot > last) lastBoot.set(node, boot);
      const term = leads(event);
      if (term === undefined || (declared !== undefined && term < declared.term)) return;
      declared = { node, boot, term };
    },
    started: (node, boot) => {
      lastBoot.set(node, boot);
    },
    down: (node) => {
      deadBoot.set(node, lastBoot.get(node) ?? firstBoot);
    },
    leader() {
      if (declared === undefined || declared.boot <= (deadBoot.get(declared.node) ?? 0)) return undefined;
      return declared.node;
    },
    highestTerm: () => declared?.term,
  };
}

const firstBoot = 1;
