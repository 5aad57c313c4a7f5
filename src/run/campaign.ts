import {
  type CampaignSummary,
  FaultlineError,
  type Finding,
  type GatedEntry,
  type Outcome,
  type RunName,
  type RunSummary,
  type RunVerdict,
} from '../core/index.ts';
import { plural } from '../report/index.ts';
import { requireEnvironment } from './environment.ts';
import type { Expansion } from './expand.ts';
import { Gate, judgeCampaign } from './gate/index.ts';
import { type LocalRunOptions, type RunProgress, runLocally } from './local-run.ts';
import { Secrets } from './secrets.ts';
import { simulateRun } from './simulated-run.ts';
import { hearingUncaught } from './uncaught.ts';
import { buildVerdict, summarize } from './verdict.ts';

export interface CampaignOptions {
  readonly runs: readonly PlannedRun[];
  readonly root: string;
  /** A run on real processes ends at the first certain finding. A simulated one comes to its end always, so that it can be replayed. */
  readonly stopOnViolation: boolean;
  /** Ends behind so many runs that are no pass. */
  readonly bail?: number;
  /** What a suite asks of its entries beside "no violation". */
  readonly gated?: readonly GatedEntry[];
  /** Given to every node's process, by name. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly keepRunning?: LocalRunOptions['keepRunning'];
  /** Told of all runs so far: before the first one, when all that can be refused has been, and behind each. */
  readonly keep?: (runs: readonly RunSummary[]) => void;
  readonly observer: CampaignObserver;
}

export interface PlannedRun {
  readonly expansion: Expansion;
  /** The one command that runs it again, given its folder. */
  readonly reproduce: (dir: string | undefined) => string;
}

export interface Campaign {
  readonly summary: CampaignSummary;
  /** What was planned and not carried out. */
  readonly left: readonly RunName[];
  readonly leftBecause?: string;
  /** Why it is no pass, beside what its runs say: sentences. */
  readonly reasons: readonly string[];
}

/** Told what happens, for people to look at. */
export interface CampaignObserver {
  /** Of a simulated run the folder is not known before it has ended. */
  started(expansion: Expansion, dir: string | undefined, position: { readonly number: number; readonly count: number }): void;
  found(checker: string, finding: Finding): void;
  running(control: { progress(): RunProgress; interrupt(why: string): void }): void;
  /** The harness failed, in no run: in words. */
  failed(message: string): void;
  /** With `expected`, where the suite asks for its violation. */
  ended(verdict: RunVerdict): void;
  /** Asked between runs. */
  interrupted(): boolean;
}

/**
 * Carries plans out one after the other, each in its world, and judges each by itself; the worst outcome is the campaign's. What the suite
 * asks for beside is judged over all of them. Throws bad input for a plan that wants what was not given.
 */
export async function runCampaign(options: CampaignOptions): Promise<Campaign> {
  const { observer, runs: planned, environment = {} } = options;
  for (const { expansion } of planned) requireEnvironment(expansion.plan, environment);
  const uncaught: FaultlineError[] = [];
  const secrets = new Secrets(environment);
  // A module may go on behind its run: a pool that closes late.
  const modules = [...new Set(planned.flatMap(({ expansion: { plan } }) => plan.system.from ?? []))];
  const heard = ({ code, message }: FaultlineError): void => {
    const error = new FaultlineError(code, secrets.mask(message));
    uncaught.push(error);
    observer.failed(error.message);
  };
  return await hearingUncaught(modules, heard, () => carryAllOut(options, uncaught));
}

