/**
 * Every model once more, as plainly as it can be said: all states that may follow a call. Written apart from src/models and sharing
 * nothing with it.
 */
import type { HistoryEvent } from '../history.ts';

export interface Call {
  readonly event: HistoryEvent;
  readonly invoke: number;
  readonly end?: HistoryEvent;
  readonly complete?: number;
}

export interface Specification {
  /** Calls that never change anything. */
  readonly reads: readonly string[];
  /** Whether keys cannot be judged apart. */
  readonly isWhole?: boolean;
  /** From an initial value as JSON. */
  start(init: unknown): unknown;
  /** None if the call cannot have gone so. `isUnknown`: nothing of its completion counts. */
  after(state: unknown, call: Call, isUnknown: boolean): unknown[];
}

function cell(reads: string): Specification {
  return {
    reads: [reads],
    start: (init) => init,
    after(state, { event, end }) {
      switch (event.f) {
        case 'read':
        case 'get':
          return same(state, end?.value ?? null) ? [state] : [];
        case 'write':
        case 'put':
          return [event.value];
        case 'delete':
          return [null];
        case 'append':
          if (state === null) return [event.value];
          return typeof state === 'string' ? [state + String(event.value)] : [];
        default: {
          const [expected, wanted] = event.value as [unknown, unknown];
          if (end?.type !== 'fail') return same(state, expected) ? [wanted] : [];
          return !same(state, expected) && (end.seen === undefined || same(end.seen, state)) ? [state] : [];
        }
      }
    },
  };
}

const versioned: Specification = {
  reads: ['read'],
  start: (init) => ({ version: 0, value: init }),
  after(state, { event, end }, isUnknown) {
    const { version, value } = state as { version: number; value: unknown };
    const shows = (told: unknown): boolean => {
      const [toldVersion, toldValue] = (told ?? [null, null]) as [number | null, unknown];
      return same(toldValue, value) && (toldVersion === null || toldVersion === version);
    };
    if (event.f === 'read') return shows(end?.value) ? [state] : [];
    const [expected, wanted] = event.f === 'cas' ? (event.value as [unknown, unknown]) : [undefined, event.value];
    if (end?.type === 'fail') return !same(expected, value) && (end.seen === undefined || shows(end.seen)) ? [state] : [];
    if (event.f === 'cas' && !same(expected, value)) return [];
    const saysNothing = isUnknown || end?.value === undefined || end.value === null || same(end.value, event.value);
    const told = saysNothing ? null : (end.value as [number | null, unknown])[0];
    return told === null || told === version + 1 ? [{ version: version + 1, value: wanted }] : [];
  },
};

const set: Specification = {
  reads: ['read'],
  start: (init) => ((init ?? []) as unknown[]).map((item) => JSON.stringify(item)).sort(),
  after(state, { event, end }) {
    const items = new Set(state as string[]);
    if (event.f === 'read') {
      const read = ((end?.value ?? []) as unknown[]).map((item) => JSON.stringify(item));
      return read.length === items.size && read.every((item) => items.delete(item)) ? [state] : [];
    }
    if (event.f === 'add') items.add(JSON.stringify(event.value));
    else items.delete(JSON.stringify(event.value));
    return [[...items].sort()];
  },
};

const counter: Specification = {
  reads: ['read'],
  start: (init) => init ?? 0,
  after(state, { event, end }) {
    if (event.f === 'add') return [Number(state) + Number(event.value)];
    return Number(end?.value ?? 0) === state ? [state] : [];
  },
};

/** `next` says which element is taken: its place among those that are there, in order of their arrival. */
function taking(put: string, next: (items: readonly unknown[]) => number): Specification {
  return {
    reads: [],
    start: (init) => init ?? [],
    after(state, { event, end }, isUnknown) {
      const items = state as readonly unknown[];
      if (event.f === put) return [[...items, event.value]];
      const got = end?.value ?? null;
      if (items.length === 0) return isUnknown || got === null ? [items] : [];
      const at = next(items);
      return isUnknown || (got !== null && same(got, items[at])) ? [items.filter((_, i) => i !== at)] : [];
    },
  };
}

const mutex: Specification = {
  reads: [],
  start: (init) => (init === null ? [] : [init]),
  after(state, { event }) {
    const holders = state as unknown[];
    const who = event.value ?? null;
    if (event.f === 'acquire') return holders.length === 0 ? [[who]] : [];
    if (holders.length === 0) return [];
    return who === null || holders[0] === null || same(who, holders[0]) ? [[]] : [];
  },
};

/** Tokens that a grant nobody saw is tried with. Histories have theirs well within. */
const leastToken = -6;
const greatestToken = 16;

const lease: Specification = {
  reads: [],
  start: (init) => ({ newest: init, held: false }),
  after(state, { event, end }, isUnknown) {
    const { newest, held } = state as { newest: number | null; held: boolean };
    if (event.f === 'release') {
      const token = (event.value ?? newest) as number;
      return held && token === newest ? [{ newest, held: false }] : [];
    }
    const isNewer = (token: number): boolean => newest === null || token > newest;
    const grant = (token: number): unknown => ({ newest: token, held: true });
    if (!isUnknown) return isNewer(Number(end?.value)) ? [grant(Number(end?.value))] : [];
    const tokens = Array.from({ length: greatestToken - leastToken }, (_, i) => leastToken + i);
    return tokens.filter(isNewer).map(grant);
  },
};

const multiRegister: Specification = {
  reads: ['read'],
  isWhole: true,
  start: (init) => init ?? {},
  after(state, { event, end }, isUnknown) {
    const registers = new Map(Object.entries(state as Record<string, unknown>));
    const accesses = (value: unknown): [string, unknown, unknown][] =>
      event.f === 'txn' ? (value as [string, unknown, unknown][]) : [[event.f, event.key, value]];
    const done = accesses(isUnknown || event.f === 'write' ? event.value : end?.value);
    for (const [kind, name, value] of done) {
      const register = String(name);
      if (kind.startsWith('w')) registers.set(register, value);
      else if (!isUnknown && !same(registers.get(register) ?? null, value ?? null)) return [];
    }
    const sorted = [...registers].filter(([, value]) => value !== null).sort(([a], [b]) => (a < b ? -1 : 1));
    return [Object.fromEntries(sorted)];
  },
};

const log: Specification = {
  reads: ['read'],
  start: (init) => init ?? [],
  after(state, { event, end }, isUnknown) {
    const entries = state as unknown[];
    if (event.f === 'read') return same(entries.slice(Number(event.value ?? 0)), end?.value ?? []) ? [state] : [];
    const told = end?.value ?? null;
    const saysWhere = !isUnknown && told !== null && !same(told, event.value);
    return saysWhere && (told as [number])[0] !== entries.length ? [] : [[...entries, event.value]];
  },
};

const least = (items: readonly unknown[]): number => items.indexOf(items.reduce((a, b) => (Number(b) < Number(a) ? b : a)));

export const specifications = {
  register: cell('read'),
  'cas-register': cell('read'),
  'versioned-register': versioned,
  kv: cell('get'),
  set,
  counter,
  queue: taking('enqueue', () => 0),
  stack: taking('push', (items) => items.length - 1),
  'priority-queue': taking('enqueue', least),
  mutex,
  lease,
  'multi-register': multiRegister,
  log,
} satisfies Readonly<Record<string, Specification>>;

function same(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  const x = a as Record<string, unknown>;
  const y = b as Record<string, unknown>;
  const keys = Object.keys(x);
  return keys.length === Object.keys(y).length && keys.every((key) => same(x[key], y[key]));
}
