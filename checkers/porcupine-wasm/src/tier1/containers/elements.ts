import { identity } from '../../canonical.ts';
import type { Candidate, Partition } from '../../history.ts';
import { neverReturns } from '../zones.ts';

/**
 * A history of a container by its elements, where every element that an answered take names was put in at most once. What nobody names
 * may repeat: nobody can tell one from another. Events are numbered so that those of the initial elements come first, two for each; an
 * event of the partition has its place there and `shift` more. Where there is no such event it is `neverReturns`.
 */
export interface Elements {
  readonly shift: number;
  /** For each element. */
  readonly values: readonly unknown[];
  readonly putInvokes: Int32Array;
  readonly putReturns: Int32Array;
  /** -1 for an initial element, and where nobody put it in. */
  readonly putCandidates: Int32Array;
  /** Of the answered takes that name it, the one that returned first. */
  readonly takeInvokes: Int32Array;
  readonly takeReturns: Int32Array;
  readonly takeCandidates: Int32Array;
  /** Of the same, the second: none may be. */
  readonly secondInvokes: Int32Array;
  readonly secondReturns: Int32Array;
  /** Of the same, the one that was called first. */
  readonly earliestInvokes: Int32Array;
  readonly earliestCandidates: Int32Array;
  /** Takes that found nothing. */
  readonly empties: readonly Call[];
  /** Takes of unknown outcome, in the order of their calls. Each may have removed what was next at any time after, or nothing. */
  readonly lostTakes: readonly Call[];
}

export interface Call {
  readonly candidate: number;
  readonly invoke: number;
  readonly return: number;
}

/** Undefined where an element that was taken was put in twice, or there is anything but puts and takes. `initial`: the first in first. */
export function readElements(initial: readonly unknown[], put: string, take: string, partition: Partition): Elements | undefined {
  const calls = callsOf(partition, 2 * initial.length);
  const operationOf = (call: Call): Candidate['operation'] => (partition.candidates[call.candidate] as Candidate).operation;
  if (calls.some((call) => operationOf(call).outcome === 'fail' || ![put, take].includes(operationOf(call).f))) return undefined;
  const puts = [
    ...initial.map((value, i) => ({ value, call: { candidate: -1, invoke: 2 * i, return: 2 * i + 1 } })),
    ...calls.filter((call) => operationOf(call).f === put).map((call) => ({ value: operationOf(call).value, call })),
  ];
  const ids = new Map<unknown, number>();
  const repeated = new Set<number>();
  puts.forEach(({ value }, id) => {
    const known = ids.get(identity(value));
    if (known === undefined) ids.set(identity(value), id);
    else repeated.add(known);
  });
  const values = puts.map(({ value }) => value);
  const named: { readonly id: number; readonly call: Call }[] = [];
  const empties: Call[] = [];
  const lostTakes: Call[] = [];
  for (const call of calls) {
    const { f, value } = operationOf(call);
    if (f !== take) continue;
    if (partition.candidates[call.candidate]?.unknown === true) lostTakes.push(call);
    else if ((value ?? null) === null) empties.push(call);
    else {
      const id = ids.get(identity(value)) ?? values.push(value) - 1;
      if (repeated.has(id)) return undefined;
      ids.set(identity(value), id);
      named.push({ id, call });
    }
  }
  return { shift: 2 * initial.length, values, empties, lostTakes, ...columnsOf(values.length, puts, named) };
}

function callsOf({ candidates, events }: Partition, shift: number): Call[] {
  const invokes = new Int32Array(candidates.length);
  const returns = new Int32Array(candidates.length).fill(neverReturns);
  for (let event = 0; event < events.length; event += 1) {
    const { candidate, isReturn } = events[event] as Partition['events'][number];
    (isReturn ? returns : invokes)[candidate] = event + shift;
  }
  return candidates.map((_, i) => ({ candidate: i, invoke: invokes[i] as number, return: returns[i] as number }));
}

function columnsOf(
  count: number,
  puts: readonly { readonly call: Call }[],
  takes: readonly { readonly id: number; readonly call: Call }[],
): Omit<Elements, 'shift' | 'values' | 'empties' | 'lostTakes'> {
  const column = (fill: number): Int32Array => new Int32Array(count).fill(fill);
  const columns = {
    putInvokes: column(neverReturns),
    putReturns: column(neverReturns),
    putCandidates: column(-1),
    takeInvokes: column(neverReturns),
    takeReturns: column(neverReturns),
    takeCandidates: column(-1),
    secondInvokes: column(neverReturns),
    secondReturns: column(neverReturns),
    earliestInvokes: column(neverReturns),
    earliestCandidates: column(-1),
  };
  puts.forEach(({ call }, id) => {
    columns.putInvokes[id] = call.invoke;
    columns.putReturns[id] = call.return;
    columns.putCandidates[id] = call.candidate;
  });
  for (const { id, call } of takes) {
    if (call.invoke < (columns.earliestInvokes[id] as number)) {
      columns.earliestInvokes[id] = call.invoke;
      columns.earliestCandidates[id] = call.candidate;
    }
    if (call.return < (columns.takeReturns[id] as number)) {
      columns.secondInvokes[id] = columns.takeInvokes[id] as number;
      columns.secondReturns[id] = columns.takeReturns[id] as number;
      columns.takeInvokes[id] = call.invoke;
      columns.takeReturns[id] = call.return;
      columns.takeCandidates[id] = call.candidate;
    } else if (call.return < (columns.secondReturns[id] as number)) {
      columns.secondInvokes[id] = call.invoke;
      columns.secondReturns[id] = call.return;
    }
  }
  return columns;
}
