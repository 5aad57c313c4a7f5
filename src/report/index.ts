/**
 * Tells people what a run came to: one HTML page, and a few lines in the terminal. It reads what it is handed (plan, verdict,
 * history, trace) and knows neither the run's folder nor who made it.
 */
export { type CampaignPage, collectCampaign, FaultCounts, RUNS_LISTED_MAX, RuleCounts } from './campaign/index.ts';
export { collectReport, type Fate, fateCodes, type MessageColumns, type ReportData, type ReportSource } from './data/index.ts';
export { type ExportFormat, type ExportOptions, type ExportSource, type ExportWindow, exportFormats } from './export/index.ts';
export { renderAnnotations, stepSummary } from './github/index.ts';
export { type RenderOptions, renderCampaign, renderReport } from './html/index.ts';
export { renderJunit } from './junit/index.ts';
export { renderMarkdown } from './markdown/index.ts';
export {
  type CampaignReport,
  formatCampaign,
  formatReplay,
  formatRuns,
  formatVerdict,
  type OtherViolation,
  type ProgressState,
  progressLine,
  type ReplayReport,
  type SimProgress,
  simProgressLine,
  type TerminalOptions,
  type VacuousSeed,
} from './terminal/index.ts';
export {
  anomalyKindOf,
  brief,
  type CampaignDocument,
  describeCampaign,
  describeDuration,
  describeFinding,
  describeGate,
  describeLimit,
  describeTarget,
  explainOutcome,
  explainRun,
  type FaultTally,
  type FoundBy,
  findingsInOrder,
  firstLine,
  formatCount,
  formatDuration,
  formatMs,
  leadingFinding,
  type OutcomeWords,
  oneLine,
  plural,
  provesNothing,
  type RunState,
  readable,
  readableJson,
  stateOfRun,
} from './words/index.ts';
