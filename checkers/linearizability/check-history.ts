import {
  type CheckOptions,
  type CheckResult,
  check,
  describeMinimum,
  explain,
  type FailedCas,
  HistoryError,
  type Minimum,
  type Model,
  minimize,
  models,
  type PartitionResult,
  withFailedCas,
  withInit,
} from 'porcupine-wasm';
import {
  badInput,
  type ClientEvent,
  type Finding,
  type HistoryEvent,
  isClientEvent,
  type Json,
  type Verdict,
} from '../../src/core/index.ts';
import { asFinding } from './finding.ts';
import type { SmallestProof } from './minimum.ts';

/** Names of the models that a history can be checked against. */
export const modelNames: readonly string[] = Object.keys(models);

/** Findings of one check; the reason says how many more keys are invalid. */
const findingsLimit = 10;

export interface HistoryCheckOptions {
  readonly budgetMs?: number;
  readonly memoryBytes?: number;
  /** Configurations tried for each key; unlike time it decides the same on every machine. */
  readonly configurations?: number;
  /** The value of every key at the start, instead of the model's own. */
  readonly init?: Json;
  /** Whether a failed compare-and-swap saw another value; by its error unless given. */
  readonly failedCas?: FailedCas;
  /** Whether an invalid history is also made as small as it can be; within the same budget. */
  readonly minimize?: boolean;
  /** Where the events come from, for errors: `lines[i]` is the line of event i. */
  readonly source?: { readonly file: string; readonly lines: readonly number[] };
}

export interface HistoryCheck {
  readonly model: string;
  readonly verdict: Verdict;
  readonly reason?: string;
  readonly operations: number;
  readonly ms: number;
  readonly partitions: readonly PartitionVerdict[];
  readonly findings: readonly Finding[];
  readonly minimum?: MinimalHistory;
}

/** A smallest history that is still invalid and proves the whole one invalid. */
export interface MinimalHistory {
  readonly key: string;
  /** Whether nothing known makes it smaller; false where the budget was spent. */
  readonly complete: boolean;
  readonly originalOperations: number;
  /** Indexes of the events in the history. */
  readonly operations: Minimum['operations'];
  /** What was taken out of all of them. */
  readonly forgotten: Minimum['forgotten'];
  readonly events: Minimum['events'];
  /** The same for people, in lines; those that begin with blanks are items of the line before. */
  readonly text: readonly string[];
}

export type PartitionVerdict = { readonly key: string; readonly verdict: Verdict; readonly reason?: string };

/** Judges a history by itself, without a plan: what `check FILE --model NAME` does. Bad input is an error for the user. */
export function checkHistory(events: readonly HistoryEvent[], model: string, options: HistoryCheckOptions = {}): HistoryCheck {
  const known = configured(model, options);
  const started = performance.now();
  const clientEvents = events.filter(isClientEvent);
  try {
    const { verdict, reason, partitions, findings, counts, result } = judge(known, clientEvents, options);
    const ms = Math.round((performance.now() - started) * 1000) / 1000;
    const operations = counts['operations'] ?? 0;
    const minimum = options.minimize === true ? minimumOf(known, events, result, { ...options, spentMs: ms }) : undefined;
    return {
      model,
      verdict,
      ...(reason === undefined ? {} : { reason }),
      operations,
      ms,
      partitions,
      findings,
      ...(minimum === undefined ? {} : { minimum }),
    };
  } catch (error) {
    if (!(error instanceof HistoryError)) throw error;
    const line = options.source?.lines[events.indexOf(clientEvents[error.event] as ClientEvent)];
    const place = options.source === undefined || line === undefined ? undefined : { file: options.source.file, line };
    throw badInput(error.code, error.message, place);
  }
}

export function configured(name: string, { init, failedCas }: HistoryCheckOptions): Model {
  const known = modelNamed(name);
  if (known === undefined) throw badInput('unknown-model', `expected a model out of ${modelNames.join(', ')}, got '${name}'`);
  const model = withFailedCas(known, failedCas ?? 'by-error');
  try {
    return init === undefined ? model : withInit(model, init);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw badInput('bad-init', error.message);
  }
}

