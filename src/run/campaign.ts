import type { CampaignSummary, Finding, RunVerdict } from '../core/index.ts';
import type { Expansion } from './expand.ts';
import { type LocalRunOptions, type RunProgress, runLocally } from './local-run.ts';
import { simulateRun } from './simulated-run.ts';
import { summarizeAll } from './verdict.ts';

export interface CampaignOptions {
  readonly runs: readonly PlannedRun[];
  readonly root: string;
  /** A run on real processes ends at the first certain finding. A simulated one comes to its end always, so that it can be replayed. */
  readonly stopOnViolation: boolean;
  readonly keepRunning?: LocalRunOptions['keepRunning'];
  readonly observer: CampaignObserver;
}

export interface PlannedRun {
  readonly expansion: Expansion;
  /** The one command that runs it again, given its folder. */
  readonly reproduce: (dir: string | undefined) => string;
}

/** Told what happens, for people to look at. */
export interface CampaignObserver {
  /** Of a simulated run the folder is not known before it has ended. */
  started(expansion: Expansion, dir: string | undefined, position: { readonly number: number; readonly count: number }): void;
  found(checker: string, finding: Finding): void;
  running(control: { progress(): RunProgress; interrupt(why: string): void }): void;
  ended(verdict: RunVerdict): void;
  /** Asked between runs. */
  interrupted(): boolean;
}

/** Carries plans out one after the other, each in its world. Each is judged by itself; the worst outcome is the campaign's. */
export async function runCampaign(options: CampaignOptions): Promise<CampaignSummary> {
  const { observer } = options;
  const verdicts: RunVerdict[] = [];
  for (const [index, run] of options.runs.entries()) {
    // What is simulated holds the thread: signals are heard between runs.
    await new Promise((resolve) => setImmediate(resolve));
    if (observer.interrupted()) break;
    const position = { number: index + 1, count: options.runs.length };
    const verdict = await carryOut(run, position, options);
    verdicts.push(verdict);
    observer.ended(verdict);
    if (options.stopOnViolation && verdict.outcome === 'violation') break;
  }
  // Runs that an interrupt left out prove nothing.
  const left = observer.interrupted() && verdicts.length < options.runs.length ? (['inconclusive'] as const) : [];
  return summarizeAll(verdicts, left);
}

async function carryOut(
  { expansion, reproduce }: PlannedRun,
  position: { readonly number: number; readonly count: number },
  { root, stopOnViolation, keepRunning, observer }: CampaignOptions,
): Promise<RunVerdict> {
  const { world } = expansion.plan;
  switch (world) {
    case 'local':
      return await runLocally({
        ...expansion,
        root,
        reproduce,
        stopOnViolation,
        ...(keepRunning === undefined ? {} : { keepRunning }),
        started: (dir) => observer.started(expansion, dir, position),
        found: (checker, finding) => observer.found(checker, finding),
        control: (control) => observer.running(control),
      });
    case 'simulated':
      observer.started(expansion, undefined, position);
      return simulateRun({ expansion, root, reproduce }).verdict;
    default:
      return world satisfies never;
  }
}
