import { badInput, type Outcome, type Plan, type RunVerdict, type Systems } from '../../core/index.ts';
import { buildId } from '../build-id.ts';
import { type Expansion, resolvePlan } from '../expand.ts';
import { type SimulatedRun, simulateRun } from '../simulated-run.ts';
import { builtInSystems } from '../systems.ts';
import { EventComparison, type EventDifference } from './compare-events.ts';
import { firstFinding } from './seed-result.ts';

/** What is stored of the run that is to be repeated. */
export interface RecordedRun {
  readonly plan: Plan;
  /** Absent: it did not come to its end, or there is only a plan. */
  readonly verdict?: RunVerdict;
  /** The lines of `events.log`: none at all, and no verdict, is a run that left nothing. Absent: there is no such file, or only a plan. */
  readonly events?: Iterable<string>;
}

export interface ReplayOptions {
  readonly recorded: RecordedRun;
  /** Refuse a plan that another build made. */
  readonly strict: boolean;
  /** Default: Faultline's own. */
  readonly systems?: Systems;
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
 * the digest, and the outcome. If another build's run comes out differently, only what it came to counts: the outcome, and that the violation is of the same
 * checker and rule. Throws bad input for a plan of the local world, for a recorded run without verdict and events, and with `strict` for
 * another build's.
 */
export function replayRun({ recorded, strict, systems = builtInSystems }: ReplayOptions): Replay {
  const { plan, verdict } = recorded;
  if (plan.world !== 'simulated')
    throw badInput(
      'not-simulated',
      'expected a run of the simulated world; this one was on real processes, which no plan repeats to the bit',
    );
  const sameBuild = plan.build === buildId();
  const remarks = [...(sameBuild ? [] : [otherBuild(plan)]), ...ofModule(plan)];
  const expansion = resolvePlan(plan, systems);
  if (!sameBuild && strict) throw badInput('other-build', `${otherBuild(plan)}; --strict compares runs of one build only`);
  if (verdict === undefined && recorded.events === undefined) return { ...againstItself(expansion), remarks };
  const { ran, comparison } = runAgainst(expansion, recorded.events ?? []);
  const difference = recorded.events === undefined ? undefined : comparison.finish();
  if (verdict === undefined && difference?.number === 1 && difference.recorded === undefined)
    throw badInput(
      'nothing-to-compare',
      'expected a verdict or events of the recorded run, found neither: it ended before it left anything that could be compared. `faultline run` runs its plan.json.',
    );
  const result = { verdict: ran.verdict, eventCount: comparison.count, ...(verdict === undefined ? {} : { recorded: verdict }) };
  const shown = difference === undefined ? {} : { difference };
  if (!sameBuild && verdict !== undefined && (verdict.digest !== ran.verdict.digest || difference !== undefined))
    return { ...result, ...shown, same: sameClass(verdict, ran.verdict), comparedBy: 'outcome', remarks };
  const outcomeSame = verdict === undefined || verdict.outcome === ran.verdict.outcome;
  if (recorded.events === undefined) {
    if (verdict?.digest === ran.verdict.digest && !outcomeSame) remarks.push(changedVerdict);
    return {
      ...result,
      same: verdict?.digest === ran.verdict.digest && outcomeSame,
      comparedBy: 'digest',
      remarks: [...remarks, 'there is no events.log, so that only the digests were compared'],
    };
  }
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
  if (digestSame && !outcomeSame) remarks.push(changedVerdict);
  return { ...result, ...shown, same: digestSame && outcomeSame && difference === undefined, comparedBy: 'events', remarks };
}

const changedVerdict = 'both runs have the same digest, but verdict.json tells another outcome: somebody has changed it since';

function runAgainst(expansion: Expansion, events: Iterable<string>): { ran: SimulatedRun; comparison: EventComparison } {
  const comparison = new EventComparison(events);
  const ran = simulateRun({ expansion, reproduce: () => '', onEvent: (line) => comparison.event(line) });
  return { ran, comparison };
}

/** Nothing to compare with: the plan is run twice, which must come to the same. */
function againstItself(expansion: Expansion): Omit<Replay, 'remarks'> {
  const lines: string[] = [];
  const first = simulateRun({ expansion, reproduce: () => '', onEvent: (line) => void lines.push(line) });
  const { ran, comparison } = runAgainst(expansion, lines);
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

/** A build is known by its code; a module of the user's is not. */
function ofModule({ system: { from } }: Plan): string[] {
  return from === undefined
    ? []
    : [`the system is that of ${from}: the same run comes again only if it, and what it imports, is as it was`];
}

function otherBuild(plan: Plan): string {
  return `the plan was made by build ${plan.build}, and this is ${buildId()}`;
}
