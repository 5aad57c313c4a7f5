import type { CampaignSummary, Finding, GatedEntry, Outcome, RunName, RunSummary, RunVerdict } from '../core/index.ts';
import { plural } from '../report/index.ts';
import { requireEnvironment } from './environment.ts';
import type { Expansion } from './expand.ts';
import { Gate, judgeCampaign } from './gate/index.ts';
import { type LocalRunOptions, type RunProgress, runLocally } from './local-run.ts';
import { simulateRun } from './simulated-run.ts';
import { summarize } from './verdict.ts';

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
  const { observer, runs: planned, bail = Number.POSITIVE_INFINITY } = options;
  for (const { expansion } of planned) requireEnvironment(expansion.plan, options.environment ?? {});
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
    const verdict = await carryOut(run, { number: index + 1, count: planned.length }, gate, options);
    const judged = gate.add(summarize(verdict));
    runs.push(judged.run);
    options.keep?.(runs);
    outcomes.push(judged.outcome);
    if (verdict.outcome === 'broken') error ??= { code: verdict.code ?? 'harness-failed', message: verdict.reason ?? 'the harness failed' };
    observer.ended(verdict);
  }
  // Runs that were left out prove nothing.
  const left = planned.slice(runs.length).map(({ expansion: { plan } }) => ({ plan: plan.name, seed: plan.seed }));
  const judged = judgeCampaign(gate, [...outcomes, ...(left.length > 0 ? (['inconclusive'] as const) : [])]);
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
