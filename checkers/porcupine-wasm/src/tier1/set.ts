/**
 * Sets to which elements are added, each once, and that are read whole. Reads of a growing set form a chain, and an element was
 * added between the last read without it and the first with it. So adds and reads fall into stages, in an order that is given:
 * what is first seen in the smallest read, the reads that saw just that, what is first seen in the next larger one, and so on; adds
 * that no read saw come last. Within a stage any order does. A history fits if no operation was called only after one of a later
 * stage had returned: were there a ring of "must come before", one of its steps in time would have to lead to an earlier stage.
 * Adds of unknown outcome count only if a read saw them. Histories with removals are decided in set-removes.ts.
 */
import type { Partition } from '../history.ts';
import { type Conflict, type Decision, firstConflict } from './first-conflict.ts';
import { readSet, type SetCall, type SetHistory, type SetRead } from './set-history.ts';
import { decideRemoves } from './set-removes.ts';
import { neverReturns } from './zones.ts';

/** Undefined where it does not apply. */
export function decideSet(init: unknown, partition: Partition): Decision | undefined {
  const history = readSet(init, partition);
  if (history === undefined) return undefined;
  if (history.hasRemoves) return decideRemoves(history, partition.events.length);
  return firstConflict(
    partition.events.length,
    (until) => conflictOf(history, until),
    (until) => orderOf(history, until),
  );
}

function conflictOf(history: SetHistory, until: number): Conflict | undefined {
  const inChain = chainConflict(history, until);
  if (inChain !== undefined) return inChain;
  const stages = stagesOf(history, until);
  const isOfAdds = (stage: number): boolean => stage % 2 === 0;
  let latest = { invoke: -3, stage: -1 };
  for (let stage = 0; stage < stages.length; stage += 1) {
    for (const call of stages[stage] ?? []) {
      const returned = call.return < until ? call.return : neverReturns;
      if (latest.invoke < returned) continue;
      // Of two adds a read has to show which was first.
      const read = isOfAdds(stage) && isOfAdds(latest.stage) ? stages[latest.stage + 1]?.[0] : undefined;
      return { kind: 'out-of-order', events: [latest.invoke, returned, ...(read === undefined ? [] : [read.invoke])] };
    }
    for (const { invoke } of stages[stage] ?? []) if (invoke > latest.invoke) latest = { invoke, stage };
  }
  return undefined;
}

/** Every read must hold what the smaller ones hold, and only what somebody had begun to add. */
function chainConflict({ adds, reads }: SetHistory, until: number): Conflict | undefined {
  const heldBy = new Int32Array(adds.length);
  let smaller: SetRead | undefined;
  let mark = 0;
  for (const read of reads) {
    if (read.return >= until) continue;
    mark += 1;
    for (const element of read.elements) {
      if ((adds[element]?.invoke ?? neverReturns) >= until) return { kind: 'never-written', events: [read.invoke] };
      heldBy[element] = mark;
    }
    if (smaller?.elements.some((element) => heldBy[element] !== mark)) {
      return { kind: 'orders-differ', events: [smaller.invoke, read.invoke] };
    }
    smaller = read;
  }
  return undefined;
}

/** Adds, reads, adds, reads, in the only order there is; the last stage has the adds that nobody saw. */
function stagesOf({ adds, reads }: SetHistory, until: number): SetCall[][] {
  const stages: SetCall[][] = [];
  const seen = new Uint8Array(adds.length);
  let size = -1;
  for (const read of reads) {
    if (read.return >= until) continue;
    if (read.elements.length > size) {
      size = read.elements.length;
      const fresh = read.elements.filter((element) => seen[element] === 0);
      for (const element of fresh) seen[element] = 1;
      stages.push(
        fresh.flatMap((element) => adds[element] ?? []),
        [],
      );
    }
    stages.at(-1)?.push(read);
  }
  stages.push(adds.flatMap((call, element) => (call !== undefined && seen[element] === 0 && call.return < until ? [call] : [])));
  return stages;
}

function orderOf(history: SetHistory, until: number): number[] {
  return stagesOf(history, until).flatMap((stage) =>
    stage
      .sort((a, b) => a.invoke - b.invoke)
      .map(({ candidate }) => candidate)
      .filter((candidate) => candidate >= 0),
  );
}
