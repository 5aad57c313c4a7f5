import type { NodeId } from '../../src/core/index.ts';
import type { ScenarioEntry } from './test-scenario.ts';

/** Raft's rules as far as a model node can break them. */
export interface ModelRules {
  readonly voteDurable: boolean;
  readonly entriesDurable: boolean;
  readonly countsOwnTermOnly: boolean;
  readonly removesConflictsOnly: boolean;
  readonly comparesLogs: boolean;
  readonly knowsDuplicates: boolean;
  readonly bindsCommitToLog: boolean;
  readonly countsVotersOnce: boolean;
}

export const rightRules: ModelRules = {
  voteDurable: true,
  entriesDurable: true,
  countsOwnTermOnly: true,
  removesConflictsOnly: true,
  comparesLogs: true,
  knowsDuplicates: true,
  bindsCommitToLog: true,
  countsVotersOnce: true,
};

export type ModelMessage = { readonly from: NodeId; readonly to: NodeId; readonly term: number } & (
  | { readonly type: 'vote'; readonly lastIndex: number; readonly lastTerm: number }
  | { readonly type: 'vote-reply'; readonly granted: boolean }
  | {
      readonly type: 'append';
      readonly previousIndex: number;
      readonly previousTerm: number;
      readonly entries: readonly ScenarioEntry[];
      readonly commitIndex: number;
    }
  | { readonly type: 'append-reply'; readonly success: boolean; readonly matchIndex: number }
);
