import { canonical, equal, Numbering } from '../canonical.ts';
import { tokens } from '../forgetting/index.ts';
import type { Model, Operation } from '../model.ts';
import type { Effect } from '../tier1/effect.ts';
import { describeCas, effectOfCas, interpretCas, stepCas, valuesOfCas } from './cas.ts';

/**
 * One key of a key-value store: `get`, `put`, `append`, `delete`, `cas` `[expected, new]` over JSON values, initially null. Append
 * concatenates strings, takes null for "", and never succeeds on anything else; delete sets null. Writes of unknown outcome may
 * take effect at any later time or never; a failed cas observes that the value differed; a get without an answer says nothing.
 */
export const kv: Model = {
  name: 'kv',
  init: null,
  step(state: unknown, operation: Operation): unknown {
    switch (operation.f) {
      case 'get':
        return equal(state, operation.value) ? state : undefined;
      case 'put':
        return operation.value;
      case 'delete':
        return null;
      case 'append':
        return state === null || typeof state === 'string' ? `${state ?? ''}${operation.value}` : undefined;
      default:
        return stepCas(state, operation);
    }
  },
  interpret(operation: Operation): Operation | undefined {
    const { f, input, outcome } = operation;
    switch (f) {
      case 'get':
        return outcome === 'ok' ? { f, input: null, value: operation.value, outcome } : undefined;
      case 'append':
        if (typeof input !== 'string') throw new TypeError(`expected the value of an append to be a string, got ${canonical(input)}`);
        return outcome === 'fail' ? undefined : { f, input, value: input, outcome: 'ok' };
      case 'put':
        return outcome === 'fail' ? undefined : { f, input, value: input, outcome: 'ok' };
      case 'delete':
        return outcome === 'fail' ? undefined : { f, input: null, value: null, outcome: 'ok' };
      case 'cas':
        return interpretCas(operation);
      default:
        throw new TypeError(`the kv model has no operation '${f}'; it knows get, put, append, delete, cas`);
    }
  },
  observes: (operation) => operation.f === 'get' || operation.outcome === 'fail',
  classes,
  unknownSaysLess: true,
  forgetting: tokens,
  replaces: ({ f }) => f === 'put' || f === 'delete',
  always,
  plain: { get: 'read', put: 'write' },
  effect(operation: Operation): Effect | undefined {
    if (operation.f === 'cas') return effectOfCas(operation);
    if (operation.f === 'get') return { kind: 'read', value: operation.value };
    if (operation.f === 'append') return { kind: 'append', value: String(operation.value) };
    return { kind: 'write', value: operation.value };
  },
  describe(operation: Operation): string {
    if (operation.f === 'cas') return describeCas(operation);
    if (operation.f === 'delete') return 'delete';
    return operation.f === 'get' ? `get saw ${canonical(operation.value)}` : `${operation.f} ${canonical(operation.value)}`;
  },
};

/** An append is always possible if nothing but strings can ever be there. */
function always(operations: readonly Operation[], init: unknown): (operation: Operation) => boolean {
  const stringsOnly = isText(init) && operations.every(leavesText);
  return ({ f }) => f === 'append' && stringsOnly;
}

function leavesText({ f, value, outcome }: Operation): boolean {
  if (f === 'put') return isText(value);
  return f !== 'cas' || outcome !== 'ok' || isText((value as readonly unknown[])[1]);
}

function isText(value: unknown): boolean {
  return value === null || typeof value === 'string';
}

const unobservedString: unique symbol = Symbol('a string that no observed string begins with');
const unobservedOther: unique symbol = Symbol('a value that no operation observes, and no string');

/**
 * A string that no observed string begins with stays so however much is appended, so all such strings behave alike until they are
 * replaced. Other values that nobody observes are alike too, but not like strings: an append cannot succeed on them.
 */
function classes(operations: readonly Operation[]): (state: unknown) => unknown {
  const observed = new Numbering();
  const strings: string[] = [];
  const observe = (value: unknown): void => {
    const { size } = observed;
    if (observed.of(value) === size && typeof value === 'string') strings.push(value);
  };
  for (const operation of operations) {
    if (operation.f === 'get') observe(operation.value);
    else if (operation.f === 'cas') valuesOfCas(operation).forEach(observe);
  }
  strings.sort();
  return (state) => {
    if (state === null) return state;
    if (typeof state === 'string') return beginsOne(state, strings) ? state : unobservedString;
    return observed.has(state) ? state : unobservedOther;
  };
}

/** Whether one of the sorted strings begins with this one. Those that do stand together, at the place where it would be put. */
function beginsOne(prefix: string, sorted: readonly string[]): boolean {
  let from = 0;
  let to = sorted.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((sorted[middle] ?? '') < prefix) from = middle + 1;
    else to = middle;
  }
  return sorted[from]?.startsWith(prefix) ?? false;
}
