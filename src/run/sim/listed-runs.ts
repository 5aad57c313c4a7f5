import type { RunSummary } from '../../core/index.ts';
import { type CampaignDocument, type FaultTally, RUNS_LISTED_MAX, RuleCounts, type RunState, stateOfRun } from '../../report/index.ts';

/** The runs of a campaign as its document and its page list them: as many as a page holds, beyond that only counts, so that memory stays flat. */
export class ListedRuns {
  readonly #isWhole: boolean;
  readonly #runs: RunSummary[] = [];
  readonly #counts: Record<RunState, number> = { violation: 0, broken: 0, inconclusive: 0, expected: 0, pass: 0 };
  readonly #rules = new RuleCounts();

  /** `isWhole`: all of them are wanted, however many. */
  constructor(isWhole: boolean) {
    this.#isWhole = isWhole;
  }

  add(run: RunSummary, rules: readonly string[] | undefined): void {
    this.#rules.add(rules);
    if (this.#isWhole || this.#runs.length < RUNS_LISTED_MAX) this.#runs.push(run);
    else this.#counts[stateOfRun(run)] += 1;
  }

  get runs(): readonly RunSummary[] {
    return this.#runs;
  }

  beyond(faults: readonly FaultTally[]): NonNullable<CampaignDocument['beyond']> {
    return { counts: this.#counts, faults, rules: this.#rules.list(), measuredRuns: this.#rules.measuredRuns };
  }
}
