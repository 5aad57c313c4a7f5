import type { Workload } from '../core/index.ts';

/** Reads and writes of one key in turn. */
export const kvWorkload: Workload = {
  name: 'kv',
  description: 'for tests',
  about: { property: 'none', broken: 'nothing', cannotSee: 'everything', from: 'here' },
  model: 'kv',
  checkers: [],
  defaults: { name: 'kv', keyCount: 1, operationsPerRotation: 1000, mix: {} },
  operation: ({ ordinal }) =>
    ordinal % 2 === 0 ? { f: 'get', key: 'k', value: null, readOnly: true } : { f: 'put', key: 'k', value: ordinal, readOnly: false },
  finalRead: (key) => ({ f: 'get', key, value: null, readOnly: true }),
  reveals: () => undefined,
};
