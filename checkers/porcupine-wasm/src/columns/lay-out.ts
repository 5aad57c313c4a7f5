import { fromAbsent, fromNothing, fromRead, neverReturns, type ZoneOperations } from '../tier1/zones.ts';
import { type Columns, typeFail, typeInvoke, typeOk } from './columns.ts';
import type { NumberedValues } from './number-values.ts';
import { codeRead, type Survey } from './survey.ts';

/**
 * Writes the operations of plain keys for the zone check, key after key; `starts` says where each begins. Events are numbered
 * within their key. A place is taken at the call; what turns out to say nothing (a failure, a read without an answer) stays empty.
 */
export function layOutKeys(columns: Columns, surveyed: Survey, values: NumberedValues, starts: Int32Array, into: ZoneOperations): void {
  const { type, f, key } = columns;
  const { process, processCount, isPlain, codes } = surveyed;
  const { invokes, returns, values: numbers, origins } = into;
  const next = starts.slice();
  const nextEvent = new Int32Array(starts.length);
  const openPlace = new Int32Array(processCount);
  const openEvent = new Int32Array(processCount);
  const openOrigin = new Int32Array(processCount);
  const originOf = Int32Array.from(codes, (code) => (code === codeRead ? fromRead : fromNothing));
  for (let event = 0; event < process.length; event += 1) {
    const who = process[event] as number;
    if (who < 0) continue;
    const keyPlace = key === undefined ? 0 : (key[event] as number);
    if (isPlain[keyPlace] === 0) continue;
    const number = nextEvent[keyPlace] as number;
    nextEvent[keyPlace] = number + 1;
    if (type[event] === typeInvoke) {
      const place = next[keyPlace] as number;
      next[keyPlace] = place + 1;
      const origin = originOf[f[event] as number] as number;
      openPlace[who] = place;
      openEvent[who] = event;
      openOrigin[who] = origin;
      invokes[place] = number;
      returns[place] = neverReturns;
      numbers[place] = values.numberOf(event);
      origins[place] = asOpen(origin);
      continue;
    }
    const place = openPlace[who] as number;
    if (type[event] === typeOk) {
      const origin = openOrigin[who] as number;
      const called = openEvent[who] as number;
      returns[place] = number;
      // A read saw what its completion carries, a write set what its call does. Reads and writes mixed would mislead a branch.
      numbers[place] = values.numberOf(called + (origin - fromNothing) * (event - called));
      origins[place] = origin;
    } else if (type[event] === typeFail) {
      origins[place] = fromAbsent;
    }
  }
}

/** Without its return a read is absent (-1 becomes -5), a write has an unknown outcome (-2 stays). */
function asOpen(origin: number): number {
  return origin + (origin - fromNothing) * (fromAbsent - fromRead);
}

/** Numbers the values of each key from 1 on, in the order of their first mention; 0 stays the initial one. */
export class KeyValues {
  private readonly seenBy: Int32Array;
  private readonly numbers: Int32Array;

  constructor(count: number) {
    this.seenBy = new Int32Array(count).fill(-1);
    this.numbers = new Int32Array(count);
  }

  /** Returns how many values the key has. */
  renumber({ values, origins }: ZoneOperations, keyPlace: number, first: number, end: number): number {
    const { seenBy, numbers } = this;
    let count = 1;
    for (let place = first; place < end; place += 1) {
      const value = values[place] as number;
      if (value === 0 || origins[place] === fromAbsent) continue;
      if (seenBy[value] !== keyPlace) {
        seenBy[value] = keyPlace;
        numbers[value] = count;
        count += 1;
      }
      values[place] = numbers[value] as number;
    }
    return count;
  }
}
