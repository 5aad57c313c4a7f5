import type { AttemptResult, Json, NodeId, OperationError } from '../core/index.ts';

/**
 * The operation happened. Of a read, `value` is what was read (null: there is nothing under the key); of anything else it is not looked at.
 * A value that is given and holds nothing, as that of a misspelt field, is no null: of a read it is a mistake, and told as one.
 */
export function ok(...given: readonly [value?: Json]): AttemptResult {
  return { type: 'ok', value: given.length === 0 ? null : (given[0] as Json) };
}

/**
 * It did not, or nobody knows: `operationErrors` says which of the two a code means. A definite error (`not-leader`, `precondition-failed`, ...)
 * claims that the attempt certainly had no effect; where that is not certain, `internal` is right. `hint` is the node that is said to lead,
 * `seen` the value that a compare-and-swap met.
 */
export function error(code: OperationError, more: { readonly hint?: NodeId; readonly seen?: Json } = {}): AttemptResult {
  return { type: 'error', error: code, ...more };
}