/** What is left of the budget is for this, so that the budget ends everything. */
function minimumOf(
  model: Model,
  all: readonly HistoryEvent[],
  result: CheckResult,
  { budgetMs, memoryBytes, source, spentMs }: HistoryCheckOptions & { readonly spentMs: number },
): MinimalHistory | undefined {
  const events = all.filter(isClientEvent);
  const minimum = minimize(model, events, {
    result,
    ...(budgetMs === undefined ? {} : { timeMs: Math.max(0, budgetMs - spentMs) }),
    ...(memoryBytes === undefined ? {} : { memoryBytes }),
  });
  if (minimum === undefined) return undefined;
  const { key, complete, originalOperations, forgotten } = minimum;
  const indexOf = (place: number): number => events[place]?.index ?? place;
  const lineOf = (place: number): number | undefined => source?.lines[all.indexOf(events[place] as ClientEvent)];
  const text = describeMinimum(minimum, (place) => (source === undefined ? `event ${indexOf(place)}` : `line ${lineOf(place)}`));
  const operations = minimum.operations.map((operation) => ({
    ...operation,
    invoke: indexOf(operation.invoke),
    complete: operation.complete === null ? null : indexOf(operation.complete),
  }));
  return { key, complete, originalOperations, operations, forgotten, events: minimum.events, text };
}

export function modelNamed(name: string): Model | undefined {
  return Object.hasOwn(models, name) ? models[name] : undefined;
}

export interface Judgement {
  readonly verdict: Verdict;
  readonly reason?: string;
  readonly partitions: readonly PartitionVerdict[];
  readonly findings: readonly Finding[];
  readonly counts: Readonly<Record<string, number>>;
  readonly result: CheckResult;
}

export function budgetsOf({
  budgetMs,
  memoryBytes,
  configurations,
}: Pick<HistoryCheckOptions, 'budgetMs' | 'memoryBytes' | 'configurations'>): CheckOptions {
  return {
    ...(budgetMs === undefined ? {} : { timeMs: budgetMs }),
    ...(memoryBytes === undefined ? {} : { memoryBytes }),
    ...(configurations === undefined ? {} : { configurations }),
  };
}

/** Throws HistoryError for what is no history. */
export function judge(
  model: Model,
  events: readonly ClientEvent[],
  options: Pick<HistoryCheckOptions, 'budgetMs' | 'memoryBytes' | 'configurations'>,
  prove: (result: CheckResult) => ReadonlyMap<string, SmallestProof> = () => new Map(),
): Judgement {
  const result = check(model, events, budgetsOf(options));
  const smallest = result.verdict === 'invalid' ? prove(result) : new Map<string, SmallestProof>();
  const findings = findingsOf(result, events, smallest);
  const reason = reasonOf(result);
  return {
    result,
    verdict: result.verdict,
    ...(reason === undefined ? {} : { reason }),
    partitions: partitionVerdicts(result),
    findings,
    counts: {
      operations: events.filter(({ type }) => type === 'invoke').length,
      keys: result.partitions.length,
      invalidKeys: result.partitions.filter(({ verdict }) => verdict === 'invalid').length,
      unknownKeys: result.partitions.filter(({ verdict }) => verdict === 'unknown').length,
      configurations: result.partitions.reduce((sum, { configurations }) => sum + configurations, 0),
    },
  };
}

/** The keys that findings are told of. */
export function toldPartitions({ partitions }: CheckResult): readonly PartitionResult[] {
  return partitions.filter(({ verdict }) => verdict === 'invalid').slice(0, findingsLimit);
}

/** `events` are those that the places of the evidence count; only those of the keys that are told of have to be there. */
export function findingsOf(
  result: CheckResult,
  events: readonly ClientEvent[],
  smallest: ReadonlyMap<string, SmallestProof> = new Map(),
): Finding[] {
  const explained = new Map(explain(result).partitions.map((part) => [part.key, part]));
  return toldPartitions(result).flatMap(({ key, evidence }) =>
    evidence === undefined ? [] : [asFinding(key, evidence, events, explained.get(key), smallest.get(key))],
  );
}

export function partitionVerdicts({ partitions }: CheckResult): PartitionVerdict[] {
  return partitions.map(({ key, verdict, reason }) => ({ key, verdict, ...(reason === undefined ? {} : { reason }) }));
}

export function reasonOf({ verdict, reason, partitions }: CheckResult): string | undefined {
  if (verdict === 'valid') return undefined;
  if (verdict === 'unknown') {
    const more = partitions.filter((part) => part.verdict === 'unknown').length - 1;
    return more <= 0 ? reason : `${reason}; ${more} more ${more === 1 ? 'key is' : 'keys are'} undecided`;
  }
  const invalid = partitions.filter((part) => part.verdict === 'invalid').length;
  const head = `${invalid} of ${partitions.length} ${partitions.length === 1 ? 'key is' : 'keys are'} not linearizable`;
  return invalid > findingsLimit ? `${head}; the first ${findingsLimit} are shown, ${invalid - findingsLimit} more are not` : head;
}
