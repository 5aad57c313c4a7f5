import { type CampaignSummary, FaultlineError, type GatedEntry, type RunName, type RunSummary, type Systems } from '../../core/index.ts';
import { type CampaignDocument, type CampaignReport, explainRun, type OtherViolation, type SimProgress } from '../../report/index.ts';
import { Gate, judgeCampaign } from '../gate/index.ts';
import { JobLine, type Settled } from './job-line.ts';
import { keepRun } from './keep-run.ts';
import { ListedRuns } from './listed-runs.ts';
import { openWorkerPool, type Pool, type PoolOptions } from './pool.ts';
import { seedRanges } from './seed-ranges.ts';
import type { SeedFinding, SeedResult } from './seed-result.ts';
import { SeedRunner, type SimSubject } from './seed-runner.ts';
import { CampaignTally } from './tally.ts';

/** With `keepGoing`, so many failing runs keep a folder; the others are told by their commands. */
export const KEPT_RUNS_MAX = 25;

export interface SimCampaignOptions {
  readonly subject: SimSubject;
  /** Of the subject's entries; workers load those of modules again. Default: Faultline's own. */
  readonly systems?: Systems;
  /** What is asked of the entries beside "no violation". */
  readonly gated?: readonly GatedEntry[];
  /** Rising, none twice. */
  readonly seeds: readonly number[];
  /** Worker threads. */
  readonly jobs: number;
  /** The results folder. */
  readonly root: string;
  readonly keepGoing: boolean;
  /** Whether the summary lists every seed; else as many as a page lists are kept, and counts of the others. */
  readonly listRuns: boolean;
  /** The one command that runs a seed again. */
  readonly reproduce: (seed: number, dir: string | undefined) => string;
  readonly observer: SimObserver;
  /** Default: worker threads. */
  readonly openPool?: (options: PoolOptions) => Pool;
}

/** Told what happens, for people to look at. */
export interface SimObserver {
  running(control: { progress(): SimProgress; interrupt(): void }): void;
  /** A violation or a failure of the harness, in order of seeds. */
  failed(run: RunSummary, message: string): void;
}

export interface SimCampaign {
  readonly summary: CampaignSummary;
  /** What was planned and does not count, where runs are listed. */
  readonly left: readonly RunName[];
  readonly leftBecause?: string;
  readonly report: CampaignReport;
  /** For the campaign's page: as many runs as it lists, and counts of the others. */
  readonly listed: readonly RunSummary[];
  readonly beyond: NonNullable<CampaignDocument['beyond']>;
}

/**
 * Runs the seeds of a campaign in the simulated world, beside each other, and judges the whole. What it comes to depends on the seeds
 * alone, not on the number of jobs: results count in order of their seeds, and what was run behind the first violation does not count.
 * Throws `FaultlineError` for an entry that cannot run, and if worker threads cannot be started.
 */
export async function runSimCampaign(options: SimCampaignOptions): Promise<SimCampaign> {
  const campaign = new Campaign(options);
  await campaign.run();
  return campaign.conclude();
}

class Campaign {
  readonly #options: SimCampaignOptions;
  readonly #runner: SeedRunner;
  readonly #line: JobLine;
  readonly #pool: Pool;
  readonly #tally = new CampaignTally();
  readonly #gate: Gate;
  readonly #listed: ListedRuns;
  /** Positions of runs that count, where they are listed. */
  readonly #counted = new Set<number>();
  readonly #checkersShared = new Map<string, RunSummary['checkers']>();
  readonly #startedAt = performance.now();
  #elapsedMs = 0;
  /** Of everything that ended, also what does not count. */
  readonly #ran = { seeds: 0, events: 0, virtualMs: 0, failures: 0 };
  #stoppedAtViolation = false;
  #interrupted = false;
  #keptCount = 0;
  #first: CampaignReport['first'];
  readonly #others: OtherViolation[] = [];
  #error: CampaignSummary['error'];

