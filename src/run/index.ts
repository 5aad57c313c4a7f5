/**
 * The life of one run, and of several: a plan is carried out in a world, what happens is recorded and judged, and the verdict and
 * its page are written. Between ready and stop nothing here uses a promise or any time but the cluster's.
 */
export { type AlwaysJudged, alwaysJudged } from './always-judged.ts';
export { buildId, packageVersion } from './build-id.ts';
export { type Campaign, type CampaignObserver, type CampaignOptions, type PlannedRun, runCampaign } from './campaign.ts';
export { keepCampaignPage, rebuildCampaignPage, renderCampaignPage } from './campaign-page.ts';
export { type CampaignIdentity, type CampaignKeeper, definitionOf, openCampaignRecord, selectionOf } from './campaign-record.ts';
export { environmentNamePattern, type NodeEnvironment } from './environment.ts';
export { directedEntry, type Expansion, expandEntry, resolvePlan, type SystemRef } from './expand.ts';
export { createExplorer, type ExploreStrategy, type Fixed } from './explore/index.ts';
export { type ExportRequest, exportRun } from './export-run.ts';
export { baselineOf, gatedEntries, readBaseline, writeBaseline } from './gate/index.ts';
export { type LocalRunOptions, type RunProgress, runLocally } from './local-run.ts';
export { chooseCampaigns, findCampaigns, lineageOf, type MergedCampaign, mergeCampaigns, outstandingRuns } from './merge/index.ts';
export { type Overrides, overrideEntry } from './overrides.ts';
export { chooseCheckers, quote, rebuildReport, recheckRun } from './recorded-run.ts';
export { MASKED_CHARS_MIN } from './secret-forms.ts';
export { Secrets } from './secrets.ts';
export { describeSize, type PlanSize, type ShrinkProgress, type ShrunkRun, shrinkRun } from './shrink/index.ts';
export {
  type LeftBehind,
  movePlan,
  type RecordedRun,
  type Replay,
  replayRun,
  runSimCampaign,
  type SimCampaign,
  type SimCampaignOptions,
  type SimObserver,
  type SimSubject,
} from './sim/index.ts';
export { builtInSystems, hasOpenedModules, type OpenedSystems, openSystems } from './systems.ts';
export { summarizeAll } from './verdict.ts';
export { watchRun } from './watch-run.ts';
