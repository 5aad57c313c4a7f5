import { type CampaignOutcome, exitCodeOf, type GateResult, type Outcome, withGate, worstOutcome } from '../../core/index.ts';
import type { Gate } from './gate.ts';

export interface CampaignJudgement {
  readonly outcome: CampaignOutcome;
  readonly exitCode: number;
  /** Absent where the suite asks for nothing beside "no violation". */
  readonly gate?: readonly GateResult[];
}

/** What its runs come to, and the gate with them: a limit that does not hold fails, one that could not be measured is inconclusive. */
export function judgeCampaign(gate: Gate, outcomes: Iterable<Outcome>): CampaignJudgement {
  if (!gate.isAsked) {
    const outcome = worstOutcome(outcomes);
    return { outcome, exitCode: exitCodeOf(outcome) };
  }
  const results = gate.results();
  const has = (wanted: GateResult['state']): boolean => results.some(({ limit, state }) => limit !== 'no-violation' && state === wanted);
  const outcome = withGate(worstOutcome([...outcomes, ...(has('unmeasured') ? (['inconclusive'] as const) : [])]), has('failed'));
  return { outcome, exitCode: exitCodeOf(outcome), gate: results };
}
