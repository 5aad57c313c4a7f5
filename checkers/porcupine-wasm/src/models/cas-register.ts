import { canonical, equal, Numbering } from '../canonical.ts';
import type { Model, Operation } from '../model.ts';
import type { Effect } from '../tier1/effect.ts';
import { describeCas, effectOfCas, interpretCas, stepCas, valuesOfCas } from './cas.ts';

/**
 * A register with compare-and-swap: `read`, `write`, `cas` `[expected, new]`, initially null. A write or cas of unknown outcome may
 * take effect at any later time or never; a failed cas observes that the value differed; a read without an answer says nothing.
 */
export const casRegister: Model = {
  name: 'cas-register',
  init: null,
  step(state: unknown, operation: Operation): unknown {
    if (operation.f === 'read') return equal(state, operation.value) ? state : undefined;
    if (operation.f === 'write') return operation.value;
    return stepCas(state, operation);
  },
  interpret(operation: Operation): Operation | undefined {
    switch (operation.f) {
      case 'read':
        return operation.outcome === 'ok' ? { f: 'read', input: null, value: operation.value, outcome: 'ok' } : undefined;
      case 'write':
        return operation.outcome === 'fail' ? undefined : { f: 'write', input: operation.input, value: operation.input, outcome: 'ok' };
      case 'cas':
        return interpretCas(operation);
      default:
        throw new TypeError(`the cas-register model has no operation '${operation.f}'; it knows read, write, cas`);
    }
  },
  observes: (operation) => operation.f === 'read' || operation.outcome === 'fail',
  classes(operations: readonly Operation[]): (state: unknown) => unknown {
    const observed = new Numbering();
    for (const operation of operations) {
      if (operation.f === 'read') observed.of(operation.value);
      else if (operation.f === 'cas') for (const value of valuesOfCas(operation)) observed.of(value);
    }
    return (state) => (observed.has(state) ? state : unobserved);
  },
  replaces: ({ f }) => f === 'write',
  plain: { read: 'read', write: 'write' },
  effect(operation: Operation): Effect | undefined {
    if (operation.f === 'cas') return effectOfCas(operation);
    return { kind: operation.f === 'read' ? 'read' : 'write', value: operation.value };
  },
  describe(operation: Operation): string {
    if (operation.f === 'cas') return describeCas(operation);
    return operation.f === 'read' ? `read saw ${canonical(operation.value)}` : `write ${canonical(operation.value)}`;
  },
};

const unobserved: unique symbol = Symbol('a value that no operation observes');
