import type { SetCall, SetHistory } from './set-history.ts';
import { neverReturns } from './zones.ts';

/** Why no order of the operations on one element of a set and of reads exists: their calls, but where it says otherwise. */
export interface SetConflict {
  readonly kind: /** [read]: nobody had begun to add what it shows. */
    | 'never-written'
    /**
     * [call, return, a read]: the second must follow the first, and returned before it was called. Of two adds, a read shows the first and not
     * the second; otherwise there is none.
     */
    | 'out-of-order'
    /** [add, remove, read], one after the other: shown when it was gone. */
    | 'reappeared'
    /** [an add, or a read that shows it; a read that does not; a remove, or a read that shows it, if any], one after the other. */
    | 'missing'
    /** Nothing short shows it: []. */
    | 'no-order';
  readonly events: readonly number[];
}

/** One that two or three operations show by themselves, in the events before `end`. */
export function conflictOfElement({ adds, removes, reads }: SetHistory, end: number): SetConflict | undefined {
  const answered = reads.filter((read) => read.return < end);
  const shows = answered.map(({ elements }) => new Set(elements));
  for (let element = 0; element < adds.length; element += 1) {
    const add = adds[element];
    const remove = (removes[element]?.invoke ?? neverReturns) < end ? removes[element] : undefined;
    const showing = answered.filter((_, i) => shows[i]?.has(element));
    for (const read of showing) {
      if ((add?.invoke ?? neverReturns) >= end) return { kind: 'never-written', events: [read.invoke] };
      if (add !== undefined && read.return < add.invoke) return { kind: 'out-of-order', events: [add.invoke, read.return] };
      if (add !== undefined && remove !== undefined && add.return < remove.invoke && remove.return < read.invoke) {
        return { kind: 'reappeared', events: [add.invoke, remove.invoke, read.invoke] };
      }
    }
    const missing = missingFrom(
      answered.filter((_, i) => !shows[i]?.has(element)),
      add === undefined ? showing : [add, ...showing],
      showing,
      remove,
    );
    if (missing !== undefined) return missing;
  }
  return undefined;
}

/** `witnesses` show that the element is there, `showing` that it still is. */
function missingFrom(
  lacking: readonly SetCall[],
  witnesses: readonly SetCall[],
  showing: readonly SetCall[],
  remove: SetCall | undefined,
): SetConflict | undefined {
  if (lacking.length === 0 || witnesses.length === 0) return undefined;
  const first = witnesses.reduce((a, b) => (b.return < a.return ? b : a));
  const last = [...showing, ...(remove === undefined ? [] : [remove])].reduce<SetCall | undefined>(
    (a, b) => (a === undefined || b.invoke > a.invoke ? b : a),
    undefined,
  );
  const read = lacking.find((call) => first.return < call.invoke && (remove === undefined || (last?.invoke ?? -1) > call.return));
  if (read === undefined) return undefined;
  return { kind: 'missing', events: [first.invoke, read.invoke, ...(remove === undefined || last === undefined ? [] : [last.invoke])] };
}
