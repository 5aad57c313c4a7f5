import { canonical } from '../canonical.ts';
import { type CheckOptions, type CheckResult, check } from '../check.ts';
import { type HistoryEvent, partition } from '../history.ts';
import { mustBeBudgets, mustBeEvents } from '../input-rules.ts';
import type { Model } from '../model.ts';
import { Judge } from './judge.ts';
import { assemble, type Piece, piecesOf } from './piece.ts';
import { reduce } from './reduce.ts';

export interface MinimizeOptions {
  /** For everything: the first check and all that follow. Default 30,000. */
  readonly timeMs?: number;
  /** As for `check`. */
  readonly memoryBytes?: number;
  /** The result of `check` for this history, if there is one already. */
  readonly result?: CheckResult;
}

/** An operation that is left, by its events in the original history. */
export interface MinimizedOperation {
  readonly invoke: number;
  /** Null where nothing came back, or where what came back is not needed. */
  readonly complete: number | null;
  readonly weakened: 'none' | 'unknown-outcome' | 'widened';
  /** Whether its argument or its answer is not that of the original, as something was forgotten. */
  readonly retold: boolean;
  readonly process: number | string;
  /** What it does here, in the words of the model. */
  readonly text: string;
}

export interface Minimum {
  /** The partition it is of. Of several invalid ones it is the one with the smallest minimum found. */
  readonly key: string;
  /** An invalid history by itself: `check` finds it so. */
  readonly events: readonly HistoryEvent[];
  readonly operations: readonly MinimizedOperation[];
  /** Operations of the partition in the original. */
  readonly originalOperations: number;
  /** What was taken out of it all, in words: `element 4`. Where something was, operations may say less than in the original. */
  readonly forgotten: readonly string[];
  /**
   * Whether no weakening known here makes it smaller. False where the time was spent before, or where the model's states are too
   * many to look at, so that no operation that changes them could be dropped.
   */
  readonly complete: boolean;
  /** What `check` says of `events`. */
  readonly result: CheckResult;
}

const defaultTimeMs = 30_000;
/** For the last check of what was found, however late it is. */
const graceMs = 200;

/** The smallest history found that is invalid and proves this one invalid; undefined if this one was not found to be. */
export function minimize<State>(
  model: Model<State>,
  history: readonly HistoryEvent[],
  { timeMs = defaultTimeMs, result, ...rest }: MinimizeOptions = {},
): Minimum | undefined {
  mustBeEvents(history);
  mustBeBudgets({ ...rest, timeMs });
  const deadline = performance.now() + timeMs;
  const options: CheckOptions = rest.memoryBytes === undefined ? {} : { memoryBytes: rest.memoryBytes };
  const { partitions } = result ?? check(model, history, { ...options, timeMs });
  const invalid = partitions.filter(({ verdict }) => verdict === 'invalid').sort((a, b) => a.operations - b.operations);
  const parts = new Map(partition(model, history).map((part) => [part.key, part]));
  let smallest: Minimum | undefined;
  for (const [i, found] of invalid.entries()) {
    // Time that one partition leaves over goes to those after it. There may be more of them than there is time to begin.
    const now = performance.now();
    if (i > 0 && now >= deadline) break;
    const judge = new Judge(model, history, now + (deadline - now) / (invalid.length - i), options);
    const { pieces, forgotten, complete } = reduce(judge, piecesOf(history, parts.get(found.key)), found.evidence?.event);
    if (smallest !== undefined && smallest.operations.length <= pieces.length) continue;
    const { events } = assemble(pieces, history);
    const proof = check(model, events, { ...options, timeMs: Math.max(graceMs, deadline - performance.now()) });
    if (proof.verdict !== 'invalid') continue;
    smallest = {
      key: found.key,
      events,
      operations: pieces.map((piece) => minimized(model, piece)),
      originalOperations: found.operations,
      forgotten,
      complete,
      result: proof,
    };
  }
  return smallest;
}

function minimized<State>(model: Model<State>, piece: Piece): MinimizedOperation {
  const { invocation, invoke, complete, unknown, operation, isRetold: retold } = piece;
  const text = model.describe?.(operation) ?? `${operation.f} ${canonical(operation.value)}`;
  return { invoke, complete: unknown ? null : complete, weakened: weakened(piece), retold, process: invocation.process, text };
}

function weakened({ completion, invoke, complete, from, to, unknown }: Piece): MinimizedOperation['weakened'] {
  if (from !== invoke) return 'widened';
  if (unknown) return completion?.type === 'ok' ? 'unknown-outcome' : 'none';
  return to === complete ? 'none' : 'widened';
}
