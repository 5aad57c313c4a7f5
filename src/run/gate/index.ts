/**
 * The gate of a suite: what each run measures, the limits of each entry, violations that are expected, and the stored baseline that medians
 * are compared with. It judges what was measured; what a violation is, checkers alone say.
 */
export { type BaselineEntries, baselineOf, readBaseline, writeBaseline } from './baseline.ts';
export { measureRun } from './figures.ts';
export { Gate, type JudgedRun } from './gate.ts';
export { gatedEntries } from './gated-entries.ts';
export { type CampaignJudgement, judgeCampaign } from './judge-campaign.ts';
