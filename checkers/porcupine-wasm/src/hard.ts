import type { Partition } from './history.ts';
import type { HostedKernel } from './kernel.ts';
import type { Model } from './model.ts';
import { nothingReached } from './reached.ts';
import { type Limits, type SearchResult, search } from './search.ts';

/** Frontiers that are tried before the whole one. */
const widths = [16, 64, 1024] as const;
/** What it may cost to learn whether operations of unknown outcome can help at all. */
const reuseConfigurations = 500_000;

/**
 * For a partition whose frontier grows wide. A search that keeps the most promising configurations only finds an order fast if there is one. One that lets
 * operations of unknown outcome be used over and over has few configurations, and what it cannot explain cannot be explained. Where both stop
 * at the same event that event is the first, as in a whole search. If they leave it open, the whole search has the second half of the time.
 */
export function searchHard<State>(hosted: HostedKernel, model: Model<State>, partition: Partition, limits: Limits): SearchResult {
  let configurations = 0;
  const started = performance.now();
  const half = started + (limits.deadline - started) / 2;
  const run = (more: Partial<Limits>): SearchResult => {
    const left = Math.max(0, limits.configurations - configurations);
    const result = search(hosted, model, partition, { ...limits, ...more, configurations: Math.min(left, more.configurations ?? left) });
    configurations += result.configurations;
    return { ...result, configurations };
  };
  const reused = run({ reuse: true, configurations: reuseConfigurations, deadline: half });
  for (const narrowTo of widths) {
    const result = run({ narrowTo, deadline: half });
    if (result.verdict === 'valid') return result;
    if (result.verdict === 'unknown') break;
    if (result.certain || (reused.verdict === 'invalid' && reused.at === result.at)) return result;
  }
  const whole = run({});
  // Certainly invalid, if not at this event then before. Its order is none, since it may hold an operation twice.
  if (whole.verdict === 'unknown' && reused.verdict === 'invalid') return { ...reused, configurations, reached: () => nothingReached };
  return whole;
}
