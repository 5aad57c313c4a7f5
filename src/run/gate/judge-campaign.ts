import { type CampaignSummary, exitCodes, type GateResult, type Outcome, withGate, worstOutcome } from '../../core/index.ts';
import { describeGate } from '../../report/index.ts';
import type { Gate } from './gate.ts';

/** `gate` is absent where the suite asks for nothing beside "no violation". */
export type CampaignJudgement = Pick<CampaignSummary, 'outcome' | 'exitCode' | 'violated' | 'reason' | 'gate'>;

/** What its runs come to, and the gate with them: a limit that does not hold fails, one that could not be measured is inconclusive. */
export function judgeCampaign(gate: Gate, outcomes: Iterable<Outcome>): CampaignJudgement {
  if (!gate.isAsked) return told(withGate(worstOutcome(outcomes), false));
  const results = gate.results();
  const has = (wanted: GateResult['state']): boolean => results.some(({ limit, state }) => limit !== 'no-violation' && state === wanted);
  const judged = withGate(worstOutcome([...outcomes, ...(has('unmeasured') ? (['inconclusive'] as const) : [])]), has('failed'));
  return { ...told(judged), ...(judged.violated === 'limit' ? { reason: describeGate(results) } : {}), gate: results };
}

function told(judged: ReturnType<typeof withGate>): CampaignJudgement {
  return { ...judged, exitCode: exitCodes[judged.outcome] };
}
