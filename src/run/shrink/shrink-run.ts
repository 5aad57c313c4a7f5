import { checkers as allCheckers } from '../../../checkers/index.ts';
import { badInput, FaultlineError, type Ms, type Plan, planNameLengthMax, type RunVerdict, type Systems } from '../../core/index.ts';
import { buildId } from '../build-id.ts';
import { type Expansion, resolvePlan } from '../expand.ts';
import { quote } from '../recorded-run.ts';
import { scriptOf } from '../script-of.ts';
import { type SimulatedRun, simulateRun } from '../simulated-run.ts';
import { builtInSystems } from '../systems.ts';
import { classOfRun, describeClass, type FailureClass, findingOf } from './failure-class.ts';
import type { SearchEnd, SearchState, Trial } from './search.ts';
import { shrinkPlan } from './shrink-plan.ts';
import { type PlanSize, sizeOf, sizeOfTrial } from './size.ts';
import { isSound } from './soundness.ts';
import { describeSize, tellStory } from './story.ts';

/** A trial whose history is this hard to judge is no simpler one. */
const TRIAL_CHECKER_BUDGET_MS = 5000;
const SHRUNK = '-shrunk';

export interface ShrinkRunOptions {
  /** Of a simulated run. */
  readonly plan: Plan;
  /** What the run came to when it was recorded; undefined: only its plan is at hand. */
  readonly recorded?: RunVerdict;
  /** The results folder. */
  readonly root: string;
  readonly budgetMs: Ms;
  readonly now: () => Ms;
  readonly interrupted: () => boolean;
  readonly progress?: (state: ShrinkProgress) => void;
  /** Default: Faultline's own. */
  readonly systems?: Systems;
}

export interface ShrinkProgress {
  readonly trials: number;
  readonly elapsedMs: Ms;
  /** Of the smallest plan so far, counted as `before` and `after` are. */
  readonly size: PlanSize;
}

export interface ShrunkRun {
  readonly before: PlanSize;
  readonly after: PlanSize;
  /** Of the shrunk run, absolute. */
  readonly dir: string;
  readonly digest: string;
  readonly end: SearchEnd;
  readonly trials: number;
  readonly story: string;
  readonly reproduce: string;
}

/** `notReproduced` says what was looked for and what came instead. */
export type ShrinkResult = { readonly shrunk: ShrunkRun } | { readonly notReproduced: string };

/**
 * Shrinks a failing simulated run and writes what is left as a run of its own, plan, history and report. The result is run a second
 * time: it must come to the same digest. Throws `FaultlineError`: 254 for a plan that is not simulated or does not fail, 255 for a
 * results folder that cannot be written and for a run that is not the same twice.
 */
export async function shrinkRun(options: ShrinkRunOptions): Promise<ShrinkResult> {
  const { plan, recorded, budgetMs, now, interrupted, progress, systems = builtInSystems } = options;
  requireViolation(plan, recorded);
  const first = simulate(resolvePlan(plan, systems));
  const failure = recorded === undefined ? classOfRun(first.verdict) : classOfRun(recorded);
  if (failure === undefined) throw noViolation(plan, first.verdict);
  const found = findingOf(failure, first.verdict.results);
  if (found === undefined) return { notReproduced: describeMiss(plan, failure, first.verdict) };
  const oracle = oracleFor(plan, failure, systems);
  const trial = { finding: found, history: first.history };
  const before = sizeOf(plan, first.history, found);
  const told = (state: SearchState): void => progress?.(progressOf(state));
  const shrunk = await shrinkPlan({ plan, trial, oracle, scriptOf, budgetMs, now, interrupted, progress: told });
  const kept = keep(shrunk.plan, failure, before, options.root, systems);
  return { shrunk: { before, end: shrunk.end, trials: shrunk.trials, ...kept } };
}

function requireViolation(plan: Plan, recorded: RunVerdict | undefined): void {
  if (plan.world !== 'simulated')
    throw badInput(
      'not-simulated',
      'expected a simulated run: only those are the same each time, so only they can be shrunk; `faultline run --world simulated` makes one',
    );
  if (recorded !== undefined && recorded.outcome !== 'violation') throw noViolation(plan, recorded);
}

