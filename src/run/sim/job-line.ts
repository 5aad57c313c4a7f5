import type { SeedResult } from './seed-result.ts';
import type { SeedRunner, SimJob } from './seed-runner.ts';

/** Where plans depend on what was reached before, so many are made at once: no number of jobs changes what a campaign runs. */
export const LEARNING_JOBS = 64;

export interface Settled {
  readonly job: SimJob;
  readonly result: SeedResult;
}

/**
 * The jobs of a campaign in order: seed after seed, and each entry of the suite for each seed. They are given out in order, end in any
 * order, and are settled in order again. A strategy that learns is told of jobs in order and only between groups of them, so that its
 * plans do not depend on who was faster.
 */
export class JobLine {
  readonly #runner: SeedRunner;
  readonly #seeds: readonly number[];
  readonly #entryCount: number;
  readonly #out = new Map<number, SimJob>();
  readonly #early = new Map<number, Settled>();
  #lessons: { readonly job: SimJob; readonly coverage: Uint32Array }[] = [];
  #next = 0;
  #settled = 0;
  #learntTo = 0;
  #end: number;

  constructor(runner: SeedRunner, seeds: readonly number[], entryCount: number) {
    this.#runner = runner;
    this.#seeds = seeds;
    this.#entryCount = entryCount;
    this.#end = this.total;
  }

  get total(): number {
    return this.#seeds.length * this.#entryCount;
  }

  /** The next jobs, at most so many. Throws `FaultlineError` where plans are made here and an entry cannot run. */
  take(most: number): SimJob[] {
    const to = Math.min(this.#next + most, this.#end, this.#mayGoTo());
    const jobs: SimJob[] = [];
    for (; this.#next < to; this.#next += 1) {
      const job = this.jobAt(this.#next);
      this.#out.set(job.position, job);
      jobs.push(job);
    }
    return jobs;
  }

  jobAt(position: number): SimJob {
    const job = { position, seed: this.#seeds[Math.floor(position / this.#entryCount)] ?? 0, entry: position % this.#entryCount };
    return this.#runner.learns ? { ...job, plan: this.#runner.expand(job).plan } : job;
  }

  /** What this result lets be settled, in order. */
  settle(result: SeedResult): Settled[] {
    const job = this.#out.get(result.position);
    if (job === undefined) return [];
    this.#out.delete(result.position);
    this.#early.set(result.position, { job, result });
    const settled: Settled[] = [];
    for (let next = this.#early.get(this.#settled); next !== undefined; next = this.#early.get(this.#settled)) {
      this.#early.delete(this.#settled);
      this.#settled += 1;
      settled.push(next);
      if (next.result.coverage !== undefined) this.#lessons.push({ job: next.job, coverage: next.result.coverage });
    }
    if (this.#settled === this.#mayGoTo()) this.#learn();
    return settled;
  }

  /** Nothing at this position or behind it is given out any more. */
  endAt(position: number): void {
    this.#end = Math.min(this.#end, position);
  }

  /** What ended behind a job that never did, in order: an interrupt leaves holes. */
  behindHoles(): Settled[] {
    return [...this.#early.values()].sort((a, b) => a.job.position - b.job.position);
  }

  /** All but those at these positions, in order. */
  besides(positions: ReadonlySet<number>): { readonly seed: number; readonly entry: number }[] {
    const all = this.#seeds.flatMap((seed) => Array.from({ length: this.#entryCount }, (_, entry) => ({ seed, entry })));
    return all.filter((_, position) => !positions.has(position));
  }

  /** How far jobs may be given out before what ended has been learnt from. */
  #mayGoTo(): number {
    return this.#runner.learns ? this.#learntTo + LEARNING_JOBS : this.total;
  }

  #learn(): void {
    for (const { job, coverage } of this.#lessons) this.#runner.learn(job, coverage);
    this.#lessons = [];
    this.#learntTo = this.#settled;
  }
}
