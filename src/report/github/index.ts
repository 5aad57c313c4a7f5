/** A campaign for GitHub Actions: annotations, within what GitHub shows of a step, and the text of its step summary, within what it keeps. */
export { renderAnnotations } from './annotations.ts';
export { STEP_SUMMARY_BYTES_MAX, stepSummary } from './step-summary.ts';
