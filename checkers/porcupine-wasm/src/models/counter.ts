import { canonical } from '../canonical.ts';
import { sums } from '../forgetting/index.ts';
import type { Model, Operation } from '../model.ts';
import { asEffect, asObservation, asWholeNumber, unknownOperation } from './effect.ts';

/**
 * A counter: `add` a whole number, which may be negative; `read` sees the sum. Initially 0, and null is read as 0. Broken: an add
 * that was lost or counted twice, a sum that goes back. An add of unknown outcome may take effect at any later time or never; a
 * failed one had none; a read without an answer says nothing. The counter of Jepsen's `counter` workload, but exact where Jepsen's
 * checker compares bounds.
 */
export const counter: Model<number> = {
  name: 'counter',
  init: 0,
  initFrom: (value) => asWholeNumber(value ?? 0, 'the initial value of a counter'),
  step(state, { f, value }) {
    if (f === 'read') return value === state ? state : undefined;
    const sum = state + (value as number);
    if (!Number.isSafeInteger(sum)) throw new RangeError(`the sum of a counter left the whole numbers that are exact: ${state} + ${value}`);
    return sum === 0 ? 0 : sum;
  },
  interpret(operation: Operation): Operation | undefined {
    if (operation.f === 'add') {
      asWholeNumber(operation.input, 'the value of an add');
      return asEffect(operation);
    }
    if (operation.f !== 'read') throw unknownOperation('counter', operation.f, 'add, read');
    const read = asObservation(operation);
    return read === undefined ? undefined : { ...read, value: asWholeNumber(read.value ?? 0, 'what a read of a counter saw') + 0 };
  },
  observes: ({ f }) => f === 'read',
  classes,
  unknownSaysLess: true,
  forgetting: sums,
  describe: ({ f, value }) => (f === 'read' ? `read saw ${canonical(value)}` : `add ${canonical(value)}`),
};

const outOfSight: unique symbol = Symbol('a sum that no read can match any more');

/** Where every add goes the same way, a sum that has passed all that was read is never seen again. */
function classes(operations: readonly Operation[]): (state: number) => unknown {
  let greatest = Number.NEGATIVE_INFINITY;
  let least = Number.POSITIVE_INFINITY;
  let rises = false;
  let falls = false;
  for (const { f, value } of operations) {
    const number = value as number;
    if (f === 'read') {
      greatest = Math.max(greatest, number);
      least = Math.min(least, number);
    } else {
      rises ||= number > 0;
      falls ||= number < 0;
    }
  }
  return (state) => ((!falls && state > greatest) || (!rises && state < least) ? outOfSight : state);
}
