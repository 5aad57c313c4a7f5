import { type Columns, checkColumns, columnsOf, eventsNamed, isColumns } from './columns/index.ts';
import { type Evidence, evidence } from './evidence.ts';
import { remember, rememberHow } from './explain/context.ts';
import { searchHard } from './hard.ts';
import { type HistoryEvent, type Partition, partition } from './history.ts';
import { mustBeBudgets, mustBeHistory, mustBeModel } from './input-rules.ts';
import { type HostedKernel, withKernel } from './kernel.ts';
import type { Model } from './model.ts';
import { invalidResult, type PartitionResult, type Verdict } from './partition-result.ts';
import { nothingReached } from './reached.ts';
import { type Limits, type SearchResult, search } from './search.ts';
import { judgeAtOnce } from './tier1/judge.ts';

/** Budgets of one check, for all partitions together. A spent budget makes `unknown`, never a wrong verdict. */
export interface CheckOptions {
  /** Default 60,000. */
  readonly timeMs?: number;
  /** Of the search and of the states it knows. Default 1 GiB; at most 4 GiB can be used. */
  readonly memoryBytes?: number;
  /** Configurations tried for each partition; unlike time it decides the same on every machine. Default: no limit. */
  readonly configurations?: number;
}

export interface CheckResult {
  /** `invalid` if any partition is, else `unknown` if any is. */
  readonly verdict: Verdict;
  /** In order of their first operation. */
  readonly partitions: readonly PartitionResult[];
  readonly reason?: string;
}

const defaultTimeMs = 60_000;
export const defaultMemoryBytes: number = 2 ** 30;
/** What a partition may cost before every other one has had its turn. */
const firstTurnConfigurations = 100_000;

/** What it may cost to show the states of an invalid partition one by one. */
const evidenceConfigurations = 50_000;

/**
 * Decides whether the history is linearizable with respect to the model: whether every operation can be given a moment between its
 * call and its return so that, taken in that order, each saw what the model says. Throws HistoryError for what is no history, TypeError for what is no model, no history at all or no budget.
 */
export function check<State>(model: Model<State>, history: readonly HistoryEvent[] | Columns, options: CheckOptions = {}): CheckResult {
  mustBeModel(model);
  mustBeHistory(history);
  mustBeBudgets(options);
  if (isColumns(history)) return ofColumns(asResult(checkColumns(model, history, options, checkEvents)), model, history);
  const columns = columnsOf(model, history);
  if (columns === undefined) return checkEvents(model, history, options);
  return remember(asResult(checkColumns(model, columns, options, checkEvents, history)), model, history);
}

function ofColumns<State>(result: CheckResult, model: Model<State>, columns: Columns): CheckResult {
  return rememberHow(result, model, () =>
    eventsNamed(
      columns,
      result.partitions.flatMap((part) => (part.evidence === undefined ? [] : [part.evidence])),
    ),
  );
}

/** `spentMs` of the time budget is spent already. */
function checkEvents<State>(model: Model<State>, history: readonly HistoryEvent[], options: CheckOptions, spentMs = 0): CheckResult {
  return remember(asResult(judge(model, partition(model, history), options, spentMs)), model, history);
}

/** Judges partitions, in their order. `spentMs` of the time budget is spent already. */
export function judge<State>(model: Model<State>, partitions: readonly Partition[], options: CheckOptions, spentMs = 0): PartitionResult[] {
  const deadline = performance.now() + (options.timeMs ?? defaultTimeMs) - spentMs;
  const results = new Map<string, PartitionResult>();
  withKernel((hosted) => checkAll({ hosted, model, partitions, deadline, options, results }));
  return partitions.map(({ key }) => results.get(key) as PartitionResult);
}

export function asResult(partitions: readonly PartitionResult[]): CheckResult {
  const verdict = worst(partitions);
  const unknown = partitions.find((result) => result.verdict === 'unknown');
  return verdict === 'unknown' && unknown?.reason !== undefined ? { verdict, partitions, reason: unknown.reason } : { verdict, partitions };
}

interface Work<State> {
  readonly hosted: HostedKernel;
  readonly model: Model<State>;
  readonly partitions: readonly Partition[];
  readonly deadline: number;
  readonly options: CheckOptions;
  readonly results: Map<string, PartitionResult>;
}

