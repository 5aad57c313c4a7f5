/**
 * What a report shows of one run, gathered once from its plan, verdict, history and trace, and cut to size: every list and text in
 * it has a limit with a name. The page and whatever else draws a run read this and nothing of the run's folder.
 */
export { collectReport, type ReportSource } from './collect.ts';
export type {
  DeathMark,
  Fate,
  FaultInterval,
  IndexSeries,
  MessageColumns,
  NodeStateSpan,
  NodeTimeline,
  OperationColumns,
  OutcomeCode,
  PhaseSpan,
  ReportData,
  RoleChange,
  Span,
  TraceLine,
} from './report-data.ts';
export { absent, columnNames, fateCodes, messageColumnNames, outcomeCodes } from './report-data.ts';
