import type { NodeId } from '../core/index.ts';

/** One thing at a time on each node, in the order asked; a turn over several nodes waits until it can have them all at once. */
export interface Turns {
  take(nodes: readonly NodeId[], run: (finish: () => void) => void): void;
  /** Nobody has the node and nobody waits for it. */
  free(node: NodeId): boolean;
}

interface Turn {
  readonly nodes: readonly NodeId[];
  run(finish: () => void): void;
}

export function createTurns(): Turns {
  const busy = new Set<NodeId>();
  let waiting: Turn[] = [];
  let passing = false;
  let passAgain = false;

  return {
    take(nodes, run) {
      waiting.push({ nodes, run });
      pass();
    },
    free: (node) => !busy.has(node) && !waiting.some(({ nodes }) => nodes.includes(node)),
  };

  /** A turn may finish, or ask for another, while it is being given out: then all are looked at once more. */
  function pass(): void {
    passAgain = true;
    if (passing) return;
    passing = true;
    while (passAgain) {
      passAgain = false;
      const claimed = new Set<NodeId>();
      for (const turn of [...waiting]) {
        if (turn.nodes.every((node) => !busy.has(node) && !claimed.has(node))) give(turn);
        else for (const node of turn.nodes) claimed.add(node);
      }
    }
    passing = false;
  }

  function give(turn: Turn): void {
    waiting = waiting.filter((other) => other !== turn);
    for (const node of turn.nodes) busy.add(node);
    turn.run(() => {
      for (const node of turn.nodes) busy.delete(node);
      pass();
    });
  }
}
