/** What a run says in the terminal: a line of progress while it goes on, and a short verdict at its end. */
export { formatRuns } from './campaign.ts';
export { colorsWanted, type TerminalOptions } from './colors.ts';
export { type ProgressState, progressLine } from './progress.ts';
export { formatReplay, type ReplayReport } from './replay.ts';
export { type SimProgress, simProgressLine } from './sim-progress.ts';
export { type CampaignReport, formatCampaign, type OtherViolation, type VacuousSeed } from './sim-verdict.ts';
export { formatVerdict } from './verdict.ts';
