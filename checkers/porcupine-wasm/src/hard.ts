import type { Partition } from './history.ts';
import type { HostedKernel } from './kernel.ts';
import type { Model } from './model.ts';
import { nothingReached } from './reached.ts';
import { type Limits, type SearchResult, search } from './search.ts';

/** How hard each part tries; tests have it try less. */
export interface Effort {
  /** Configurations kept at first. */
  readonly narrowTo: number;
  /** What it may cost to learn whether operations of unknown outcome can help at all: before a narrow search, and if that found nothing. */
  readonly reuseConfigurations: readonly [before: number, after: number];
}

const fullEffort: Effort = { narrowTo: 16, reuseConfigurations: [100_000, 1_000_000] };
/** Of the time, what the narrow search and reuse may have before the whole search. */
const shareBeforeWhole = 0.4;

/**
 * For a partition whose frontier grows wide. A search that keeps the most promising configurations only finds an order fast if there is one, and goes back
 * to come again wider where it kept the wrong ones (assembly/retreat.ts). One that lets operations of unknown outcome be used over and over has few
 * configurations, and what it cannot explain cannot be explained. Where both stop at the same event that event is the first, as in a whole
 * search: the narrow one found an order for all that comes before. If they leave it open, the whole search has the rest of the time.
 */
export function searchHard<State>(
  hosted: HostedKernel,
  model: Model<State>,
  partition: Partition,
  limits: Limits & { readonly effort?: Effort },
): SearchResult {
  const { narrowTo, reuseConfigurations } = limits.effort ?? fullEffort;
  let configurations = 0;
  const started = performance.now();
  const wholeFrom = started + (limits.deadline - started) * shareBeforeWhole;
  const run = (more: Partial<Limits>): SearchResult => {
    const left = Math.max(0, limits.configurations - configurations);
    const result = search(hosted, model, partition, { ...limits, ...more, configurations: Math.min(left, more.configurations ?? left) });
    configurations += result.configurations;
    return { ...result, configurations };
  };
  const [before, after] = reuseConfigurations;
  let reused = run({ reuse: true, configurations: before, deadline: wholeFrom });
  const refutedAt = reused.verdict === 'invalid' ? reused.at : undefined;
  const narrow = run({ narrowTo, deadline: wholeFrom, ...(refutedAt === undefined ? {} : { refutedAt }) });
  if (narrow.verdict === 'valid') return narrow;
  if (narrow.verdict === 'invalid' && (narrow.certain || narrow.at === refutedAt)) return narrow;
  if (reused.verdict === 'unknown') {
    // It takes the place of the narrow search in memory, so what that reached is read before.
    const reached = narrow.verdict === 'invalid' ? narrow.reached() : nothingReached;
    reused = run({ reuse: true, configurations: after, deadline: wholeFrom });
    const isSame = narrow.verdict === 'invalid' && reused.verdict === 'invalid' && narrow.at === reused.at;
    if (isSame) return { ...narrow, configurations, reached: () => reached };
  }
  const whole = run({});
  // Certainly invalid, if not at this event then before. Its order is none, since it may hold an operation twice.
  if (whole.verdict === 'unknown' && reused.verdict === 'invalid') return { ...reused, configurations, reached: () => nothingReached };
  return whole;
}
