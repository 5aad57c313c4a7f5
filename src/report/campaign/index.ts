/**
 * What the page of a campaign shows: many runs as one. Runs that came to the same are put together, coverage is summed, and what was not run is
 * said. `html` draws it.
 */
export { type CollectOptions, collectCampaign, RUNS_LISTED_MAX } from './collect.ts';
export { FaultCounts } from './fault-counts.ts';
export type {
  CampaignCoverage,
  CampaignPage,
  ControlRow,
  EntryRow,
  FindingGroup,
  MatrixGrid,
  RunRow,
  StateCounts,
} from './page-data.ts';
export { RuleCounts } from './rule-counts.ts';