  constructor(options: SimCampaignOptions) {
    const { subject, seeds, jobs } = options;
    this.#options = options;
    this.#listed = new ListedRuns(options.listRuns);
    this.#gate = new Gate(options.gated ?? []);
    this.#runner = new SeedRunner(subject, options.systems);
    this.#line = new JobLine(this.#runner, seeds, subject.entries.length);
    // An entry that cannot run is told before anything starts, not once for each seed.
    for (const entry of subject.entries.keys()) this.#runner.expand({ position: entry, seed: subject.firstSeed, entry });
    this.#pool = (options.openPool ?? openWorkerPool)({
      jobs: Math.max(1, Math.min(jobs, this.#line.total)),
      subject,
      take: (most) => this.#line.take(most),
      ended: (result) => this.#ended(result),
    });
  }

  async run(): Promise<void> {
    this.#options.observer.running({ progress: () => this.#progress(), interrupt: () => this.#interrupt() });
    try {
      await this.#pool.run();
    } finally {
      this.#elapsedMs = performance.now() - this.#startedAt;
      await this.#pool.close();
    }
    if (!this.#stoppedAtViolation) for (const settled of this.#line.behindHoles()) this.#count(settled);
  }

  conclude(): SimCampaign {
    const tally = this.#tally;
    const leftOut = this.#interrupted && !this.#stoppedAtViolation ? this.#line.total - tally.seedCount : 0;
    const judged = tally.judge(leftOut);
    // A run that is not the same twice outranks what it seemed to be; a folder that cannot be written is the harness's failure.
    const total = judgeCampaign(this.#gate, [judged.outcome, ...(this.#error === undefined ? [] : (['broken'] as const))]);
    const reasons = this.#error === undefined ? judged.reasons : [...judged.reasons, this.#error.message];
    const error = this.#error ?? tally.firstBroken;
    const rates = this.#rates(this.#elapsedMs);
    const summary: CampaignSummary = {
      ...total,
      runs: this.#options.listRuns ? this.#listed.runs : [],
      rates,
      ...(error === undefined ? {} : { error }),
    };
    const { seeds } = this.#options;
    const report: CampaignReport = {
      outcome: total.outcome,
      ...(total.violated === undefined ? {} : { violated: total.violated }),
      reasons,
      ...(total.gate === undefined ? {} : { gate: total.gate }),
      seedRanges: seedRanges(seeds),
      seedCount: tally.seedCount,
      plannedCount: this.#line.total,
      stoppedAtViolation: this.#stoppedAtViolation,
      violationCount: tally.violationCount,
      brokenCount: tally.brokenCount,
      vacuousCount: tally.vacuousCount,
      vacuous: tally.vacuous,
      others: this.#others,
      unkeptCount: Math.max(0, tally.violationCount + tally.brokenCount - KEPT_RUNS_MAX),
      faults: tally.faults(),
      rates,
      elapsedMs: this.#elapsedMs,
      ...(this.#first === undefined ? {} : { first: this.#first }),
    };
    const because = this.#stoppedAtViolation ? 'it stopped at the first violation' : this.#interrupted ? 'it was interrupted' : undefined;
    const leftBecause = because === undefined ? {} : { leftBecause: because };
    const { runs: listed } = this.#listed;
    return { summary, left: this.#left(), ...leftBecause, report, listed, beyond: this.#listed.beyond(tally.faults()) };
  }

  #left(): RunName[] {
    const { subject, listRuns } = this.#options;
    return listRuns ? this.#line.besides(this.#counted).map(({ seed, entry }) => ({ plan: subject.entries[entry]?.name ?? '', seed })) : [];
  }

  #ended(result: SeedResult): void {
    this.#ran.seeds += 1;
    this.#ran.events += result.eventCount;
    this.#ran.virtualMs += result.virtualMs;
    if (this.#gate.meaningOf(result.run) === 'violation' && !this.#options.keepGoing) this.#endBehind(result.position);
    for (const settled of this.#line.settle(result)) this.#count(settled);
    this.#pool.wake();
  }

  /** In order. What stands behind the first violation is as if it had never been run. */
  #count(settled: Settled): void {
    if (this.#stoppedAtViolation) return;
    const { failure, finding } = settled.result;
    const { run: bare, outcome } = this.#gate.add(settled.result.run);
    const { seed } = settled.job;
    const failing = outcome === 'violation' || outcome === 'broken';
    const run = failing
      ? this.#keep(settled)
      : { ...bare, checkers: this.#shared(bare.checkers), reproduce: this.#options.reproduce(seed, undefined) };
    const vacuous = settled.result.vacuous && outcome === 'inconclusive';
    this.#tally.add({ ...settled.result, vacuous, run: outcome === bare.outcome ? run : { ...run, outcome } });
    this.#listed.add(run, settled.result.rules);
    if (this.#options.listRuns) this.#counted.add(settled.job.position);
    if (failing) {
      this.#ran.failures += 1;
      const message = finding?.message ?? failure?.message ?? 'the harness failed';
      if (this.#first === undefined) this.#first = { run, message, ...(finding === undefined ? {} : { finding }) };
      else if (finding !== undefined && this.#others.length < OTHERS_TOLD_MAX) this.#others.push(otherOf(run, finding));
      this.#options.observer.failed(run, outcome === 'violation' ? explainRun(run) : message);
    }
    this.#stoppedAtViolation = outcome === 'violation' && !this.#options.keepGoing;
  }

  #keep({ job, result }: Settled): RunSummary {
    const reproduce = (dir: string | undefined): string => this.#options.reproduce(job.seed, dir);
    const bare = { ...result.run, reproduce: reproduce(undefined) };
    // A run that threw has no digest: there is nothing to keep.
    if (bare.digest === undefined || this.#keptCount >= KEPT_RUNS_MAX) return bare;
    this.#keptCount += 1;
    try {
      const { run, problem } = keepRun({ expansion: this.#runner.expand(job), run: bare, root: this.#options.root, reproduce });
      if (problem !== undefined) this.#error ??= { code: problem.code, message: problem.message };
      return run;
    } catch (error) {
      if (!(error instanceof FaultlineError)) throw error;
      this.#error ??= { code: error.code, message: error.message };
      return bare;
    }
  }

  #interrupt(): void {
    this.#interrupted = true;
    this.#endBehind(-1);
  }

  #endBehind(position: number): void {
    this.#line.endAt(position + 1);
    this.#pool.limit(position + 1);
  }

  /** Nearly all seeds are judged alike: what they have in common is kept once, so that memory stays flat. */
  #shared(checkers: RunSummary['checkers']): RunSummary['checkers'] {
    const key = JSON.stringify(checkers);
    const known = this.#checkersShared.get(key);
    if (known !== undefined) return known;
    if (this.#checkersShared.size < SHARED_MAX) this.#checkersShared.set(key, checkers);
    return checkers;
  }

  #progress(): SimProgress {
    const elapsedMs = performance.now() - this.#startedAt;
    return { done: this.#ran.seeds, total: this.#line.total, elapsedMs, failureCount: this.#ran.failures, rates: this.#rates(elapsedMs) };
  }

  #rates(elapsedMs: number): CampaignReport['rates'] {
    const perSecond = (count: number): number => (elapsedMs === 0 ? 0 : Math.round((count * 10_000) / elapsedMs) / 10);
    return {
      eventsPerSecond: perSecond(this.#ran.events),
      simulatedSecondsPerSecond: perSecond(this.#ran.virtualMs / 1000),
      seedsPerSecond: perSecond(this.#ran.seeds),
    };
  }
}

const SHARED_MAX = 1000;
/** Violations behind the first that the summary names. */
const OTHERS_TOLD_MAX = 10;

function otherOf({ seed, dir, headline }: RunSummary, { checker, rule }: SeedFinding): OtherViolation {
  return { seed, checker, headline: headline ?? rule, ...(dir === undefined ? {} : { dir }) };
}
