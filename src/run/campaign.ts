import type { CampaignSummary, Finding, RunVerdict } from '../core/index.ts';
import type { Expansion } from './expand.ts';
import { type LocalRunOptions, type RunProgress, runLocally } from './local-run.ts';
import { summarizeAll } from './verdict.ts';

export interface CampaignOptions {
  readonly runs: readonly { readonly expansion: Expansion; readonly reproduce: (dir: string) => string }[];
  readonly root: string;
  readonly stopOnViolation: boolean;
  readonly keepRunning?: LocalRunOptions['keepRunning'];
  readonly observer: CampaignObserver;
}

/** Told what happens, for people to look at. */
export interface CampaignObserver {
  started(expansion: Expansion, dir: string, position: { readonly number: number; readonly count: number }): void;
  found(checker: string, finding: Finding): void;
  running(control: { progress(): RunProgress; interrupt(why: string): void }): void;
  ended(verdict: RunVerdict): void;
  /** Asked between runs. */
  interrupted(): boolean;
}

/** Carries plans out one after the other. Each is judged by itself; the worst outcome is the campaign's. */
export async function runCampaign(options: CampaignOptions): Promise<CampaignSummary> {
  const { observer } = options;
  const verdicts: RunVerdict[] = [];
  for (const [index, { expansion, reproduce }] of options.runs.entries()) {
    if (observer.interrupted()) break;
    const verdict = await runLocally({
      ...expansion,
      root: options.root,
      reproduce,
      stopOnViolation: options.stopOnViolation,
      ...(options.keepRunning === undefined ? {} : { keepRunning: options.keepRunning }),
      started: (dir) => observer.started(expansion, dir, { number: index + 1, count: options.runs.length }),
      found: (checker, finding) => observer.found(checker, finding),
      control: (control) => observer.running(control),
    });
    verdicts.push(verdict);
    observer.ended(verdict);
    if (options.stopOnViolation && verdict.outcome === 'violation') break;
  }
  // Runs that an interrupt left out prove nothing.
  const left = observer.interrupted() && verdicts.length < options.runs.length ? (['inconclusive'] as const) : [];
  return summarizeAll(verdicts, left);
}
