import type { GatedEntry, GateLimitName, GateResult, GateState, RunFigures } from '../../core/index.ts';
import { whyPartial } from './partial.ts';

/** A run that had nothing to measure keeps no limit. As of vacuous seeds, so many of an entry's runs may be so; more leave it unmeasured. */
export const UNMEASURED_SHARE_MAX = 0.05;

export interface WorstRunOptions {
  readonly limit: GateLimitName;
  readonly allowed: number;
  /** Else at most. */
  readonly atLeast: boolean;
  /** Default true. */
  readonly leavesOutLag?: boolean;
  readonly format: (value: number) => string;
  /** Why a run has nothing to measure. */
  readonly nothing: string;
  /** null: it has nothing. */
  readonly measure: (figures: RunFigures) => number | null;
}

/** A limit that each run must keep: the worst one is told. */
export class WorstRun {
  readonly #options: WorstRunOptions;
  #worst: { readonly value: number; readonly seed: number } | undefined;
  #measured = 0;
  #runs = 0;

  constructor(options: WorstRunOptions) {
    this.#options = options;
  }

  get leavesOutLag(): boolean {
    return this.#options.leavesOutLag !== false;
  }

  add(figures: RunFigures, seed: number): void {
    const value = this.#options.measure(figures);
    this.#runs += 1;
    if (value === null) return;
    this.#measured += 1;
    const isWorse = this.#worst === undefined || (this.#options.atLeast ? value < this.#worst.value : value > this.#worst.value);
    if (isWorse) this.#worst = { value, seed };
  }

  result(entry: GatedEntry): GateResult {
    const { limit, allowed, atLeast, format, nothing } = this.#options;
    const words = { limit, entry: entry.name, allowed: `at ${atLeast ? 'least' : 'most'} ${format(allowed)}`, allowedValue: allowed };
    if (entry.planned.here === 0) return { ...words, state: 'deferred', measured: 'nothing', note: whyPartial(entry) };
    if (this.#worst === undefined)
      return { ...words, state: 'unmeasured', measured: 'nothing', note: this.#runs === 0 ? 'no run came to its end' : nothing };
    const { value, seed } = this.#worst;
    const unmeasured = this.#runs - this.#measured;
    const partly = unmeasured === 0 ? '' : `, ${unmeasured} of ${this.#runs} runs had nothing to measure: ${nothing}`;
    const holds = atLeast ? value >= allowed : value <= allowed;
    const ofHolding: GateState = unmeasured > this.#runs * UNMEASURED_SHARE_MAX ? 'unmeasured' : 'met';
    return {
      ...words,
      state: holds ? ofHolding : 'failed',
      measured: format(value),
      measuredValue: value,
      note: `${this.#measured > 1 ? 'worst: ' : ''}seed ${seed}${partly}`,
    };
  }
}
