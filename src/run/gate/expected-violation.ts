import type { Expectation, GatedEntry, GateResult, Outcome, RunSummary } from '../../core/index.ts';
import { plural } from '../../report/index.ts';
import { isPartOf, whyPartial } from './partial.ts';

/** An entry of which at least one run must be a violation: a harness that no longer finds it cannot be believed elsewhere. */
export class ExpectedViolation {
  readonly #entry: GatedEntry;
  readonly #checkers: readonly string[] | undefined;
  #runCount = 0;
  #foundCount = 0;
  #first: string | undefined;

  constructor(entry: GatedEntry, { checkers }: Expectation) {
    this.#entry = entry;
    this.#checkers = checkers;
  }

  /** What the run counts as for the campaign. */
  meaningOf({ outcome, checkers }: RunSummary): Outcome {
    switch (outcome) {
      case 'violation':
        // A known issue must not hide a new one.
        return invalidBy(checkers).some((name) => this.#checkers?.includes(name) === false) ? 'violation' : 'pass';
      case 'broken':
        return 'broken';
      // What one run could not show another may; if none does, that fails the gate.
      case 'inconclusive':
      case 'pass':
        return 'pass';
      default:
        return outcome satisfies never;
    }
  }

  add(run: RunSummary): void {
    this.#runCount += 1;
    if (run.outcome !== 'violation' || this.meaningOf(run) !== 'pass') return;
    this.#foundCount += 1;
    this.#first ??= `seed ${run.seed}, by ${invalidBy(run.checkers).join(', ')}`;
  }

  result(): GateResult {
    const by = this.#checkers === undefined ? '' : ` by ${this.#checkers.join(', ')} alone`;
    const result = {
      limit: 'expected-violation',
      entry: this.#entry.name,
      measured: `found in ${this.#foundCount} of ${plural(this.#runCount, 'run')}`,
      allowed: `a violation${by} in at least one run`,
      measuredValue: this.#foundCount,
      allowedValue: 1,
    } as const;
    if (this.#foundCount > 0) return { ...result, state: 'met', ...(this.#first === undefined ? {} : { note: this.#first }) };
    const { here } = this.#entry.planned;
    if (this.#runCount < here) return { ...result, state: 'unmeasured', note: `${this.#runCount} of its ${here} runs were carried out` };
    if (isPartOf(this.#entry)) return { ...result, state: 'deferred', note: whyPartial(this.#entry) };
    return { ...result, state: 'failed', note: 'what is known to be wrong was not found: a pass elsewhere means little' };
  }
}

function invalidBy(checkers: RunSummary['checkers']): string[] {
  return Object.entries(checkers).flatMap(([name, { verdict }]) => (verdict === 'invalid' ? [name] : []));
}
