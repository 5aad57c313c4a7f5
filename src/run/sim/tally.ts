import { type Outcome, type RunSummary, worstOutcome } from '../../core/index.ts';
import { FaultCounts, type FaultTally, type VacuousSeed } from '../../report/index.ts';
import type { SeedResult } from './seed-result.ts';

/** More vacuous seeds than this share make a campaign inconclusive. */
export const VACUOUS_SHARE_MAX = 0.05;
/** A campaign of so many seeds must have seen every kind of fault in force that was planned in at least so many of them. */
export const KIND_CAMPAIGN_SEEDS_MIN = 200;
export const KIND_PLANNED_SEEDS_MIN = 20;
/** Of what went wrong several times, so many are told one by one. */
const TOLD_MAX = 5;

export interface CampaignJudgement {
  readonly outcome: Outcome;
  /** Why it is not a pass, beside violations: sentences. */
  readonly reasons: readonly string[];
}

/**
 * What a campaign comes to, seed after seed in order. A vacuous seed counts only where more than 5 % are vacuous; a kind of fault that
 * was planned often and never took effect proves nothing of itself. It holds counts, never runs.
 */
export class CampaignTally {
  readonly #faults = new FaultCounts();
  readonly #vacuous: VacuousSeed[] = [];
  readonly #inconclusive: string[] = [];
  readonly #broken: string[] = [];
  readonly #worst: Outcome[] = [];
  seedCount = 0;
  violationCount = 0;
  vacuousCount = 0;
  brokenCount = 0;
  inconclusiveCount = 0;
  firstBroken: { readonly code: string; readonly message: string } | undefined;

  add({ run, vacuous, failure }: Pick<SeedResult, 'run' | 'vacuous' | 'failure'>): void {
    this.seedCount += 1;
    this.#faults.add(run.faults);
    if (vacuous) {
      this.vacuousCount += 1;
      this.#vacuous.push(...atMost(TOLD_MAX - this.#vacuous.length, { seed: run.seed, reason: whyVacuous(run) }));
      return;
    }
    this.#worst.splice(0, this.#worst.length, worstOutcome([...this.#worst, run.outcome]));
    switch (run.outcome) {
      case 'pass':
        return;
      case 'violation':
        this.violationCount += 1;
        return;
      case 'inconclusive':
        this.inconclusiveCount += 1;
        this.#inconclusive.push(...atMost(TOLD_MAX - this.#inconclusive.length, `seed ${run.seed}: ${whyInconclusive(run)}`));
        return;
      case 'broken':
        this.brokenCount += 1;
        this.firstBroken ??= failure ?? { code: 'harness-failed', message: 'the harness failed' };
        this.#broken.push(...atMost(TOLD_MAX - this.#broken.length, `seed ${run.seed}: ${failure?.message ?? 'the harness failed'}`));
        return;
      default:
        return run.outcome satisfies never;
    }
  }

  /** By kind, in the order of their names. */
  faults(): readonly FaultTally[] {
    return this.#faults.list();
  }

  /** The first few. */
  get vacuous(): readonly VacuousSeed[] {
    return this.#vacuous;
  }

  /** `leftOut`: seeds that an interrupt kept from being run. */
  judge(leftOut: number): CampaignJudgement {
    const reasons: string[] = [];
    const share = this.seedCount === 0 ? 0 : this.vacuousCount / this.seedCount;
    if (share > VACUOUS_SHARE_MAX)
      reasons.push(
        `${this.vacuousCount} of ${this.seedCount} seeds are vacuous (${percent(share)}): at most ${percent(VACUOUS_SHARE_MAX)} may be`,
      );
    for (const kind of this.#neverInForce())
      reasons.push(`no ${kind.kind} fault ever took effect, though ${kind.seeds} seeds planned one: the campaign proves nothing of it`);
    if (leftOut > 0) reasons.push(`it was interrupted: ${leftOut} seeds were not run`);
    const campaign: readonly Outcome[] = reasons.length > 0 ? ['inconclusive'] : [];
    reasons.push(...told(this.#inconclusive, this.inconclusiveCount, 'inconclusive'));
    reasons.push(...told(this.#broken, this.brokenCount, 'broken'));
    return { outcome: worstOutcome([...this.#worst, ...campaign]), reasons };
  }

  #neverInForce(): readonly FaultTally[] {
    if (this.seedCount < KIND_CAMPAIGN_SEEDS_MIN) return [];
    return this.faults().filter(({ seeds, inForce }) => seeds >= KIND_PLANNED_SEEDS_MIN && inForce === 0);
  }
}

function whyInconclusive({ checkers, note }: RunSummary): string {
  const unknown = Object.entries(checkers).filter(([, { verdict }]) => verdict === 'unknown');
  const [name, result] = unknown.find(([checker]) => checker !== 'vacuity') ?? unknown[0] ?? [];
  return name === undefined ? (note ?? 'it gave no reason') : `${name}: ${result?.reason ?? 'it gave no reason'}`;
}

/** Of several reasons the shortest. */
function whyVacuous({ checkers }: RunSummary): string {
  const reasons = (checkers['vacuity']?.reason ?? 'it gave no reason').replace(/^the run proves nothing: /, '').split('; ');
  return reasons.reduce((shortest, reason) => (reason.length < shortest.length ? reason : shortest));
}

function told(lines: readonly string[], count: number, what: string): string[] {
  return count <= lines.length ? [...lines] : [...lines, `and ${count - lines.length} more seeds are ${what}`];
}

function atMost<T>(room: number, item: T): T[] {
  return room > 0 ? [item] : [];
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
