import { canonical } from '../canonical.ts';
import type { CheckResult } from '../check.ts';
import type { Evidence, OperationReference } from '../evidence.ts';
import { type Candidate, type HistoryEvent, partition } from '../history.ts';
import type { Model } from '../model.ts';
import { type CheckContext, contextOf } from './context.ts';

export interface ExplainedOperation extends OperationReference {
  readonly process: number | string;
  /** What it did, in the words of the model: `put 4`, `read saw 3`. */
  readonly text: string;
}

/** An operation that was open when the event came, or the one that the event completes, and why it does not go on from the order. */
export type ExplainedCandidate = ExplainedOperation &
  (
    | { readonly next: 'impossible'; readonly state: unknown }
    /** It may come, and leaves `state`; the operation of the event is as impossible there. */
    | { readonly next: 'no-help'; readonly state: unknown }
    /** It has its place in the order already. */
    | { readonly next: 'ordered' }
  );

export interface ExplainedPartition {
  readonly key: string;
  /** The first event that cannot be explained: the completion of `operation`. */
  readonly event: number;
  /** False where the budget did not reach to tell the first: an earlier one may be it, and there is no order, state or candidate. */
  readonly isFirst: boolean;
  readonly operation: ExplainedOperation;
  /** The longest order of what came before, with the state after each. */
  readonly order: readonly (ExplainedOperation & { readonly state: unknown })[];
  readonly orderOmitted: number;
  /** The states that are possible when the event comes, and what left each; all there are if `statesComplete`. */
  readonly states: readonly { readonly state: unknown; readonly lastChange: ExplainedOperation | null }[];
  readonly statesOmitted: number;
  readonly statesComplete: boolean;
  /** `operation` first, then what was open beside it. */
  readonly candidates: readonly ExplainedCandidate[];
  readonly candidatesOmitted: number;
  /** Where the check found them: the few operations that contradict each other whatever the rest did. */
  readonly contradiction?: readonly ExplainedOperation[];
}

export interface Explanation {
  /** Every partition that is not linearizable. */
  readonly partitions: readonly ExplainedPartition[];
}

/** The result is of another process or was copied, so what it is about has to be given. */
export class NoContextError extends Error {
  override readonly name: string = 'NoContextError';
  readonly code = 'no-context';
}

/** Explains an invalid result; of any other there is nothing to explain. A result that `check` itself returned knows what it is of. */
export function explain(result: CheckResult, context: CheckContext | undefined = contextOf(result)): Explanation {
  if (result.verdict !== 'invalid') return { partitions: [] };
  if (context === undefined) {
    throw new NoContextError('expected a result as check returned it, or the model and the history as a second argument; got a copy alone');
  }
  const candidates = new Map(partition(context.model, context.history).map((part) => [part.key, part.candidates]));
  return {
    partitions: result.partitions.flatMap(({ key, evidence }) =>
      evidence === undefined ? [] : [explainPartition(context, key, evidence, candidates.get(key) ?? [])],
    ),
  };
}

function explainPartition(
  { model, history }: CheckContext,
  key: string,
  evidence: Evidence,
  candidates: readonly Candidate[],
): ExplainedPartition {
  const known = new Map(candidates.map((candidate) => [candidate.invoke, candidate]));
  const told = (reference: OperationReference): ExplainedOperation => explainOperation(model, history, known, reference);
  const last = evidence.order.at(-1)?.state ?? model.init;
  const contradiction = evidence.contradiction?.operations.map(told);
  // There is a state before any event that can be reached.
  const isFirst = evidence.states.length > 0;
  return {
    key,
    event: evidence.event,
    isFirst,
    operation: told(evidence.operation),
    order: evidence.order.map((step) => ({ ...told(step), state: step.state })),
    orderOmitted: evidence.orderOmitted,
    states: evidence.states.map(({ state, lastChange }) => ({ state, lastChange: lastChange === null ? null : told(lastChange) })),
    statesOmitted: evidence.statesOmitted,
    statesComplete: evidence.statesComplete,
    candidates: !isFirst
      ? []
      : [
          { ...told(evidence.operation), next: 'impossible', state: last },
          ...evidence.open.map((open): ExplainedCandidate => {
            if (open.ordered) return { ...told(open), next: 'ordered' };
            const candidate = known.get(open.invoke);
            const state = candidate === undefined ? undefined : model.step(last, candidate.operation);
            return state === undefined ? { ...told(open), next: 'impossible', state: last } : { ...told(open), next: 'no-help', state };
          }),
        ],
    candidatesOmitted: isFirst ? evidence.openOmitted : evidence.open.length + evidence.openOmitted + 1,
    ...(contradiction === undefined ? {} : { contradiction }),
  };
}

function explainOperation(
  model: Model,
  history: readonly HistoryEvent[],
  known: ReadonlyMap<number, Candidate>,
  { invoke, complete, unknown }: OperationReference,
): ExplainedOperation {
  const operation = known.get(invoke)?.operation;
  const event = history[invoke];
  const plain = `${event?.f ?? ''} ${canonical(operation?.value ?? event?.value)}`;
  const text = operation === undefined ? plain : (model.describe?.(operation) ?? plain);
  return { invoke, complete, unknown, process: event?.process ?? '', text };
}
