/**
 * Sets to which elements are added, each once, and that are read whole. Reads of a growing set form a chain, and an element was
 * added between the last read without it and the first with it. So adds and reads fall into stages, in an order that is given:
 * what is first seen in the smallest read, the reads that saw just that, what is first seen in the next larger one, and so on; adds
 * that no read saw come last. Within a stage any order does. A history fits if no operation was called only after one of a later
 * stage had returned: were there a ring of "must come before", one of its steps in time would have to lead to an earlier stage.
 * Adds of unknown outcome count only if a read saw them. Histories with removals are left to the search.
 */
import { identity } from '../canonical.ts';
import type { Candidate, Partition } from '../history.ts';
import { type Conflict, type Decision, firstConflict } from './first-conflict.ts';
import { neverReturns } from './zones.ts';

interface Call {
  /** Its candidate; -1 for an element that is there from the start. */
  readonly candidate: number;
  readonly invoke: number;
  readonly return: number;
}

interface Read extends Call {
  readonly elements: readonly number[];
}

interface SetHistory {
  /** For each element, who added it; undefined where nobody did. */
  readonly adds: readonly (Call | undefined)[];
  /** The smallest first. */
  readonly reads: readonly Read[];
}

/** Undefined where it does not apply. */
export function decideSet(init: unknown, partition: Partition): Decision | undefined {
  const history = readSet(init, partition);
  return history === undefined
    ? undefined
    : firstConflict(
        partition.events.length,
        (until) => conflictOf(history, until),
        (until) => orderOf(history, until),
      );
}

function readSet(init: unknown, partition: Partition): SetHistory | undefined {
  const initial = init ?? [];
  if (!Array.isArray(initial)) return undefined;
  const ids = new Map<unknown, number>();
  const adds: (Call | undefined)[] = [];
  const reads: Read[] = [];
  const idOf = (element: unknown): number => {
    const id = ids.get(identity(element)) ?? adds.push(undefined) - 1;
    ids.set(identity(element), id);
    return id;
  };
  const add = (element: unknown, call: Call): boolean => {
    const id = idOf(element);
    if (adds[id] !== undefined) return false;
    adds[id] = call;
    return true;
  };
  for (const element of initial) if (!add(element, { candidate: -1, invoke: -2, return: -1 })) return undefined;
  const calls = callsOf(partition);
  for (const call of calls) {
    const { operation } = partition.candidates[call.candidate] as Candidate;
    if (operation.outcome === 'fail') return undefined;
    if (operation.f === 'add') {
      if (!add(operation.value, call)) return undefined;
    } else if (operation.f === 'read' && Array.isArray(operation.value)) {
      const elements = operation.value.map(idOf);
      if (new Set(elements).size < elements.length) return undefined;
      reads.push({ ...call, elements });
    } else {
      return undefined;
    }
  }
  return { adds, reads: reads.sort((a, b) => a.elements.length - b.elements.length) };
}

function callsOf({ candidates, events }: Partition): Call[] {
  const invokes = new Int32Array(candidates.length);
  const returns = new Int32Array(candidates.length).fill(neverReturns);
  events.forEach(({ candidate, isReturn }, event) => {
    (isReturn ? returns : invokes)[candidate] = event;
  });
  return candidates.map((_, i) => ({ candidate: i, invoke: invokes[i] as number, return: returns[i] as number }));
}

function conflictOf(history: SetHistory, until: number): Conflict | undefined {
  const inChain = chainConflict(history, until);
  if (inChain !== undefined) return inChain;
  let latest = -3;
  for (const stage of stagesOf(history, until)) {
    for (const call of stage) {
      const returned = call.return < until ? call.return : neverReturns;
      if (latest >= returned) return { kind: 'out-of-order', events: [latest, returned] };
    }
    for (const { invoke } of stage) latest = Math.max(latest, invoke);
  }
  return undefined;
}

/** Every read must hold what the smaller ones hold, and only what somebody had begun to add. */
function chainConflict({ adds, reads }: SetHistory, until: number): Conflict | undefined {
  const heldBy = new Int32Array(adds.length);
  let smaller: Read | undefined;
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
function stagesOf({ adds, reads }: SetHistory, until: number): Call[][] {
  const stages: Call[][] = [];
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
