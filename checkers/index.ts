/** The checkers by name. One folder a checker; `run` and `cli` read this registry. */
import type { Checker } from '../src/core/index.ts';
import { linearizability } from './linearizability/index.ts';
import { performance } from './performance/index.ts';
import { raftSafety } from './raft-safety/index.ts';
import { statistics } from './statistics/index.ts';

/** What judges a bare history file: `faultline check FILE --model NAME`. */
export {
  checkHistory,
  checkLongHistory,
  formatNames,
  type HistoryCheck,
  type HistoryCheckOptions,
  longFileBytes,
  modelNames,
  readHistory,
} from './linearizability/index.ts';

export const checkers: ReadonlyMap<string, Checker> = new Map(
  [linearizability, raftSafety, statistics, performance].map((checker) => [checker.name, checker]),
);
