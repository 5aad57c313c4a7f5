import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { RunSummary } from '../../core/index.ts';
import type { SuiteEntry } from '../../suite/index.ts';
import { keepRun } from './keep-run.ts';
import { SeedRunner } from './seed-runner.ts';
import { runSimCampaign, type SimCampaign, type SimCampaignOptions } from './sim-campaign.ts';
import { openBackwardsPool, smallEntry } from './test-seeds.ts';

const root = mkdtempSync(join(tmpdir(), 'faultline-sim-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

type Changes = Partial<SimCampaignOptions> & { readonly entries?: readonly SuiteEntry[]; readonly strategy?: 'swarm' | 'guided' };

function campaign(changes: Changes): Promise<SimCampaign> {
  const { entries = [smallEntry()], strategy = 'swarm', ...options } = changes;
  return runSimCampaign({
    subject: { entries, strategy, fixed: { flavours: ['kill', 'partition-leader'], safetyMs: 2000, nodeCount: 3 }, firstSeed: 1 },
    seeds: [1, 2, 3, 4, 5, 6],
    jobs: 3,
    root,
    keepGoing: false,
    listRuns: true,
    reproduce: (seed) => `again ${seed}`,
    observer: { running: () => {}, failed: () => {} },
    openPool: openBackwardsPool,
    ...options,
  });
}

const bare = ({ dir: _, ...run }: RunSummary) => run;

describe('a campaign in the simulated world', () => {
  it('lists every seed in order with its digest, and comes to the same with any number of jobs', async () => {
    const [one, four] = [await campaign({ jobs: 1 }), await campaign({ jobs: 4 })];
    expect(one.summary.runs.map(({ seed }) => seed)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(new Set(one.summary.runs.map(({ digest }) => digest)).size).toBe(6);
    expect(one.summary.runs[3]).toMatchObject({ seed: 4, reproduce: 'again 4', digest: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(four.summary.runs.map(bare)).toEqual(one.summary.runs.map(bare));
    expect(four.report.faults).toEqual(one.report.faults);
  });

  it('stops at the first violation in order, whichever ended first, and keeps its run', async () => {
    const failed: number[] = [];
    const observer = { running: () => {}, failed: (run: RunSummary) => failed.push(run.seed) };
    const entries = [smallEntry(), smallEntry('stale-read')];
    const all = await campaign({ entries, keepGoing: true, jobs: 1 });
    expect(all.report).toMatchObject({ seedCount: 12, violationCount: 6, stoppedAtViolation: false, seedRanges: [[1, 6]] });
    expect(all.report.others.map(({ seed, checker }) => [seed, checker])).toEqual([2, 3, 4, 5, 6].map((seed) => [seed, 'linearizability']));
    for (const { dir = '' } of all.report.others) expect(existsSync(join(dir, 'report.html'))).toBe(true);
    const { summary, report } = await campaign({ entries, jobs: 6, observer });
    expect(summary).toMatchObject({ outcome: 'violation', exitCode: 1, runs: [{ seed: 1 }, { seed: 1, outcome: 'violation' }] });
    expect(summary.runs.map(bare)).toEqual(all.summary.runs.slice(0, 2).map(bare));
    expect(failed).toEqual([1]);
    expect(report).toMatchObject({ stoppedAtViolation: true, seedCount: 2, plannedCount: 12, first: { run: { seed: 1 } } });
    const { dir = '', digest } = summary.runs[1] ?? {};
    expect(JSON.parse(readFileSync(join(dir, 'verdict.json'), 'utf8'))).toMatchObject({ outcome: 'violation', digest });
    expect(existsSync(join(dir, 'report.html'))).toBe(true);
    expect(summary.runs[0]?.dir).toBeUndefined();
  });

  it('learns the same in the same order, however many jobs there are', async () => {
    const seeds = Array.from({ length: 70 }, (_, i) => i + 1);
    const guided = { strategy: 'guided', seeds, keepGoing: true } as const;
    const [one, five] = [await campaign({ ...guided, jobs: 1 }), await campaign({ ...guided, jobs: 5 })];
    expect(five.summary.runs.map(bare)).toEqual(one.summary.runs.map(bare));
  });

  it('that is interrupted tells what was run, and is inconclusive', async () => {
    let interrupt = (): void => {};
    const observer = {
      running: (control: { interrupt(): void }) => {
        interrupt = control.interrupt;
      },
      failed: () => {},
    };
    const openPool: SimCampaignOptions['openPool'] = (options) => {
      const ended: typeof options.ended = (result) => {
        options.ended(result);
        interrupt();
      };
      return openBackwardsPool({ ...options, ended });
    };
    const { summary, report } = await campaign({ jobs: 1, observer, openPool });
    expect(summary).toMatchObject({ outcome: 'inconclusive', exitCode: 2, runs: [{ seed: 1 }] });
    expect(report.reasons.join()).toContain('5 seeds were not run');
  });

  it('keeps no list where none is asked for', async () => {
    const { summary, report } = await campaign({ listRuns: false, seeds: [1, 2] });
    expect([summary.runs, report.seedCount]).toEqual([[], 2]);
  });
});

describe('a failing run that is run once more', () => {
  const runner = new SeedRunner({ entries: [smallEntry()], strategy: 'swarm', fixed: { safetyMs: 1000 }, firstSeed: 1 });
  const job = { position: 0, seed: 3, entry: 0 };
  const { run } = runner.run(job);

  it('is the same run', () => {
    const kept = keepRun({ expansion: runner.expand(job), run, root, reproduce: () => 'again' });
    expect(kept.problem).toBeUndefined();
    expect(kept.run).toEqual({ ...run, reproduce: 'again', dir: kept.run.dir });
  });

  it("has a folder that ends in the campaign's seed, whichever the plan's is", () => {
    const kept = keepRun({ expansion: runner.expand(job), run: { ...run, seed: 73 }, root, reproduce: () => 'again' });
    expect(kept.run).toMatchObject({ seed: 73, dir: expect.stringMatching(/Z-73$/), digest: run.digest });
  });

  it('is broken if it is not', () => {
    const kept = keepRun({ expansion: runner.expand(job), run: { ...run, digest: 'another' }, root, reproduce: () => 'again' });
    expect(kept.problem?.code).toBe('not-deterministic');
    expect(kept.run).toMatchObject({ seed: 3, outcome: 'broken', note: expect.stringContaining('run twice') });
  });
});