function noViolation({ name, seed }: Plan, { outcome }: RunVerdict): FaultlineError {
  return badInput(
    'no-violation',
    `expected a run that found a violation, got ${name} with seed ${seed}, which is ${outcome}: there is nothing to shrink`,
  );
}

function describeMiss({ build }: Plan, failure: FailureClass, verdict: RunVerdict): string {
  const other = classOfRun(verdict);
  const got = other === undefined ? `the outcome ${verdict.outcome}` : describeClass(other);
  const builds = build === buildId() ? 'the build is the same' : `the plan was made by build ${build}, this is ${buildId()}`;
  return `the failure does not come again: looked for ${describeClass(failure)}, got ${got} (${builds})`;
}

/** Judges a plan by the checker of the class alone; what it is not found by, a run may do without. */
function oracleFor(original: Plan, failure: FailureClass, systems: Systems): (plan: Plan) => Trial {
  const checkers = allCheckers.has(failure.checker) ? [failure.checker] : [];
  return (candidate) => {
    if (!isSound(candidate, original, failure)) return { finding: undefined, history: [] };
    const checkerBudgetMs = Math.min(candidate.limits.checkerBudgetMs, TRIAL_CHECKER_BUDGET_MS);
    const expansion = resolvable({ ...candidate, checkers, limits: { ...candidate.limits, checkerBudgetMs } }, systems);
    if (expansion === undefined) return { finding: undefined, history: [] };
    const early = simulate(expansion, { stopOnViolation: true });
    const finding = findingOf(failure, early.verdict.results);
    // Another rule of the same checker may have ended the run before the one that is meant.
    if (finding !== undefined || early.verdict.outcome !== 'violation') return { finding, history: early.history };
    const whole = simulate(expansion);
    return { finding: findingOf(failure, whole.verdict.results), history: whole.history };
  };
}

/** undefined: taking something away has left a plan that makes no sense. */
function resolvable(plan: Plan, systems: Systems): Expansion | undefined {
  try {
    return resolvePlan(plan, systems);
  } catch (error) {
    if (error instanceof FaultlineError && error.exitCode === 254) return undefined;
    throw error;
  }
}

/** Runs what is left with everything that the plan asks for, and once more, so that what the first run tells stands with the second. */
function keep(
  shrunk: Plan,
  failure: FailureClass,
  before: PlanSize,
  root: string,
  systems: Systems,
): Pick<ShrunkRun, 'after' | 'dir' | 'digest' | 'story' | 'reproduce'> {
  const plan: Plan = { ...shrunk, name: shrunkName(shrunk.name), build: buildId() };
  const told = simulate(resolvePlan(plan, systems));
  const finding = findingOf(failure, told.verdict.results);
  const again = told.verdict.digest;
  const after = finding === undefined ? before : sizeOf(plan, told.history, finding);
  const story = finding === undefined ? '' : tellStory(plan, told.history, after, finding);
  const note = `${story}\nShrunk from ${describeSize(before)}.`;
  const { dir, digest, reproduce, ...verdict } = simulate(resolvePlan(plan, systems), { root, note }).verdict;
  if (verdict.outcome === 'broken' || dir === undefined || digest === undefined)
    throw new FaultlineError(verdict.code ?? 'harness-failed', verdict.reason ?? 'the shrunk run was not written');
  if (finding === undefined || digest !== again)
    throw new FaultlineError(
      'not-deterministic',
      `the shrunk plan was run twice and came to ${finding === undefined ? 'another failure' : `the digests ${digest} and ${again ?? 'none'}`}; this is a defect of the simulated world or of a node that knows more than its Env: ${dir}`,
    );
  return { after, dir, digest, story, reproduce };
}

function simulate(expansion: Expansion, how: { root?: string; note?: string; stopOnViolation?: boolean } = {}): SimulatedRun {
  const reproduce = (dir: string | undefined): string =>
    dir === undefined ? 'npx faultline replay' : `npx faultline replay ${quote(dir)}`;
  return simulateRun({ expansion, reproduce, ...how });
}

/** Once, however often a run is shrunk. */
function shrunkName(name: string): string {
  return name.endsWith(SHRUNK) ? name : `${name.slice(0, planNameLengthMax - SHRUNK.length)}${SHRUNK}`;
}

function progressOf({ trials, elapsedMs, plan, trial }: SearchState): ShrinkProgress {
  return { trials, elapsedMs, size: sizeOfTrial(plan, trial) };
}
