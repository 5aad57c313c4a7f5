/**
 * The run directory: written as it happens, so that a killed controller loses nothing that was told, and read back.
 *
 *     <root>/<plan>/<time>-<seed>/  plan.json  history.jsonl  notes.jsonl  trace/<node>.jsonl  logs/<node>.log  work/
 *                                   verdict.json  report.html
 *     <root>/latest -> the newest
 *     <root>/<suite>/<time>.campaign.json              what the runs of one command came to, together
 *     <root>/<suite>/<time>.campaign.html              their page, where they are several
 *
 * Folders are made exclusively: an earlier run is never touched. `running.json` stands in a folder while its controller lives.
 */
export {
  campaignPageOf,
  cleanCampaigns,
  findCampaign,
  freeCampaignPage,
  hasCampaigns,
  listCampaignPages,
  readCampaigns,
  replaceCampaign,
  type StoredCampaign,
  startBehind,
  writeCampaign,
  writeCampaignPage,
} from './campaigns.ts';
export { cleanRuns } from './clean-runs.ts';
export { type CreateRunOptions, createRun } from './create-run.ts';
export { latestLink, runFiles } from './files.ts';
export { findRun } from './find-run.ts';
export { listRuns, type RunListing } from './list-runs.ts';
export { type LogFile, openRun, type PlanParser, type RunReader } from './open-run.ts';
export { parseRunName, type RunNameParts } from './run-name.ts';
export type { RunWriter } from './run-writer.ts';
export { isRunning } from './running.ts';