/** `uncaught`: what was thrown meanwhile and is no run's. */
async function carryAllOut(options: CampaignOptions, uncaught: readonly FaultlineError[]): Promise<Campaign> {
  const { observer, runs: planned, bail = Number.POSITIVE_INFINITY } = options;
  const gate = new Gate(options.gated ?? []);
  const runs: RunSummary[] = [];
  options.keep?.(runs);
  const outcomes: Outcome[] = [];
  let error: CampaignSummary['error'];
  let why: string | undefined;
  for (const [index, run] of planned.entries()) {
    // What is simulated holds the thread: signals are heard between runs.
    await new Promise((resolve) => setImmediate(resolve));
    if (observer.interrupted()) why = 'it was interrupted';
    else if (outcomes.filter((outcome) => outcome !== 'pass').length >= bail)
      why = `it ended behind ${plural(bail, 'run')} that did not pass (--bail)`;
    else if (options.stopOnViolation && outcomes.includes('violation')) why = 'it ended at the first violation (--stop-on-violation)';
    if (why !== undefined) break;
    let verdict: RunVerdict;
    try {
      verdict = await carryOut(run, { number: index + 1, count: planned.length }, gate, options);
    } catch (failure) {
      // Before anything is proven it is told as what it is; behind that it must not take away what other runs have shown.
      if (runs.length === 0) throw failure;
      verdict = brokenOff(run, failure, new Secrets(options.environment ?? {}));
      why = `${verdict.plan} seed ${verdict.seed} could not be carried out`;
    }
    const judged = gate.add(summarize(verdict));
    runs.push(judged.run);
    options.keep?.(runs);
    outcomes.push(judged.outcome);
    if (verdict.outcome === 'broken') error ??= { code: verdict.code ?? 'harness-failed', message: verdict.reason ?? 'the harness failed' };
    observer.ended(verdict);
    if (why !== undefined) break;
  }
  // Runs that were left out prove nothing.
  const left = planned.slice(runs.length).map(({ expansion: { plan } }) => ({ plan: plan.name, seed: plan.seed }));
  const [failure] = uncaught;
  if (failure !== undefined) error ??= { code: failure.code, message: failure.message };
  const judged = judgeCampaign(gate, [
    ...outcomes,
    ...(left.length > 0 ? (['inconclusive'] as const) : []),
    ...(failure === undefined ? [] : (['broken'] as const)),
  ]);
  return {
    summary: {
      ...judged,
      runs,
      ...(error === undefined ? {} : { error }),
    },
    left,
    ...(why === undefined ? {} : { leftBecause: why }),
    reasons:
      left.length > 0
        ? [`${why ?? 'it ended early'}: ${plural(left.length, 'run')} ${left.length === 1 ? 'was' : 'were'} not carried out`]
        : [],
  };
}

/** A run that ended in no verdict of its own: its folder could not be made. */
function brokenOff({ expansion: { plan }, reproduce }: PlannedRun, failure: unknown, secrets: Secrets): RunVerdict {
  return buildVerdict({
    plan,
    startedAt: new Date(),
    durationMs: 0,
    results: {},
    history: [],
    faults: [],
    reproduce: reproduce(undefined),
    remarks: [],
    broken: new FaultlineError(failure instanceof FaultlineError ? failure.code : 'harness-failed', secrets.mask(wordsOf(failure))),
  });
}

function wordsOf(failure: unknown): string {
  return failure instanceof Error ? failure.message : String(failure);
}

async function carryOut(
  { expansion, reproduce }: PlannedRun,
  position: { readonly number: number; readonly count: number },
  gate: Gate,
  { root, stopOnViolation, keepRunning, observer, environment }: CampaignOptions,
): Promise<RunVerdict> {
  const { world } = expansion.plan;
  const isExpected = (run: RunSummary): boolean => gate.isExpected(run);
  switch (world) {
    case 'local':
      return await runLocally({
        ...expansion,
        root,
        reproduce,
        stopOnViolation,
        isExpected,
        ...(environment === undefined ? {} : { environment }),
        ...(keepRunning === undefined ? {} : { keepRunning }),
        started: (dir) => observer.started(expansion, dir, position),
        found: (checker, finding) => observer.found(checker, finding),
        control: (control) => observer.running(control),
      });
    case 'simulated':
      observer.started(expansion, undefined, position);
      return simulateRun({ expansion, root, reproduce, isExpected }).verdict;
    default:
      return world satisfies never;
  }
}
