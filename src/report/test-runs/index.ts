/** Made-up runs for tests of the report: five nodes, ten clients, five faults, and what checkers would have said of them. */

export { hostileText, makeCampaign } from './make-campaign.ts';
export { makeRun, type TestRun } from './make-run.ts';
export { manyRuns } from './many-runs.ts';
