/** Linearizability of a client history, against a sequential model: as a run's checker, and of a bare history file. */
export { checkHistory, type HistoryCheck, type HistoryCheckOptions, type MinimalHistory, modelNames } from './check-history.ts';
export { checkLongHistory, longFileBytes } from './check-long-history.ts';
export { linearizability } from './checker.ts';
export type { Contradiction } from './contradiction.ts';
export type { OperationView } from './operation-view.ts';
export { formatNames, type ReadHistory, readHistory } from './read-history.ts';
