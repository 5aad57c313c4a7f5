import { canonical, equal, identity } from '../canonical.ts';
import { versions } from '../forgetting/index.ts';
import type { Model, Operation } from '../model.ts';
import { interpretCas } from './cas.ts';
import { unknownOperation } from './effect.ts';

/** Version and value. A version of null, in what an operation was told, says that it was not told. */
export type Versioned = readonly [version: number | null, value: unknown];

/**
 * A register that counts its changes: `read` sees `[version, value]`; `write` a value and `cas` `[expected, new]` each add one to the
 * version, and their completion may tell it, as `[version, value]`. Initially `[0, null]`; an initial value that is no such pair has
 * version 0. A completion that repeats the argument, or is null, tells nothing, nor does a version of null. Broken: what breaks a
 * cas-register, and a version that was skipped, used twice or went back. A write or cas of unknown outcome may take effect at any later
 * time or never, and versions tell which; a failed cas observes that the value differed, and was the pair `seen` if it says so; a read
 * without an answer says nothing. The versioned register of Jepsen's etcd tests.
 */
export const versionedRegister: Model<Versioned> = {
  name: 'versioned-register',
  init: [0, null],
  initFrom: (value) => (isVersioned(value) && value[0] !== null ? value : [0, value]),
  step(state, operation) {
    const [version, value] = state;
    const [told, content] = operation.value as Versioned;
    if (operation.f === 'read') return matches(state, [told, content]) ? state : undefined;
    if (operation.outcome === 'fail') {
      const isSeen = operation.seen === undefined || matches(state, operation.seen as Versioned);
      return isSeen && !equal(value, (content as readonly unknown[])[0]) ? state : undefined;
    }
    const next = (version ?? 0) + 1;
    if (told !== null && told !== next) return undefined;
    if (operation.f === 'write') return [next, content];
    const [expected, wanted] = content as readonly [unknown, unknown];
    return equal(value, expected) ? [next, wanted] : undefined;
  },
  interpret(operation: Operation): Operation | undefined {
    const { f, input, value, outcome } = operation;
    switch (f) {
      case 'read':
        return outcome === 'ok' ? { f, input: null, value: pair(value, 'what a read saw'), outcome } : undefined;
      case 'write':
        if (outcome === 'fail') return undefined;
        return { f, input: null, value: [outcome === 'ok' ? versionOf(value, input, input) : null, input], outcome: 'ok' };
      case 'cas':
        return interpretVersionedCas(operation);
      default:
        throw unknownOperation('versioned-register', f, 'read, write, cas');
    }
  },
  observes: (operation) => operation.f === 'read' || operation.outcome === 'fail',
  classes,
  unknownSaysLess: true,
  forgetting: versions,
  describe(operation: Operation): string {
    const [version, content] = operation.value as Versioned;
    const at = version === null ? '' : ` at version ${version}`;
    if (operation.f === 'read') return `read saw ${canonical(content)}${at}`;
    if (operation.f === 'write') return `write ${canonical(content)}${at}`;
    const [expected, wanted] = content as readonly [unknown, unknown];
    if (operation.outcome === 'ok') return `cas from ${canonical(expected)} to ${canonical(wanted)}${at}`;
    return `cas from ${canonical(expected)} failed${operation.seen === undefined ? '' : ` because it met ${canonical(operation.seen)}`}`;
  },
};

function interpretVersionedCas(operation: Operation): Operation | undefined {
  const cas = interpretCas(operation);
  if (cas === undefined) return undefined;
  const [, wanted] = operation.input as readonly [unknown, unknown];
  const told = operation.outcome === 'ok' ? versionOf(operation.value, operation.input, wanted) : null;
  const versioned: Operation = { f: 'cas', input: null, value: [told, cas.value], outcome: cas.outcome };
  return cas.seen === undefined ? versioned : { ...versioned, seen: pair(cas.seen, 'what a failed cas met') };
}

function matches([version, value]: Versioned, [told, seen]: Versioned): boolean {
  return (told === null || told === version) && equal(value, seen);
}

function versionOf(completion: unknown, input: unknown, value: unknown): number | null {
  if (completion === null || equal(completion, input)) return null;
  if (isVersioned(completion) && equal(completion[1], value)) return completion[0];
  throw new TypeError(`expected the completion to be [version, ${canonical(value)}] or the argument, got ${canonical(completion)}`);
}

/** Null is what a store says that has nothing yet. */
function pair(value: unknown, what: string): Versioned {
  if (value === null) return [null, null];
  if (isVersioned(value)) return value;
  throw new TypeError(`expected ${what} to be [version, value], got ${canonical(value)}`);
}

function isVersioned(value: unknown): value is Versioned {
  return Array.isArray(value) && value.length === 2 && (value[0] === null || Number.isSafeInteger(value[0]));
}

/**
 * A value matters at a version only if something saw it there, or something sees it whatever the version; versions grow, so those
 * beyond all that anybody was told are one.
 */
function classes(operations: readonly Operation[]): (state: Versioned) => unknown {
  const seen = new Set<unknown>();
  const seenAt = new Map<number, Set<unknown>>();
  let greatest = 0;
  const sees = ([version, value]: Versioned): void => {
    if (version === null) seen.add(identity(value));
    else seenAt.set(version, (seenAt.get(version) ?? new Set()).add(identity(value)));
  };
  for (const { f, value, seen: met } of operations) {
    const [version, content] = value as Versioned;
    greatest = Math.max(greatest, version ?? 0, (met as Versioned | undefined)?.[0] ?? 0);
    if (f === 'read') sees([version, content]);
    if (f === 'cas') seen.add(identity((content as readonly unknown[])[0]));
    if (met !== undefined) sees(met as Versioned);
  }
  return ([version, value]) => {
    const at = Math.min(version ?? 0, greatest + 1);
    const id = identity(value);
    return seen.has(id) || seenAt.get(version ?? 0)?.has(id) ? [at, value] : [at];
  };
}
