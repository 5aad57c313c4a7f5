import type { Expectation, GatedEntry, GateResult, Outcome, RunSummary } from '../../core/index.ts';
import { plural } from '../../report/index.ts';
import { isPartOf, whyPartial } from './partial.ts';

/** Judges nodes that ended by themselves: expected only where it is named. */
const DEATHS = 'crashes';

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
        return this.#isExpected(invalidBy(checkers)) ? 'pass' : 'violation';
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

  /** A known issue must not hide a new one; and nodes that only died, for want of memory perhaps, show no checker's eyes open. */
  #isExpected(by: readonly string[]): boolean {
    if (this.#checkers === undefined) return by.some((name) => name !== DEATHS);
    return by.length > 0 && by.every((name) => this.#checkers?.includes(name));
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
