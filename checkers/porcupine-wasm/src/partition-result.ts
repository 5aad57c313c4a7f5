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

/** Evidence costs more than most verdicts, so it is found only if somebody looks at it, and once. */
export function invalidResult(base: Omit<PartitionResult, 'verdict' | 'evidence'>, find: () => Evidence): PartitionResult {
  let found: Evidence | undefined;
  return {
    ...base,
    verdict: 'invalid',
    get evidence() {
      found ??= find();
      return found;
    },
  };
}
