/**
 * Linearizability: every operation seems to take effect at one moment between its call and its answer, so that all clients together
 * saw what one client alone might have seen. Breaking it looks like a stale read, a lost write, a write applied twice, a value that
 * nobody wrote. It is judged from the clients' history alone, key by key, against a sequential model (Herlihy and Wing 1990), and
 * cannot see what no client observed: a lost write that nobody read is no violation here.
 */

export { checkHistory, type HistoryCheck, type HistoryCheckOptions, type MinimalHistory, modelNames } from './check-history.ts';
export { checkLongHistory, longFileBytes } from './check-long-history.ts';
export { linearizability } from './checker.ts';
export type { Contradiction } from './contradiction.ts';
export type { OperationView } from './operation-view.ts';
export { formatNames, type ReadHistory, readHistory } from './read-history.ts';
