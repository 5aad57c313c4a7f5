/** How a run is spoken of: the one sentence of its outcome, figures and times for people, and text made safe to look at. */

export { type AnomalyKind, anomalyKindOf, describeAnomaly, weightOf } from './anomaly.ts';
export {
  type CampaignDocument,
  compareToLimit,
  describeCampaign,
  describeGate,
  describeLimit,
  explainBriefly,
  explainRun,
  type FaultTally,
  leadAsFinding,
  nameLimit,
  nameRun,
  outcomeWord,
  type RunState,
  stateOfRun,
  weightOfRun,
  worstRun,
} from './campaign.ts';
export { formatCount, formatDuration, formatMs, formatNumber, formatSeconds, plural, spaced } from './figures.ts';
export { type FoundBy, findingsInOrder, leadingFinding } from './leading.ts';
export { describeFinding, explainOutcome, type OutcomeWords, reasonOfRule, scheduledFaults } from './outcome.ts';
export { brief, firstLine, oneLine, readable, readableJson } from './readable.ts';
export { tellRepeats } from './repeats.ts';
export { describeDuration, describeLoad, provesNothing, reasonOf } from './run-words.ts';
export { describeTarget } from './target.ts';
