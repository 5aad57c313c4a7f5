import { identity } from '../canonical.ts';
import type { Candidate, Partition } from '../history.ts';
import { neverReturns } from './zones.ts';

export interface SetCall {
  /** Its candidate; -1 for an element that is there from the start. */
  readonly candidate: number;
  readonly invoke: number;
  readonly return: number;
}

export interface SetRead extends SetCall {
  readonly elements: readonly number[];
}

/** A set to which each element was added at most once, and from which it was removed at most once. */
export interface SetHistory {
  /** For each element, who added it; undefined where nobody did. */
  readonly adds: readonly (SetCall | undefined)[];
  readonly removes: readonly (SetCall | undefined)[];
  readonly hasRemoves: boolean;
  /** The smallest first. */
  readonly reads: readonly SetRead[];
}

/** Undefined where it is not so, or there is anything but adds, removes and reads. */
export function readSet(init: unknown, partition: Partition): SetHistory | undefined {
  const initial = init ?? [];
  if (!Array.isArray(initial)) return undefined;
  const ids = new Map<unknown, number>();
  const adds: (SetCall | undefined)[] = [];
  const removes: (SetCall | undefined)[] = [];
  const reads: SetRead[] = [];
  const idOf = (element: unknown): number => {
    const id = ids.get(identity(element)) ?? adds.push(undefined) - 1;
    ids.set(identity(element), id);
    return id;
  };
  const note = (calls: (SetCall | undefined)[], element: unknown, call: SetCall): boolean => {
    const id = idOf(element);
    if (calls[id] !== undefined) return false;
    calls[id] = call;
    return true;
  };
  for (const element of initial) if (!note(adds, element, { candidate: -1, invoke: -2, return: -1 })) return undefined;
  for (const call of callsOf(partition)) {
    const { operation } = partition.candidates[call.candidate] as Candidate;
    if (operation.outcome === 'fail') return undefined;
    if (operation.f === 'add' || operation.f === 'remove') {
      if (!note(operation.f === 'add' ? adds : removes, operation.value, call)) return undefined;
    } else if (operation.f === 'read' && Array.isArray(operation.value)) {
      const elements = operation.value.map(idOf);
      if (new Set(elements).size < elements.length) return undefined;
      reads.push({ ...call, elements });
    } else {
      return undefined;
    }
  }
  const hasRemoves = removes.length > 0;
  return { adds, removes, hasRemoves, reads: reads.sort((a, b) => a.elements.length - b.elements.length) };
}

function callsOf({ candidates, events }: Partition): SetCall[] {
  const invokes = new Int32Array(candidates.length);
  const returns = new Int32Array(candidates.length).fill(neverReturns);
  events.forEach(({ candidate, isReturn }, event) => {
    (isReturn ? returns : invokes)[candidate] = event;
  });
  return candidates.map((_, i) => ({ candidate: i, invoke: invokes[i] as number, return: returns[i] as number }));
}
