import { asResult, type CheckOptions, type CheckResult, defaultMemoryBytes, judge } from '../check.ts';
import { remember } from '../explain/context.ts';
import { type HistoryEvent, type Partition, partition } from '../history.ts';
import { mustBeBudgets, mustBeEvents } from '../input-rules.ts';
import { load } from '../load.ts';
import type { Model } from '../model.ts';
import type { PartitionResult } from '../partition-result.ts';
import { addressOf, asAddress, type ModelAddress, type ModelSource, modelAt } from './model-source.ts';

export interface CheckAsyncOptions extends CheckOptions {
  /** How many threads at most; default: one for each processor, at most 8. With 0 it is checked in this one. */
  readonly workers?: number;
}

/** What one thread is given. */
export interface Share {
  readonly address: ModelAddress;
  readonly partitions: readonly Partition[];
  readonly options: CheckOptions;
  /** What is spent of the time budget already. */
  readonly spentMs: number;
}

/** Judges each share in a thread of its own; undefined if threads cannot be had, or cannot be given this. */
export type RunInWorkers = (shares: readonly Share[]) => Promise<PartitionResult[][]> | undefined;

export interface Workers {
  readonly count: number;
  readonly run: RunInWorkers;
}

/** Under so many events a thread costs more than it saves. */
const worthAThreadEvents = 1000;
const defaultWorkersLimit = 8;

let workers: Workers | undefined;

export function provideWorkers(provided: Workers): void {
  workers = provided;
}

/**
 * What `check` says, with the partitions spread over worker threads, which share the memory budget evenly. It is checked in this thread
 * where there are no threads (browsers), where the model is a closure (give a ModelSource instead), or the history is small.
 */
export async function checkAsync<State>(
  model: Model<State> | ModelSource,
  history: readonly HistoryEvent[],
  options: CheckAsyncOptions = {},
): Promise<CheckResult> {
  const { workers: wanted, ...budgets } = options;
  mustBeEvents(history);
  mustBeBudgets(budgets);
  if (wanted !== undefined && !(wanted >= 0)) throw new TypeError(`porcupine-wasm: expected workers to be a number from 0, got ${wanted}`);
  await load();
  const started = performance.now();
  const address = addressOf(model);
  const found = (typeof model === 'object' && 'step' in model ? model : await modelAt(asAddress(model))) as Model<State>;
  const partitions = partition(found, history);
  const events = partitions.reduce((sum, part) => sum + part.events.length, 0);
  const count = Math.min(wanted ?? Math.min(workers?.count ?? 0, defaultWorkersLimit), partitions.length);
  const spentMs = performance.now() - started;
  if (address !== undefined && count > 0 && events >= worthAThreadEvents) {
    const groups = share(partitions, count);
    const memoryBytes = Math.floor((budgets.memoryBytes ?? defaultMemoryBytes) / groups.length);
    const given = { ...budgets, memoryBytes };
    const results = await workers?.run(groups.map((group) => ({ address, partitions: group, options: given, spentMs })));
    if (results !== undefined) return remember(asResult(inOrder(partitions, results.flat())), found, history);
  }
  return remember(asResult(judge(found, partitions, budgets, performance.now() - started)), found, history);
}

/** The largest first, each to whoever has least. */
function share(partitions: readonly Partition[], count: number): Partition[][] {
  const groups = Array.from({ length: count }, () => ({ events: 0, partitions: [] as Partition[] }));
  for (const part of partitions.toSorted((a, b) => b.events.length - a.events.length)) {
    const least = groups.reduce((best, group) => (group.events < best.events ? group : best));
    least.partitions.push(part);
    least.events += part.events.length;
  }
  return groups.filter((group) => group.partitions.length > 0).map((group) => group.partitions);
}

function inOrder(partitions: readonly Partition[], results: readonly PartitionResult[]): PartitionResult[] {
  const byKey = new Map(results.map((result) => [result.key, result]));
  return partitions.map(({ key }) => byKey.get(key) as PartitionResult);
}
