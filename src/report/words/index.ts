/** How a run is spoken of: the one sentence of its outcome, figures and times for people, and text made safe to look at. */

export { type AnomalyKind, anomalyKindOf, describeAnomaly, weightOf } from './anomaly.ts';
export {
  type CampaignDocument,
  describeCampaign,
  describeGate,
  describeLimit,
  explainRun,
  nameLimit,
  nameRun,
  outcomeWord,
  type RunState,
  stateOfRun,
} from './campaign.ts';
export { formatCount, formatDuration, formatMs, formatNumber, formatSeconds, plural, spaced } from './figures.ts';
export { describeFinding, explainOutcome, type OutcomeWords, reasonOfRule, scheduledFaults, tellingFirst } from './outcome.ts';
export { brief, readable, readableJson } from './readable.ts';
export { describeDuration, describeLoad, reasonOf } from './run-words.ts';
export { describeTarget } from './target.ts';
