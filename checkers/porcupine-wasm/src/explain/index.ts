/**
 * Why a history is not linearizable: as data from `explain`, in sentences from `describe`. Both say what the search found: an order
 * that goes as far as one can, the first event that breaks it, and for each operation that was open then why it does not help.
 */
export { describe, type NameEvent } from './describe.ts';
export {
  type ExplainedCandidate,
  type ExplainedOperation,
  type ExplainedPartition,
  type Explanation,
  explain,
  NoContextError,
} from './explain.ts';
export { shortened, shortState } from './shorten.ts';
