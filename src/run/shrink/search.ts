import { createHash } from 'node:crypto';
import type { Finding, HistoryEvent, Ms, Plan } from '../../core/index.ts';

/** What one run of a plan came to. */
export interface Trial {
  /** Of the class that is looked for; undefined: the run does not show it. */
  readonly finding: Finding | undefined;
  readonly history: readonly HistoryEvent[];
}

export interface SearchOptions {
  /** Runs a plan. A plan that cannot be run shows nothing. */
  readonly oracle: (plan: Plan) => Trial;
  readonly budgetMs: Ms;
  /** Real time, of any zero. */
  readonly now: () => Ms;
  readonly interrupted: () => boolean;
  /** After each trial. */
  readonly progress?: (state: SearchState) => void;
}

export interface SearchState {
  readonly trials: number;
  readonly elapsedMs: Ms;
  /** The best so far, and what it came to. */
  readonly plan: Plan;
  readonly trial: Trial & { readonly finding: Finding };
}

/** Why a search ended: nothing more could be taken away, its time was over, or somebody asked for its end. */
export type SearchEnd = 'minimal' | 'budget' | 'interrupted';

/** The smallest plan found so far, and the trials that lead to a smaller one. */
export class Search {
  readonly #options: SearchOptions;
  readonly #beganAtMs: Ms;
  /** By digest: thousands of plans of thousands of operations would fill the memory. */
  readonly #tried = new Set<string>();
  #best: Plan;
  #trial: Trial & { readonly finding: Finding };
  #trials = 0;

  /** `trial` is what `plan` came to. */
  constructor(plan: Plan, trial: Trial & { readonly finding: Finding }, options: SearchOptions) {
    this.#options = options;
    this.#beganAtMs = options.now();
    this.#best = plan;
    this.#trial = trial;
    this.#tried.add(digestOf(plan));
  }

  get best(): Plan {
    return this.#best;
  }

  /** What the best plan came to. */
  get trial(): Trial & { readonly finding: Finding } {
    return this.#trial;
  }

  get trials(): number {
    return this.#trials;
  }

  /** `minimal` while it may go on. */
  get end(): SearchEnd {
    const { interrupted, now, budgetMs } = this.#options;
    if (interrupted()) return 'interrupted';
    return now() - this.#beganAtMs >= budgetMs ? 'budget' : 'minimal';
  }

  get stopped(): boolean {
    return this.end !== 'minimal';
  }

  /** Runs a plan that was not tried yet; if it fails in the same way, it is the best from now on. */
  async attempt(plan: Plan): Promise<boolean> {
    if (this.stopped) return false;
    const digest = digestOf(plan);
    if (this.#tried.has(digest)) return false;
    this.#tried.add(digest);
    // A trial blocks the thread: between two of them signals and timers have their turn.
    await new Promise((resolve) => setImmediate(resolve));
    if (this.stopped) return false;
    const { finding, history } = this.#options.oracle(plan);
    this.#trials += 1;
    if (finding !== undefined) {
      this.#best = plan;
      this.#trial = { finding, history };
    }
    const elapsedMs = this.#options.now() - this.#beganAtMs;
    this.#options.progress?.({ trials: this.#trials, elapsedMs, plan: this.#best, trial: this.#trial });
    return finding !== undefined;
  }

  /** The first of these plans that fails; whether there was one. They are made one by one, as they are needed. */
  async attemptAny(plans: Iterable<Plan>): Promise<boolean> {
    for (const plan of plans) if (await this.attempt(plan)) return true;
    return false;
  }
}

function digestOf(plan: Plan): string {
  return createHash('sha256').update(JSON.stringify(plan)).digest('base64');
}
