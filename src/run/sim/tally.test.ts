import { describe, expect, it } from 'vitest';
import type { SeedResult } from './seed-result.ts';
import { CampaignTally, KIND_CAMPAIGN_SEEDS_MIN, KIND_PLANNED_SEEDS_MIN } from './tally.ts';
import { faultOf, seedOf } from './test-seeds.ts';

function tallyOf(results: readonly SeedResult[]): CampaignTally {
  const tally = new CampaignTally();
  for (const result of results) tally.add(result);
  return tally;
}

function seeds(count: number, make: (seed: number) => SeedResult): SeedResult[] {
  return Array.from({ length: count }, (_, i) => make(i + 1));
}

const vacuousUpTo =
  (vacuous: number) =>
  (seed: number): SeedResult =>
    seed <= vacuous ? seedOf(seed, 'inconclusive', { vacuous: true }) : seedOf(seed, 'pass');

describe('a campaign', () => {
  it.each([
    ['passes when all seeds do', ['pass', 'pass'], 'pass'],
    ['is inconclusive for one seed that is', ['pass', 'inconclusive'], 'inconclusive'],
    ['is broken for one broken seed', ['inconclusive', 'broken', 'pass'], 'broken'],
    ['is a violation for one, whatever else', ['broken', 'violation', 'inconclusive'], 'violation'],
    ['of no seeds passes', [], 'pass'],
  ] as const)('%s', (_, outcomes, expected) => {
    expect(tallyOf(outcomes.map((outcome, i) => seedOf(i + 1, outcome))).judge(0).outcome).toBe(expected);
  });

  it('bears 5 % of vacuous seeds, and no more', () => {
    expect(tallyOf(seeds(100, vacuousUpTo(5))).judge(0)).toEqual({ outcome: 'pass', reasons: [] });
    const over = tallyOf(seeds(100, vacuousUpTo(6))).judge(0);
    expect(over.outcome).toBe('inconclusive');
    expect(over.reasons.join()).toContain('6 of 100 seeds are vacuous');
  });

  it('does not let vacuous seeds hide a violation', () => {
    const results = [...seeds(99, vacuousUpTo(50)), seedOf(100, 'violation')];
    expect(tallyOf(results).judge(0).outcome).toBe('violation');
  });

  it('names a few vacuous seeds, each with the shortest reason', () => {
    const reason = 'the run proves nothing: fault f1 (kill) never came into force: no effect; 3 of 4 faults met no traffic';
    const run = { ...seedOf(3, 'inconclusive').run, checkers: { vacuity: { verdict: 'unknown', reason } } } as const;
    expect(tallyOf([seedOf(1, 'pass'), { ...seedOf(3, 'inconclusive', { vacuous: true }), run }]).vacuous).toEqual([
      { seed: 3, reason: '3 of 4 faults met no traffic' },
    ]);
    expect(tallyOf(seeds(9, vacuousUpTo(9))).vacuous.map(({ seed }) => seed)).toEqual([1, 2, 3, 4, 5]);
  });

  it('counts violations, and names why seeds are inconclusive', () => {
    const tally = tallyOf([seedOf(1, 'pass'), seedOf(2, 'inconclusive'), seedOf(3, 'violation'), seedOf(4, 'violation')]);
    expect(tally.violationCount).toBe(2);
    expect(tally.judge(0).reasons.join()).toContain('seed 2');
  });

  it('is inconclusive when an interrupt left seeds out', () => {
    const judged = tallyOf([seedOf(1, 'pass')]).judge(9);
    expect(judged.outcome).toBe('inconclusive');
    expect(judged.reasons.join()).toContain('9 seeds were not run');
  });

  it('tells a few of many failures and counts the rest', () => {
    const failure = { code: 'x', message: 'gone' };
    const { reasons } = tallyOf(seeds(30, (seed) => seedOf(seed, 'broken', { failure }))).judge(0);
    expect(reasons).toHaveLength(6);
    expect(reasons.at(-1)).toContain('25 more seeds are broken');
  });
});

describe('a kind of fault that never took effect', () => {
  const many = KIND_CAMPAIGN_SEEDS_MIN;
  const withFault = (state: Parameters<typeof faultOf>[1], planned: number) => (seed: number) =>
    seedOf(seed, 'pass', { faults: seed <= planned ? [faultOf('bit-rot', state)] : [faultOf('kill', 'in-force')] });

  it('makes a long campaign inconclusive, and is named', () => {
    const { outcome, reasons } = tallyOf(seeds(many, withFault('idle', many / 2))).judge(0);
    expect(outcome).toBe('inconclusive');
    expect(reasons.join()).toContain('no bit-rot fault ever took effect');
  });

  it.each([
    ['was in force once', seeds(many, (seed) => withFault(seed === 7 ? 'in-force' : 'idle', many / 2)(seed))],
    ['was hardly ever planned', seeds(many, withFault('idle', KIND_PLANNED_SEEDS_MIN - 1))],
    ['had only a short campaign', seeds(many - 1, withFault('idle', many / 2))],
  ])('does not count when it %s', (_, results) => {
    expect(tallyOf(results).judge(0).outcome).toBe('pass');
  });

  it('is counted by state, and once a seed', () => {
    const faults = [faultOf('kill', 'in-force'), faultOf('kill', 'merged'), faultOf('drop', 'idle'), faultOf('kill', 'missing')];
    expect(tallyOf([seedOf(1, 'pass', { faults })]).faults()).toEqual([
      { kind: 'drop', seeds: 1, inForce: 0, idle: 1, merged: 0, missing: 0 },
      { kind: 'kill', seeds: 1, inForce: 1, idle: 0, merged: 1, missing: 1 },
    ]);
  });
});
