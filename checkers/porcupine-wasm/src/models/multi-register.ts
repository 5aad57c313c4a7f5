import { canonical, equal, identity } from '../canonical.ts';
import { registers } from '../forgetting/index.ts';
import type { Model, Operation } from '../model.ts';
import { asArray, unknownOperation } from './effect.ts';

/** The registers that are not null. */
export type Registers = Readonly<Record<string, unknown>>;

type Access = readonly [kind: 'r' | 'w', register: string, value: unknown];

/**
 * Several registers that one transaction reads and writes at once: `txn` with an array of `['r', register, null]` and `['w', register,
 * value]` (or 'read' and 'write'), whose completion repeats it with the values that the reads saw. `read` and `write` of a `key` are
 * transactions of one access. A transaction sees its own writes. Initially all null, or as an initial object says; the names 1 and "1"
 * are one. Broken: a transaction that was seen in part, two that saw each other's past, one that read what was overwritten before it
 * began: this is strict serializability. A transaction of unknown outcome may take effect at any later time, as a whole, or never, and
 * what it read says nothing; a failed one had no effect. All keys are one partition. The multi-register of Knossos.
 */
export const multiRegister: Model<Registers> = {
  name: 'multi-register',
  init: {},
  initFrom(value) {
    if (typeof value !== 'object' || Array.isArray(value))
      throw new TypeError(`expected the initial registers to be an object, got ${canonical(value)}`);
    return Object.fromEntries(Object.entries(value ?? {}).filter(([, item]) => item !== null));
  },
  step(state, { value }) {
    let next: Record<string, unknown> | undefined;
    for (const [kind, register, item] of value as readonly Access[]) {
      const from = next ?? state;
      const current = Object.hasOwn(from, register) ? from[register] : null;
      if (kind === 'r') {
        if (!equal(current, item)) return undefined;
        continue;
      }
      next ??= { ...state };
      if (item === null) delete next[register];
      else Object.defineProperty(next, register, { value: item, enumerable: true, configurable: true, writable: true });
    }
    return next ?? state;
  },
  partition: () => '',
  interpret,
  observes: ({ value }) => (value as readonly Access[]).every(([kind]) => kind === 'r'),
  classes,
  unknownSaysLess: true,
  forgetting: registers,
  describe: ({ value }) => (value as readonly Access[]).map(describeAccess).join(', '),
};

function interpret(operation: Operation): Operation | undefined {
  const { outcome } = operation;
  const invoked = accessesOf(operation, operation.input);
  if (outcome === 'fail') return undefined;
  const writes = invoked.filter(([kind]) => kind === 'w');
  if (outcome === 'unknown') return { f: 'txn', input: null, value: writes, outcome: 'ok' };
  const completed = operation.f === 'write' ? invoked : accessesOf(operation, operation.value);
  const repeats = completed.length === invoked.length && completed.every((access, i) => isAnswer(access, invoked[i]));
  if (!repeats) throw new TypeError(`expected the completion to repeat ${canonical(operation.input)}, got ${canonical(operation.value)}`);
  return { f: 'txn', input: null, value: completed, outcome };
}

function accessesOf({ f, key }: Operation, value: unknown): Access[] {
  if (f === 'txn') return asArray(value, 'the value of a txn').map(asAccess);
  if (f !== 'read' && f !== 'write') throw unknownOperation('multi-register', f, 'txn, read, write');
  return [[f === 'read' ? 'r' : 'w', key ?? '', value]];
}

function asAccess(access: unknown): Access {
  const [kind, register, value] = Array.isArray(access) ? access : [];
  const named = typeof register === 'string' || typeof register === 'number';
  if (named && (kind === 'r' || kind === 'read')) return ['r', String(register), value ?? null];
  if (named && (kind === 'w' || kind === 'write')) return ['w', String(register), value ?? null];
  throw new TypeError(`expected a part of a txn to be ['r' or 'w', register, value], got ${canonical(access)}`);
}

function isAnswer([kind, register, value]: Access, asked: Access | undefined): boolean {
  return asked !== undefined && kind === asked[0] && register === asked[1] && (kind === 'r' || equal(value, asked[2]));
}

/** What counts is, for each register that anything reads, which of the values read it holds, or that it holds none of them. */
function classes(operations: readonly Operation[]): (state: Registers) => unknown {
  const read = new Map<string, Set<unknown>>();
  for (const { value } of operations) {
    for (const [kind, register, item] of value as readonly Access[]) {
      if (kind === 'r') read.set(register, (read.get(register) ?? new Set()).add(identity(item)));
    }
  }
  return (state) =>
    [...read].map(([register, values]) => {
      const value = Object.hasOwn(state, register) ? state[register] : null;
      return values.has(identity(value)) ? [value] : [];
    });
}

function describeAccess([kind, register, value]: Access): string {
  return kind === 'r' ? `read ${register} saw ${canonical(value)}` : `write ${canonical(value)} to ${register}`;
}
