/** Campaigns that were carried out apart (shards of one, or several) judged as one. */
export { chooseCampaigns } from './choose.ts';
export { findCampaigns } from './find.ts';
export { lineageOf } from './lineage.ts';
export { type MergedCampaign, mergeCampaigns } from './merge.ts';
export { outstandingRuns } from './outstanding.ts';