/** Small partitions first, and hard ones again when all have had a turn, so that one hard key never starves the rest. */
function checkAll<State>(work: Work<State>): void {
  const limit = work.options.configurations ?? Number.POSITIVE_INFINITY;
  const bySize = [...work.partitions].sort((a, b) => a.events.length - b.events.length);
  const hard = bySize.filter((part) => {
    if (decideAtOnce(work, part)) return false;
    const result = checkOne(work, part, Math.min(limit, firstTurnConfigurations), work.deadline);
    return result.verdict === 'unknown' && result.budget === 'configurations' && limit > firstTurnConfigurations;
  });
  hard.forEach((part, i) => {
    const now = performance.now();
    checkOne(work, part, limit, now + (work.deadline - now) / (hard.length - i), searchHard);
  });
}

/** Tier 1: no search, where values are unique. */
function decideAtOnce<State>({ model, options, deadline, results }: Work<State>, part: Partition): boolean {
  // A budget that is spent says so, whatever it would have cost.
  if (performance.now() >= deadline) return false;
  const decided = judgeAtOnce(model, part, options.memoryBytes ?? defaultMemoryBytes);
  if (decided === undefined) return false;
  const { key, operations } = part;
  if (decided.verdict === 'valid') results.set(key, { key, verdict: 'valid', operations, configurations: 0 });
  else
    results.set(
      key,
      invalidResult(key, operations, 0, () => withKernel((hosted) => decided.evidence(hosted, evidenceLimits(options)))),
    );
  return true;
}

function checkOne<State>(
  work: Work<State>,
  part: Partition,
  configurations: number,
  deadline: number,
  find: typeof searchHard = search,
): SearchResult {
  const { key, operations } = part;
  if (part.candidates.length === 0) {
    work.results.set(key, { key, verdict: 'valid', operations, configurations: 0 });
    return { verdict: 'valid', configurations: 0 };
  }
  const memoryBytes = work.options.memoryBytes ?? defaultMemoryBytes;
  const result = find(work.hosted, work.model, part, { deadline, memoryBytes, configurations, joinStates: true });
  const { verdict, configurations: tried } = result;
  if (verdict === 'invalid') work.results.set(key, invalidResult(key, operations, tried, explainer(work, part, result)));
  else if (verdict === 'valid') work.results.set(key, { key, verdict, operations, configurations: tried });
  else work.results.set(key, { key, verdict, operations, configurations: tried, reason: reasonOf(work, part, result) });
  return result;
}

/** The search takes states that behave alike for one, which a reader should see apart: it is done again without, if that is cheap. */
function explainer<State>({ model, options }: Work<State>, part: Partition, result: SearchResult & { verdict: 'invalid' }): () => Evidence {
  const { at } = result;
  // What took long is kept; what did not is found again.
  const kept = result.configurations > evidenceConfigurations ? result.reached() : undefined;
  return () =>
    withKernel((hosted) => {
      const limits = evidenceLimits(options);
      const apart = search(hosted, model, part, limits);
      if (apart.verdict === 'invalid' && apart.at === at) return evidence(model, part, at, apart.reached(), true, limits.deadline);
      if (kept !== undefined) return evidence(model, part, at, kept, false, evidenceLimits(options).deadline);
      const joined = search(hosted, model, part, { ...limits, joinStates: true });
      const isSame = joined.verdict === 'invalid' && joined.at === at;
      return evidence(model, part, at, isSame ? joined.reached() : nothingReached, false, limits.deadline);
    });
}

function evidenceLimits({ timeMs = defaultTimeMs, memoryBytes = defaultMemoryBytes }: CheckOptions): Limits {
  return { deadline: performance.now() + timeMs, memoryBytes, configurations: evidenceConfigurations, joinStates: false };
}

function reasonOf<State>({ options }: Work<State>, part: Partition, result: SearchResult & { verdict: 'unknown' }): string {
  const budgets = {
    time: `time budget of ${options.timeMs ?? defaultTimeMs} ms`,
    memory: `memory budget of ${options.memoryBytes ?? defaultMemoryBytes} bytes`,
    configurations: `budget of ${options.configurations} configurations`,
  };
  const event = part.events[Math.min(result.at, part.events.length - 1)]?.event ?? 0;
  const where = part.key === '' ? `event ${event}` : `event ${event}, key ${JSON.stringify(part.key)}`;
  return `the ${budgets[result.budget]} was spent at ${where}`;
}

function worst(results: readonly PartitionResult[]): Verdict {
  if (results.some(({ verdict }) => verdict === 'invalid')) return 'invalid';
  return results.some(({ verdict }) => verdict === 'unknown') ? 'unknown' : 'valid';
}
