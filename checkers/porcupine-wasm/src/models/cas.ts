import { canonical, equal } from '../canonical.ts';
import type { Operation } from '../model.ts';
import type { Effect } from '../tier1/effect.ts';

/**
 * Compare-and-swap `[expected, new]`, the same in every model that has it. It is an observation if it failed because the value
 * differed: with no error or with `precondition-failed`. If it says what it met (`seen`), that was the value; any other failure says nothing.
 */
export function interpretCas(operation: Operation): Operation | undefined {
  const { input } = operation;
  if (!Array.isArray(input) || input.length !== 2) {
    throw new TypeError(`expected the value of a cas to be [expected, new], got ${canonical(input)}`);
  }
  if (operation.outcome !== 'fail') return { f: 'cas', input, value: input, outcome: 'ok' };
  if (operation.error !== undefined && operation.error !== 'precondition-failed') return undefined;
  // What a failed cas would have written does not matter, so equal observations become one.
  const observed: Operation = { f: 'cas', input: null, value: [input[0], null], outcome: 'fail' };
  return operation.seen === undefined ? observed : { ...observed, seen: operation.seen };
}

/** The value after it; undefined if it cannot have gone so. */
export function stepCas(value: unknown, operation: Operation): unknown {
  const [expected, next] = operation.value as readonly [unknown, unknown];
  if (operation.outcome === 'ok') return equal(value, expected) ? next : undefined;
  if (equal(value, expected)) return undefined;
  return operation.seen === undefined || equal(value, operation.seen) ? value : undefined;
}

/** What it does to the value, for `Model.effect`. */
export function effectOfCas(operation: Operation): Effect | undefined {
  const [expected, value] = operation.value as readonly [unknown, unknown];
  if (operation.outcome === 'ok') return { kind: 'swap', expected, value };
  if (operation.seen === undefined) return { kind: 'differs', value: expected };
  return equal(operation.seen, expected) ? undefined : { kind: 'read', value: operation.seen };
}

/** The values that a compare-and-swap can tell from others. */
export function valuesOfCas(operation: Operation): unknown[] {
  const [expected] = operation.value as readonly [unknown, unknown];
  return operation.seen === undefined ? [expected] : [expected, operation.seen];
}

export function describeCas(operation: Operation): string {
  const [expected, next] = operation.value as readonly [unknown, unknown];
  if (operation.outcome === 'ok') return `cas from ${canonical(expected)} to ${canonical(next)}`;
  const met = operation.seen === undefined ? '' : ` because it met ${canonical(operation.seen)}`;
  return `cas from ${canonical(expected)} failed${met}`;
}
