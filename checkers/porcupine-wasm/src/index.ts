/**
 * A linearizability checker: `check(model, history)`. The search runs in WebAssembly over small integers; a model is plain
 * TypeScript and is asked for each transition once. Also reads histories from text: `parseHistory`.
 */
export { type CheckAsyncOptions, checkAsync } from './async/check-async.ts';
export type { ModelSource } from './async/model-source.ts';
export { type CheckOptions, type CheckResult, check } from './check.ts';
export { type ColumnHistory, type Columns, eventTypes, nothing, readJsonlColumns } from './columns/index.ts';
export { type Evidence, type OperationReference, openLimit, orderLimit } from './evidence.ts';
export {
  describe,
  type ExplainedCandidate,
  type ExplainedOperation,
  type ExplainedPartition,
  type Explanation,
  explain,
  type NameEvent,
  NoContextError,
} from './explain/index.ts';
export {
  type FormatName,
  formats,
  HistoryReader,
  type ParsedEvent,
  type ParsedHistory,
  ParseError,
  type ParseOptions,
  parseHistory,
} from './formats/index.ts';
export { HistoryError, type HistoryEvent } from './history.ts';
export { load, NotLoadedError } from './load.ts';
export { longFileBytes, readLongFile, readNamedLines } from './long-file/index.ts';
export { describeMinimum, type MinimizedOperation, type MinimizeOptions, type Minimum, minimize } from './minimize/index.ts';
export type { Model, Operation } from './model.ts';
export {
  casRegister,
  counter,
  kv,
  lease,
  log,
  models,
  multiRegister,
  mutex,
  priorityQueue,
  queue,
  register,
  set,
  stack,
  versionedRegister,
} from './models/index.ts';
export { type FailedCas, withFailedCas, withInit } from './models/options.ts';
export type { PartitionResult, Verdict } from './partition-result.ts';
export { statesLimit } from './reached.ts';
export { Checker, type StreamFailure } from './stream/checker.ts';
export type { Contradiction } from './tier1/contradiction.ts';
export type { Effect } from './tier1/index.ts';
