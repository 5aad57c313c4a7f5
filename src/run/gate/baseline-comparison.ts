import type { BaselineLimit, BaselineRatio, GatedEntry, GateLimitName, GateResult, RunFigures } from '../../core/index.ts';
import { plural } from '../../report/index.ts';
import { baselineOf } from './baseline.ts';
import { formatShare } from './format-share.ts';
import { formatTime } from './format-time.ts';
import { isPartOf, whyPartial } from './partial.ts';

/** Runs whose median is taken; a campaign of more is compared by its first ones, and says so. */
const RUNS_MAX = 10_000;

interface Compared {
  readonly limit: GateLimitName;
  readonly name: BaselineRatio;
  readonly measured: number | null;
  readonly stored: number | null;
  readonly ratio: number;
  readonly atLeast: boolean;
  readonly format: (value: number) => string;
}

/** The medians of an entry's runs against the stored ones. */
export class BaselineComparison {
  readonly #entry: GatedEntry;
  readonly #limit: BaselineLimit;
  readonly #runs: { readonly figures: RunFigures }[] = [];
  #runCount = 0;

  constructor(entry: GatedEntry, limit: BaselineLimit) {
    this.#entry = entry;
    this.#limit = limit;
  }

  add(figures: RunFigures): void {
    this.#runCount += 1;
    if (this.#runs.length < RUNS_MAX) this.#runs.push({ figures });
  }

  results(): GateResult[] {
    // What neither side has (a suite without faults has no recovery) is nothing to compare, unless the suite names it.
    const isAsked = ({ name, measured, stored }: Compared): boolean =>
      measured !== null || stored !== null || this.#entry.baseline === undefined || this.#limit.named.includes(name);
    return this.#compared()
      .filter(isAsked)
      .map((compared) => this.#judge(compared));
  }

  #compared(): Compared[] {
    const now = baselineOf(this.#runs, 'local');
    const stored = this.#entry.baseline;
    const { p99, recovery, ok, availabilityDuringFaults } = this.#limit;
    const pair = <K extends 'p99Ms' | 'recoveryMs' | 'okCount' | 'availabilityDuringFaults'>(key: K) => ({
      measured: now?.[key] ?? null,
      stored: stored?.[key] ?? null,
    });
    const count = (value: number): string => plural(value, 'operation');
    return [
      { limit: 'baseline-p99', name: 'p99', ...pair('p99Ms'), ratio: p99, atLeast: false, format: formatTime },
      { limit: 'baseline-recovery', name: 'recovery', ...pair('recoveryMs'), ratio: recovery, atLeast: false, format: formatTime },
      { limit: 'baseline-ok', name: 'ok', ...pair('okCount'), ratio: ok, atLeast: true, format: count },
      {
        limit: 'baseline-availability',
        name: 'availabilityDuringFaults',
        ...pair('availabilityDuringFaults'),
        ratio: availabilityDuringFaults,
        atLeast: true,
        format: formatShare,
      },
    ];
  }

  #judge({ limit, measured, stored, ratio, atLeast, format }: Compared): GateResult {
    const entry = this.#entry.name;
    const bound = `at ${atLeast ? 'least' : 'most'} ${ratio} times`;
    if (stored === null) {
      const words = { limit, entry, measured: measured === null ? 'nothing' : format(measured), allowed: `${bound} the stored` };
      return { ...words, state: 'unmeasured', note: 'the baseline has no such figure' };
    }
    const allowed = `${bound} the stored ${format(stored)}`;
    const words = { limit, entry, allowed, allowedValue: stored * ratio };
    // No figure can be below that, whatever has become of the system.
    if (stored === 0 && atLeast)
      return {
        ...words,
        measured: measured === null ? 'nothing' : format(measured),
        state: 'unmeasured',
        note: 'the stored figure is 0: nothing can be worse',
      };
    if (measured === null && isPartOf(this.#entry))
      return { ...words, measured: 'nothing', state: 'deferred', note: whyPartial(this.#entry) };
    if (measured === null) return { ...words, measured: 'nothing', state: 'unmeasured', note: 'no run measured it' };
    const times = stored === 0 ? '' : ` (${(measured / stored).toFixed(2)} times)`;
    const result = { ...words, measured: `${format(measured)}${times}`, measuredValue: measured };
    if (isPartOf(this.#entry)) return { ...result, state: 'deferred', note: whyPartial(this.#entry) };
    const note = this.#runCount > RUNS_MAX ? { note: `median of the first ${RUNS_MAX} runs` } : {};
    return { ...result, ...note, state: (atLeast ? measured >= stored * ratio : measured <= stored * ratio) ? 'met' : 'failed' };
  }
}
