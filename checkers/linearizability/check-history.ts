import { type CheckOptions, type CheckResult, check, HistoryError, type Model, models } from 'porcupine-wasm';
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
}

export type PartitionVerdict = { readonly key: string; readonly verdict: Verdict; readonly reason?: string };

/** Judges a history by itself, without a plan: what `check FILE --model NAME` does. Bad input is an error for the user. */
export function checkHistory(events: readonly HistoryEvent[], model: string, options: HistoryCheckOptions = {}): HistoryCheck {
  const known = modelNamed(model);
  if (known === undefined) throw badInput('unknown-model', `expected a model out of ${modelNames.join(', ')}, got '${model}'`);
  const started = performance.now();
  const clientEvents = events.filter(isClientEvent);
  try {
    const { verdict, reason, partitions, findings, counts } = judge(known, clientEvents, options);
    const ms = Math.round((performance.now() - started) * 1000) / 1000;
    const operations = counts['operations'] ?? 0;
    return { model, verdict, ...(reason === undefined ? {} : { reason }), operations, ms, partitions, findings };
  } catch (error) {
    if (!(error instanceof HistoryError)) throw error;
    const line = options.source?.lines[events.indexOf(clientEvents[error.event] as ClientEvent)];
    const place = options.source === undefined || line === undefined ? undefined : { file: options.source.file, line };
    throw badInput(error.code, error.message, place);
  }
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
}

/** Throws HistoryError for what is no history. */
export function judge(model: Model, events: readonly ClientEvent[], options: HistoryCheckOptions): Judgement {
  const budgets: CheckOptions = {
    ...(options.budgetMs === undefined ? {} : { timeMs: options.budgetMs }),
    ...(options.memoryBytes === undefined ? {} : { memoryBytes: options.memoryBytes }),
    ...(options.configurations === undefined ? {} : { configurations: options.configurations }),
  };
  const result = check(options.init === undefined ? model : { ...model, init: options.init }, events, budgets);
  const findings = result.partitions
    .filter(({ evidence }) => evidence !== undefined)
    .slice(0, findingsLimit)
    .flatMap(({ key, evidence }) => (evidence === undefined ? [] : [asFinding(key, evidence, events)]));
  const reason = reasonOf(result);
  return {
    verdict: result.verdict,
    ...(reason === undefined ? {} : { reason }),
    partitions: result.partitions.map((part) => ({
      key: part.key,
      verdict: part.verdict,
      ...(part.reason === undefined ? {} : { reason: part.reason }),
    })),
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

function reasonOf({ verdict, reason, partitions }: CheckResult): string | undefined {
  if (verdict === 'valid') return undefined;
  if (verdict === 'unknown') {
    const more = partitions.filter((part) => part.verdict === 'unknown').length - 1;
    return more <= 0 ? reason : `${reason}; ${more} more ${more === 1 ? 'key is' : 'keys are'} undecided`;
  }
  const invalid = partitions.filter((part) => part.verdict === 'invalid').length;
  const head = `${invalid} of ${partitions.length} ${partitions.length === 1 ? 'key is' : 'keys are'} not linearizable`;
  return invalid > findingsLimit ? `${head}; the first ${findingsLimit} are shown, ${invalid - findingsLimit} more are not` : head;
}
