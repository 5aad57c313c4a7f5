import type { GatedEntry, GateResult, Outcome, RunSummary } from '../../core/index.ts';
import { plural } from '../../report/index.ts';
import { EntryLimits } from './entry-limits.ts';
import { ExpectedViolation } from './expected-violation.ts';

/** Of violations so many are named. */
const NAMED_MAX = 5;

/** What a run is to its campaign. */
export interface JudgedRun {
  /** As it was, with what the suite expects of it. */
  readonly run: RunSummary;
  /** What it counts as: an expected violation is a pass. */
  readonly outcome: Outcome;
}

/**
 * Judges the runs of a campaign as one. A violation that an entry expects is no violation of the campaign, but one that is missing fails
 * the gate, as a limit does that does not hold. It holds counts, never runs.
 */
export class Gate {
  readonly #entries: ReadonlyMap<string, { readonly expected?: ExpectedViolation; readonly limits?: EntryLimits }>;
  readonly #violations: string[] = [];
  #runCount = 0;
  #violationCount = 0;

  constructor(entries: readonly GatedEntry[]) {
    this.#entries = new Map(
      entries.map((entry) => [
        entry.name,
        {
          ...(entry.expect === undefined ? {} : { expected: new ExpectedViolation(entry, entry.expect) }),
          // A control is there to be found; how fast it is says nothing.
          ...(entry.limits === undefined || entry.expect !== undefined ? {} : { limits: new EntryLimits(entry, entry.limits) }),
        },
      ]),
    );
  }

  /** Whether a suite asks for anything beside "no violation". */
  get isAsked(): boolean {
    return [...this.#entries.values()].some(({ expected, limits }) => expected !== undefined || limits !== undefined);
  }

  /** What a run would count as; nothing is counted. */
  meaningOf(run: RunSummary): Outcome {
    return this.#entries.get(run.plan ?? '')?.expected?.meaningOf(run) ?? run.outcome;
  }

  /** Whether it is a violation that the suite asks for. */
  isExpected(run: RunSummary): boolean {
    return run.outcome === 'violation' && this.meaningOf(run) === 'pass';
  }

  add(run: RunSummary): JudgedRun {
    const { expected, limits } = this.#entries.get(run.plan ?? '') ?? {};
    const outcome = this.meaningOf(run);
    this.#runCount += 1;
    limits?.add(run);
    expected?.add(run);
    if (outcome === 'violation') {
      this.#violationCount += 1;
      if (this.#violations.length < NAMED_MAX) this.#violations.push(`${run.plan ?? 'the plan'} seed ${run.seed}`);
    }
    return { run: this.isExpected(run) ? { ...run, expected: true } : run, outcome };
  }

  /** The limit that always stands, then those of each entry. */
  results(): GateResult[] {
    const ofEntries = [...this.#entries.values()].flatMap(({ expected, limits }) => [
      ...(expected === undefined ? [] : [expected.result()]),
      ...(limits?.results() ?? []),
    ]);
    return [this.#noViolation(), ...ofEntries];
  }

  #noViolation(): GateResult {
    const more = this.#violationCount - this.#violations.length;
    const named = [...this.#violations, ...(more > 0 ? [`${more} more`] : [])].join(', ');
    return {
      limit: 'no-violation',
      state: this.#violationCount > 0 ? 'failed' : this.#runCount === 0 ? 'unmeasured' : 'met',
      measured: `${this.#violationCount} in ${plural(this.#runCount, 'run')}`,
      allowed: 'none',
      measuredValue: this.#violationCount,
      allowedValue: 0,
      ...(named === '' ? {} : { note: named }),
    };
  }
}
