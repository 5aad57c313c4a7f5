import type { Systems } from '../../core/index.ts';
import type { SuiteEntry } from '../../suite/index.ts';
import { type Expansion, resolvePlan } from '../expand.ts';
import { builtInSystems } from '../systems.ts';
import { drawPlan } from './draw-plan.ts';
import { createGuide } from './guide.ts';
import { type Fixed, keptOf } from './kept.ts';

/** By its name on the command line. */
export type ExploreStrategy = 'random' | 'swarm' | 'pct' | 'guided';

export interface ExplorerOptions {
  readonly entry: SuiteEntry;
  readonly strategy: ExploreStrategy;
  /** What the user has said, by options and perhaps by the suite: no draw changes it. */
  readonly fixed?: Fixed;
  /** The first seed of the campaign; only `guided` asks. */
  readonly firstSeed: number;
  /** Default: Faultline's own. */
  readonly systems?: Systems;
}

export interface Explorer {
  /**
   * The plan of a seed. Under every strategy but `guided` it depends on the seed alone, wherever it is asked for; a guided plan's own
   * `seed` may be another, of the plan that it was made from, and has to be run from the plan. Throws `FaultlineError` for an entry that cannot run.
   */
  plan(seed: number): Expansion;
  /** What the run of a seed's plan reached, as `Coverage.hashes` tells it. */
  learn(seed: number, coverage: Uint32Array): void;
  /** Whether `learn` makes any difference. */
  readonly wantsCoverage: boolean;
}

/** Plans for one campaign in the simulated world. */
export function createExplorer({ entry, strategy, fixed = {}, firstSeed, systems = builtInSystems }: ExplorerOptions): Explorer {
  switch (strategy) {
    case 'random':
    case 'swarm':
    case 'pct':
      return { plan: (seed) => drawPlan(entry, seed, strategy, fixed, systems), learn: () => {}, wantsCoverage: false };
    case 'guided': {
      const fresh = (seed: number) => drawPlan(entry, seed, 'swarm', fixed, systems).plan;
      const guide = createGuide({ firstSeed, fresh, said: keptOf(entry, fixed) });
      return {
        plan: (seed) => resolvePlan(guide.plan(seed), systems),
        learn: (seed, coverage) => guide.learn(seed, coverage),
        wantsCoverage: true,
      };
    }
  }
}
