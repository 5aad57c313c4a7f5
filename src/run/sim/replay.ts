import { badInput, type Outcome, type Plan, type RunVerdict } from '../../core/index.ts';
import { buildId } from '../build-id.ts';
import { resolvePlan } from '../expand.ts';
import { type SimulatedRun, simulateRun } from '../simulated-run.ts';
import { EventComparison, type EventDifference } from './compare-events.ts';
import { firstFinding } from './seed-result.ts';

/** What is stored of the run that is to be repeated. */
export interface RecordedRun {
  readonly plan: Plan;
  /** Absent: it did not come to its end, or there is only a plan. */
  readonly verdict?: RunVerdict;
  /** The lines of `events.log`. */
  readonly events?: Iterable<string>;
}

export interface ReplayOptions {
  readonly recorded: RecordedRun;
  /** Refuse a plan that another build made. */
  readonly strict: boolean;
}

/** `itself`: nothing was stored, so the plan was run twice. */
export type ComparedBy = 'events' | 'digest' | 'outcome' | 'itself';

export interface Replay {
  readonly same: boolean;
  readonly comparedBy: ComparedBy;
  /** The run now. */
  readonly verdict: RunVerdict;
  readonly recorded?: RunVerdict;
  /** Events that the digest covers, now: lines of `events.log`. */
  readonly eventCount: number;
  readonly difference?: EventDifference;
  /** What a reader must know of the comparison: sentences. */
  readonly remarks: readonly string[];
}

/**
 * Runs a recorded plan of the simulated world again and compares. Of the same build everything must be the same: each event in order, and
 * the digest. If another build's run comes out differently, only what it came to counts: the outcome, and that the violation is of the same
 * checker and rule. Throws bad input for a plan of the local world, and with `strict` for another build's.
 */
export function replayRun({ recorded, strict }: ReplayOptions): Replay {
  const { plan, verdict } = recorded;
  if (plan.world !== 'simulated')
    throw badInput(
      'not-simulated',
      'expected a run of the simulated world; this one was on real processes, which no plan repeats to the bit',
    );
  const sameBuild = plan.build === buildId();
  const remarks = sameBuild ? [] : [otherBuild(plan)];
  if (!sameBuild && strict) throw badInput('other-build', `${otherBuild(plan)}; --strict compares runs of one build only`);
  if (verdict === undefined && recorded.events === undefined) return { ...againstItself(plan), remarks };
  const { ran, comparison } = runAgainst(plan, recorded.events ?? []);
  const difference = recorded.events === undefined ? undefined : comparison.finish();
  const result = { verdict: ran.verdict, eventCount: comparison.count, ...(verdict === undefined ? {} : { recorded: verdict }) };
  const shown = difference === undefined ? {} : { difference };
  if (!sameBuild && verdict !== undefined && (verdict.digest !== ran.verdict.digest || difference !== undefined))
    return { ...result, ...shown, same: sameClass(verdict, ran.verdict), comparedBy: 'outcome', remarks };
  if (recorded.events === undefined)
    return {
      ...result,
      same: verdict?.digest === ran.verdict.digest,
      comparedBy: 'digest',
      remarks: [...remarks, 'there is no events.log, so that only the digests were compared'],
    };
  if (verdict === undefined) {
    // What a killed run has left is its beginning.
    const same = difference === undefined || difference.recorded === undefined;
    remarks.push('the recorded run did not come to its end, so that only its beginning was compared');
    return { ...result, ...(same ? {} : shown), same, comparedBy: 'events', remarks };
  }
  const digestSame = verdict.digest === ran.verdict.digest;
  if (digestSame && difference !== undefined)
    remarks.push('both runs have the same digest, so the runs were the same: somebody has changed events.log since');
  if (!digestSame && difference === undefined)
    remarks.push('every line of events.log is the same, but the digest is not: verdict.json, or bytes that no line tells apart');
  return { ...result, ...shown, same: digestSame && difference === undefined, comparedBy: 'events', remarks };
}

function runAgainst(plan: Plan, events: Iterable<string>): { ran: SimulatedRun; comparison: EventComparison } {
  const comparison = new EventComparison(events);
  const ran = simulateRun({ expansion: resolvePlan(plan), reproduce: () => '', onEvent: (line) => comparison.event(line) });
  return { ran, comparison };
}

/** Nothing to compare with: the plan is run twice, which must come to the same. */
function againstItself(plan: Plan): Omit<Replay, 'remarks'> {
  const lines: string[] = [];
  const first = simulateRun({ expansion: resolvePlan(plan), reproduce: () => '', onEvent: (line) => void lines.push(line) });
  const { ran, comparison } = runAgainst(plan, lines);
  const difference = comparison.finish();
  return {
    same: first.verdict.digest === ran.verdict.digest && difference === undefined,
    comparedBy: 'itself',
    verdict: ran.verdict,
    recorded: first.verdict,
    eventCount: comparison.count,
    ...(difference === undefined ? {} : { difference }),
  };
}

/** The same outcome, and the violation that was found first is among those found now: same checker, same rule. */
function sameClass(recorded: RunVerdict, now: RunVerdict): boolean {
  const outcome: Outcome = recorded.outcome;
  if (outcome !== now.outcome) return false;
  const first = firstFinding(recorded);
  if (first === undefined) return true;
  const result = now.results[first.checker];
  return result?.verdict === 'invalid' && (first.rule === first.checker || result.findings.some(({ rule }) => rule === first.rule));
}

function otherBuild(plan: Plan): string {
  return `the plan was made by build ${plan.build}, and this is ${buildId()}`;
}
