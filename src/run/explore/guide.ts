import { drawInteger, drawUnit, type Plan } from '../../core/index.ts';
import type { Kept } from './kept.ts';
import { mutatePlan } from './mutate-plan.ts';

export interface GuideOptions {
  /** The first seed of the campaign: keys every choice. */
  readonly firstSeed: number;
  /** A seed's plan when nothing is to be built upon. */
  readonly fresh: (seed: number) => Plan;
  /** What no change touches. */
  readonly said: Kept;
}

export interface Guide {
  plan(seed: number): Plan;
  /** What the run of `plan(seed)` reached; a seed whose plan was never asked for, or too long ago, is passed over. */
  learn(seed: number, coverage: Uint32Array): void;
  /** Plans kept, for people. */
  readonly kept: number;
}

interface Parent {
  readonly plan: Plan;
  /** Hashes that no run had reached before. */
  readonly newCount: number;
  chosenCount: number;
}

/** Until so many plans were worth keeping, and once in so many runs for ever, a plan is drawn afresh. */
const keptBeforeMutation = 8;
const freshShare = 0.25;
const keptMax = 512;
/** Plans whose runs are not over yet: more than any number of jobs has under way. */
const awaitedMax = 4096;
/** The best of so many is chosen, so that what opened much is worked on more, and less each time. */
const tournamentSize = 3;
/** Hashes are told apart by so many of their bits: two megabytes, however long the campaign. */
const seenBits = 24;

/**
 * Keeps plans whose runs reached what none had before, and changes them. Each plan is a function of the campaign's first seed, its own seed
 * and what was learned until then, in the order in which it is taught. A campaign teaches in order of seeds, whatever the number of its jobs, so it
 * goes the same way every time; each plan says everything itself and replays alone all the same.
 */
export function createGuide({ firstSeed, fresh, said }: GuideOptions): Guide {
  const kept: Parent[] = [];
  const awaited = new Map<number, Plan>();
  const seen = new Uint32Array(2 ** (seenBits - 5));

  function choose(seed: number): Parent | undefined {
    let best: Parent | undefined;
    for (let i = 0; i < tournamentSize; i += 1) {
      const candidate = kept[drawInteger(0, kept.length - 1, firstSeed, 'guide', seed, 'parent', i)];
      if (candidate !== undefined && (best === undefined || worth(candidate) > worth(best))) best = candidate;
    }
    return best;
  }

  function countNew(coverage: Uint32Array): number {
    let count = 0;
    for (const hash of coverage) {
      const place = hash >>> (32 - seenBits + 5);
      const bit = 1 << ((hash >>> (32 - seenBits)) & 31);
      const word = seen[place] ?? 0;
      if ((word & bit) !== 0) continue;
      seen[place] = word | bit;
      count += 1;
    }
    return count;
  }

  return {
    plan(seed) {
      const drawAfresh = kept.length < keptBeforeMutation || drawUnit(firstSeed, 'guide', seed, 'fresh') < freshShare;
      const parent = drawAfresh ? undefined : choose(seed);
      if (parent !== undefined) parent.chosenCount += 1;
      const plan = parent === undefined ? fresh(seed) : mutatePlan(parent.plan, { seed: firstSeed, key: seed, kept: said });
      awaited.set(seed, plan);
      if (awaited.size > awaitedMax) for (const oldest of [...awaited.keys()].slice(0, 1)) awaited.delete(oldest);
      return plan;
    },
    learn(seed, coverage) {
      const plan = awaited.get(seed);
      if (plan === undefined) return;
      awaited.delete(seed);
      const newCount = countNew(coverage);
      if (newCount === 0) return;
      kept.push({ plan, newCount, chosenCount: 0 });
      if (kept.length > keptMax) kept.shift();
    },
    get kept() {
      return kept.length;
    },
  };
}

function worth({ newCount, chosenCount }: Parent): number {
  return newCount / (1 + chosenCount);
}
