import { canonical } from '../canonical.ts';
import type { Operation } from '../model.ts';

/** A change as `step` wants it: nothing if it failed; one of unknown outcome as it would be had it happened. */
export function asEffect({ f, input, outcome }: Operation): Operation | undefined {
  return outcome === 'fail' ? undefined : { f, input, value: input, outcome: 'ok' };
}

/** An observation as `step` wants it: nothing unless it was answered. */
export function asObservation({ f, value, outcome }: Operation): Operation | undefined {
  return outcome === 'ok' ? { f, input: null, value, outcome } : undefined;
}

export function unknownOperation(model: string, f: string, known: string): TypeError {
  return new TypeError(`the ${model} model has no operation '${f}'; it knows ${known}`);
}

export function asArray(value: unknown, what: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new TypeError(`expected ${what} to be an array, got ${canonical(value)}`);
  return value;
}

/** Whole numbers only: sums of fractions depend on their order, which no specification means. */
export function asWholeNumber(value: unknown, what: string): number {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  throw new TypeError(`expected ${what} to be a whole number, got ${canonical(value)}`);
}
