/**
 * Campaigns in the simulated world: many seeds on all cores, judged as one; runs that are repeated and compared event by event; and plans
 * that change worlds.
 */
export type { EventDifference } from './compare-events.ts';
export { type LeftBehind, type MovedPlan, movePlan } from './other-world.ts';
export { type ComparedBy, type RecordedRun, type Replay, type ReplayOptions, replayRun } from './replay.ts';
export type { SimSubject } from './seed-runner.ts';
export { runSimCampaign, type SimCampaign, type SimCampaignOptions, type SimObserver } from './sim-campaign.ts';
export { CampaignTally } from './tally.ts';
