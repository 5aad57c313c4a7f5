import { Numbering } from '../canonical.ts';
import { type Columns, isNothing, nothing } from './columns.ts';

/** Values as small numbers: 0 for the initial one, 1 for null where that is another. */
export interface NumberedValues {
  /** Of the event with this place in the columns. */
  numberOf(event: number): number;
  readonly count: number;
}

/** Numbers are taken as they are while there are no more than so many of them for each event, and counted out otherwise. */
export const spreadLimit = 4;
/** The numbers of the initial value and of null. */
export const reserved = 2;

/** Undefined where two numbers stand for one value (the table repeats itself, or holds null), or one for none. */
export function numberValues(columns: Columns, init: unknown): NumberedValues | undefined {
  const initial = initialNumber(columns, init);
  if (initial === undefined) return undefined;
  const { value, values } = columns;
  const nullNumber = (init ?? null) === null ? 0 : 1;
  const { least, most, whole } = value instanceof Int32Array ? rangeOfIntegers(value) : rangeOf(value);
  if (values !== undefined && least <= most && (!whole || least < 0 || most >= values.length)) return undefined;
  if (least > most) return { count: reserved, numberOf: () => nullNumber };
  if (whole && most - least <= spreadLimit * value.length) {
    // The distance first: it is exact whatever the numbers are, where 2 - least may not be.
    const numberOf = (event: number): number => {
      const raw = value[event] as number;
      return isNothing(raw) ? nullNumber : raw === initial ? 0 : raw - least + reserved;
    };
    return { count: most - least + 1 + reserved, numberOf };
  }
  return countOut(value, initial, nullNumber);
}

interface Range {
  readonly least: number;
  readonly most: number;
  readonly whole: boolean;
}

/** The range of all but `nothing`; empty (`least` above `most`) if there is nothing else. */
export function rangeOfIntegers(value: Int32Array): Range {
  let least = 0x7fffffff;
  let most = nothing;
  for (let event = 0; event < value.length; event += 1) {
    const raw = value[event] as number;
    if (raw > most) most = raw;
    if (raw < least && raw !== nothing) least = raw;
  }
  return { least, most, whole: true };
}

function rangeOf(value: Float64Array): Range {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  let whole = true;
  for (let event = 0; event < value.length; event += 1) {
    const raw = value[event] as number;
    if (isNothing(raw)) continue;
    if (raw < least) least = raw;
    if (raw > most) most = raw;
    if (raw !== Math.floor(raw)) whole = false;
  }
  return { least, most, whole };
}

function countOut(value: Columns['value'], initial: number, nullNumber: number): NumberedValues {
  const numbers = new Int32Array(value.length);
  const known = new Map<number, number>([[initial, 0]]);
  let count = reserved;
  for (let event = 0; event < value.length; event += 1) {
    const raw = value[event] as number;
    let number = isNothing(raw) ? nullNumber : known.get(raw);
    if (number === undefined) {
      number = count;
      count += 1;
      known.set(raw, number);
    }
    numbers[event] = number;
  }
  return { count, numberOf: (event) => numbers[event] as number };
}

/** How the columns write the initial value; NaN, which equals nothing, where they do not; undefined for a table that holds null or repeats itself. */
export function initialNumber({ values }: Columns, init: unknown): number | undefined {
  if (values === undefined) return typeof init === 'number' ? init : Number.NaN;
  const places = new Numbering();
  for (const value of values) {
    if (value === null || value === undefined) return undefined;
    places.of(value);
  }
  if (places.size < values.length) return undefined;
  return places.has(init) ? places.of(init) : Number.NaN;
}
