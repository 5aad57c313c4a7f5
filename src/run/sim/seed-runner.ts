import type { Plan, Systems } from '../../core/index.ts';
import type { SuiteEntry } from '../../suite/index.ts';
import { type Expansion, resolvePlan } from '../expand.ts';
import { createCoverage, createExplorer, type Explorer, type ExploreStrategy, type Fixed } from '../explore/index.ts';
import { simulateRun } from '../simulated-run.ts';
import { builtInSystems } from '../systems.ts';
import { brokenSeed, type SeedResult, seedResult } from './seed-result.ts';

/** What a campaign runs seeds of, as plain data that crosses threads. */
export interface SimSubject {
  /** At least one: a suite may hold several kinds of runs. */
  readonly entries: readonly SuiteEntry[];
  readonly strategy: ExploreStrategy;
  /** What the user has said, which no draw changes. */
  readonly fixed: Fixed;
  readonly firstSeed: number;
}

/** One run of a campaign: a seed of one of the subject's entries. */
export interface SimJob {
  /** In the campaign's order, from 0. */
  readonly position: number;
  readonly seed: number;
  /** Index into the subject's entries. */
  readonly entry: number;
  /** Where the strategy learns: the plan as it was made. Else it follows from the seed. */
  readonly plan?: Plan;
}

/** Runs seeds of a subject, in whatever thread it lives. */
export class SeedRunner {
  readonly #entries: readonly SuiteEntry[];
  readonly #systems: Systems;
  readonly #explorers: readonly Explorer[];
  /** Whether plans depend on what earlier ones reached: then only one thread makes them, and jobs carry theirs. */
  readonly learns: boolean;

  constructor({ entries, strategy, fixed, firstSeed }: SimSubject, systems: Systems = builtInSystems) {
    this.#entries = entries;
    this.#systems = systems;
    this.#explorers = entries.map((entry) => createExplorer({ entry, strategy, fixed, firstSeed, systems }));
    this.learns = this.#explorers.some(({ wantsCoverage }) => wantsCoverage);
  }

  /** Throws `FaultlineError` for an entry that cannot run. */
  expand(job: SimJob): Expansion {
    return job.plan === undefined ? this.#explorer(job.entry).plan(job.seed) : resolvePlan(job.plan, this.#systems);
  }

  learn({ entry, seed }: SimJob, coverage: Uint32Array): void {
    this.#explorer(entry).learn(seed, coverage);
  }

  /** Whatever goes wrong is the seed's: `broken`. Nothing is written. */
  run(job: SimJob): SeedResult {
    const { position, seed } = job;
    try {
      const expansion = this.expand(job);
      const coverage = this.learns ? createCoverage(expansion.plan.system.nodes) : undefined;
      const ran = simulateRun({
        expansion,
        reproduce: () => '',
        ...(coverage === undefined ? {} : { onTrace: (item) => coverage.trace(item) }),
      });
      const result = seedResult(position, { ...ran.verdict, seed }, ran, this.#entries[job.entry]?.gate !== undefined);
      return coverage === undefined ? result : { ...result, coverage: coverage.hashes() };
    } catch (error) {
      return brokenSeed(position, seed, this.#entries[job.entry]?.name ?? '', error);
    }
  }

  #explorer(entry: number): Explorer {
    const explorer = this.#explorers[entry];
    if (explorer === undefined) throw new Error(`a campaign of ${this.#explorers.length} entries has no entry ${entry}`);
    return explorer;
  }
}
