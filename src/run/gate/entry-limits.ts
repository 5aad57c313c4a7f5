import type { GatedEntry, GateLimits, GateResult, RunSummary } from '../../core/index.ts';
import { formatDuration, plural } from '../../report/index.ts';
import { BaselineComparison } from './baseline-comparison.ts';
import { CoverageLimits } from './coverage-limits.ts';
import { formatShare } from './format-share.ts';
import { formatTime } from './format-time.ts';
import { WorstRun } from './worst-run.ts';

/** The limits of one entry, run after run. Runs that broke off or broke measured nothing: they are judged by what they came to. */
export class EntryLimits {
  readonly #entry: GatedEntry;
  readonly #eachRun: readonly WorstRun[];
  readonly #coverage: CoverageLimits;
  readonly #baseline: BaselineComparison | undefined;
  #lateOperations = 0;
  #lateMs = 0;

  constructor(entry: GatedEntry, limits: GateLimits) {
    this.#entry = entry;
    this.#eachRun = eachRunLimits(limits);
    this.#coverage = new CoverageLimits(entry, limits.coverage ?? {});
    if (limits.baseline !== undefined) this.#baseline = new BaselineComparison(entry, limits.baseline);
  }

  add(run: RunSummary): void {
    const { figures, seed } = run;
    if (figures === undefined) return;
    this.#lateOperations += figures.lag.operations;
    this.#lateMs += figures.lag.ms;
    for (const limit of this.#eachRun) limit.add(figures, seed);
    this.#coverage.add(run.faults, figures);
    this.#baseline?.add(figures);
  }

  results(): GateResult[] {
    const late =
      this.#lateMs === 0
        ? undefined
        : `left out: ${formatDuration(this.#lateMs)} in which the harness was late, with ${plural(this.#lateOperations, 'operation')}`;
    const timed = this.#eachRun.map((limit) => {
      const result = limit.result(this.#entry);
      const notes = [result.note, limit.leavesOutLag ? late : undefined].filter((note) => note !== undefined);
      return notes.length === 0 ? result : { ...result, note: notes.join('; ') };
    });
    return [...timed, ...this.#coverage.results(), ...(this.#baseline?.results() ?? [])];
  }
}

function eachRunLimits({ availabilityDuringFaults, p99Ms, recoveryMs, minOk }: GateLimits): WorstRun[] {
  const limits: WorstRun[] = [];
  if (availabilityDuringFaults !== undefined)
    limits.push(
      new WorstRun({
        limit: 'availability-during-faults',
        allowed: availabilityDuringFaults,
        atLeast: true,
        format: formatShare,
        nothing: 'no operation was asked for while a fault was in force',
        measure: ({ duringFaults: { answered, asked } }) => (asked === 0 ? null : answered / asked),
      }),
    );
  if (p99Ms !== undefined)
    limits.push(
      new WorstRun({
        limit: 'p99',
        allowed: p99Ms,
        atLeast: false,
        format: formatTime,
        nothing: 'no operation ended ok',
        measure: (figures) => figures.p99Ms,
      }),
    );
  if (recoveryMs !== undefined)
    limits.push(
      new WorstRun({
        limit: 'recovery',
        allowed: recoveryMs,
        atLeast: false,
        format: formatTime,
        nothing: 'no faults ended so long before the next ones, or before the load, that a recovery was seen',
        // One that was cut short is known only where it was too long already.
        measure: ({ recovery: { longestMs, cutShort } }) =>
          cutShort.longestMs !== null && cutShort.longestMs > Math.max(recoveryMs, longestMs ?? 0) ? cutShort.longestMs : longestMs,
      }),
    );
  if (minOk !== undefined)
    limits.push(
      new WorstRun({
        limit: 'min-ok',
        allowed: minOk,
        atLeast: true,
        leavesOutLag: false,
        format: (count) => plural(count, 'operation'),
        nothing: 'nothing ran',
        measure: ({ okCount }) => okCount,
      }),
    );
  return limits;
}
