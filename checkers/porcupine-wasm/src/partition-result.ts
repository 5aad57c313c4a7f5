import type { Evidence } from './evidence.ts';

export type Verdict = 'valid' | 'invalid' | 'unknown';

export interface PartitionResult {
  readonly key: string;
  readonly verdict: Verdict;
  /** Why the verdict is `unknown`: which budget was spent and where. */
  readonly reason?: string;
  readonly operations: number;
  readonly configurations: number;
  /** Only where the verdict is `invalid`. Found when it is first looked at, within the same budgets once more. */
  readonly evidence?: Evidence;
}

/** How an invalid result finds its evidence, then what it found: neither listed nor copied. */
const source: unique symbol = Symbol('evidence, or how to find it');

interface WithSource {
  [source]: Evidence | (() => Evidence);
}

/** One for all results: an accessor of its own would cost each of them a hidden class. */
const lazily: PropertyDescriptor = {
  enumerable: true,
  configurable: true,
  get(this: WithSource) {
    const found = this[source];
    if (typeof found !== 'function') return found;
    const evidence = found();
    this[source] = evidence;
    return evidence;
  },
};

/** Evidence costs more than most verdicts, so it is found only if somebody looks at it, and once. */
export function invalidResult(key: string, operations: number, configurations: number, find: () => Evidence): PartitionResult {
  const result = { key, verdict: 'invalid' as const, operations, configurations };
  Object.defineProperty(result, source, { value: find, writable: true });
  return Object.defineProperty(result, 'evidence', lazily);
}
