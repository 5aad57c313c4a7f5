import type { NodeId, TraceEvent } from '../../core/index.ts';

/**
 * The traces of all nodes in one order: by time, which is one clock for all of them, and of one node in its own order, whatever its
 * times say. One event of each node is in memory.
 */
export function* mergeTraces(traces: ReadonlyMap<NodeId, () => Iterable<TraceEvent>>): Generator<TraceEvent> {
  const heads: { rest: Iterator<TraceEvent>; next: TraceEvent }[] = [];
  try {
    for (const open of traces.values()) {
      const rest = open()[Symbol.iterator]();
      const first = rest.next();
      if (first.done !== true) heads.push({ rest, next: first.value });
    }
    for (;;) {
      let earliest = heads[0];
      if (earliest === undefined) return;
      for (const head of heads) if (head.next.at < earliest.next.at) earliest = head;
      yield earliest.next;
      const following = earliest.rest.next();
      if (following.done === true) heads.splice(heads.indexOf(earliest), 1);
      else earliest.next = following.value;
    }
  } finally {
    for (const { rest } of heads) rest.return?.();
  }
}
