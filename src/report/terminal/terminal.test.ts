import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../core/index.ts';
import { makeRun } from '../test-runs/index.ts';
import {
  type CampaignReport,
  colorsWanted,
  formatCampaign,
  formatReplay,
  formatVerdict,
  type ProgressState,
  progressLine,
  simProgressLine,
} from './index.ts';

const verdictOf = (outcome: Outcome, hostile?: string) =>
  makeRun({ operationCount: 100, outcome, ...(hostile === undefined ? {} : { hostile }) }).verdict;

describe('the verdict in the terminal', () => {
  it('is short and says outcome, checkers, findings, report and how to run it again', () => {
    const text = formatVerdict(verdictOf('violation'), { color: false });
    expect(text).toMatch(/^VIOLATION {2}Not linearizable: a stale read of k3\n/);
    expect(text).toContain('✗ linearizability  invalid  one of 24 keys has no legal order');
    expect(text).toContain('✓ performance      valid');
    expect(text).toContain('5 of 5 in force');
    const faults = [{ id: 'core-n3', kind: 'kill', target: ['n3'], state: 'in-force', ofCore: true }] as const;
    expect(formatVerdict({ ...verdictOf('pass'), faults }, { color: false })).toMatch(/faults +none planned, and 1 of the core phase\n/);
    expect(text).toContain('results/smoke/20261121T063725.123Z-7/report.html');
    expect(text).toContain('npx faultline run smoke --seed 7 --bug stale-read@n2');
    expect(text.split('\n').length).toBeLessThan(25);
  });

  it.each([
    ['pass', /^PASS {2}Linearizable and safe under 5 faults/],
    ['inconclusive', /^INCONCLUSIVE .*\n[\s\S]*\? linearizability {2}unknown {2}the memory budget/],
    ['broken', /^BROKEN .*\n {2}n3 never became ready within 10 s/],
  ] as const)('tells a run that is %s', (outcome, expected) => {
    expect(formatVerdict(verdictOf(outcome), { color: false })).toMatch(expected);
  });

  it('shows three findings and counts the rest', () => {
    const verdict = verdictOf('violation');
    const finding = { rule: 'x', message: 'This is wrong.' };
    const text = formatVerdict({ ...verdict, results: { a: { verdict: 'invalid', findings: Array(12).fill(finding) } } }, { color: false });
    expect(text.match(/This is wrong\./g)).toHaveLength(3);
    expect(text).toContain('and 9 more in the report');
  });

  it('shows the finding of the headline first, however many came before it', () => {
    const early = { rule: 'vote-durability', message: 'Nothing was durable.' };
    const second = { rule: 'election-safety', message: 'n3 voted twice.' };
    const evidence = { term: 2, leaders: ['n1', 'n2'] };
    const findings = [early, early, early, early, second, { rule: 'election-safety', message: 'Two led.', evidence }];
    const text = formatVerdict({ ...verdictOf('violation'), results: { a: { verdict: 'invalid', findings } } }, { color: false });
    expect(text).toMatch(/^VIOLATION {2}Term 2 has two leaders, n1 and n2\n/);
    const shown = ['Two led.', 'n3 voted twice.', 'Nothing was durable.'].map((message) => text.indexOf(message));
    expect(Math.min(...shown)).toBeGreaterThan(0);
    expect(shown).toEqual([...shown].sort((a, b) => a - b));
  });

  it('keeps the lines of a note, and tells a simulated run in virtual time', () => {
    const verdict = { ...verdictOf('violation'), note: 'a story:\n  1 s  once\nShrunk.', durationMs: 8870, wallMs: 142 };
    const text = formatVerdict(verdict, { color: false });
    expect(text).toContain('  note        a story:\n                1 s  once\n              Shrunk.\n');
    expect(text).toContain(' info in 8.9 s of virtual time (0.1 s)\n');
  });

  it('does not say of a proven violation that the run proves nothing', () => {
    const verdict = verdictOf('violation');
    const vacuity = { verdict: 'unknown', reason: 'the run proves nothing: 1 of 1 faults met no traffic', findings: [] } as const;
    const text = formatVerdict({ ...verdict, results: { ...verdict.results, vacuity } }, { color: false });
    expect(text).not.toContain('proves nothing');
    expect(text).toMatch(/vacuity +unknown {2}too little for a pass, .*: 1 of 1 faults met no traffic/);
    const inconclusive = verdictOf('inconclusive');
    expect(formatVerdict({ ...inconclusive, results: { vacuity } }, { color: false })).toContain(
      'vacuity  unknown  the run proves nothing: 1 of 1',
    );
  });

  it('says how to make a report that there is none of', () => {
    const text = formatVerdict(verdictOf('inconclusive'), { color: false, reportBy: 'npx faultline report results/x' });
    expect(text).toContain('  report      npx faultline report results/x\n');
    expect(text).not.toContain('report.html');
  });

  it('lets no value steer the terminal', () => {
    const text = formatVerdict(verdictOf('violation', `\u001b]0;title\u0007${'x'.repeat(100_000)}`), { color: false });
    expect(text.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
    expect(text.length).toBeLessThan(5000);
  });
});

describe('the line of progress', () => {
  const state: ProgressState = {
    phase: 'safety',
    elapsedMs: 12_400,
    totalMs: 20_000,
    okPerSecond: 198,
    ops: { ok: 2431, fail: 12, info: 3 },
    faults: [{ kind: 'partition', target: ['n2 -> n1', 'n1 -> n2'] }],
    leader: { node: 'n4', term: 3 },
    findingCount: 1,
  };

  it('says where the run is', () => {
    expect(progressLine(state, { color: false })).toBe(
      'safety 7.6 s left  198 ok/s  2,431 ok 12 fail 3 info  1 finding  n4 leads term 3  partition n2 | n1',
    );
  });

  it('says that nobody leads only where somebody could', () => {
    const { leader: _, ...nobody } = state;
    expect(progressLine(nobody, { color: false })).toContain('1 finding  no leader  partition');
    expect(progressLine({ ...nobody, leader: null }, { color: false })).toContain('1 finding  partition');
  });

  it('is cut to the width of the terminal, colours not counted', () => {
    const plain = progressLine(state, { color: false, width: 40 });
    expect(plain).toHaveLength(40);
    expect(plain.endsWith('…')).toBe(true);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colour codes begin with one.
    expect(progressLine(state, { color: true, width: 40 }).replace(/\u001b\[\d+m/g, '')).toBe(plain);
  });
});

const rates = { eventsPerSecond: 210_000.4, simulatedSecondsPerSecond: 640, seedsPerSecond: 82 };
const run = {
  dir: 'results/x/1',
  seed: 17,
  outcome: 'violation',
  checkers: {},
  ops: { ok: 1, fail: 0, info: 0 },
  faults: [],
  reproduce: 'npx faultline run --world simulated --seed 17',
} as const;
const report: CampaignReport = {
  outcome: 'violation',
  reasons: ['no bit-rot fault ever took effect'],
  seedRanges: [[1, 2000]],
  seedCount: 17,
  plannedCount: 2000,
  stoppedAtViolation: true,
  violationCount: 1,
  brokenCount: 0,
  vacuousCount: 2,
  vacuous: [{ seed: 4, reason: '3 of 4 faults met no traffic' }],
  others: [],
  unkeptCount: 0,
  first: { run, message: 'two\nlines', finding: { checker: 'raft-safety', rule: 'election-safety' } },
  faults: [{ kind: 'kill', seeds: 9, inForce: 1234, idle: 0, merged: 2, missing: 0 }],
  rates,
  elapsedMs: 2000,
};

describe('a campaign in the simulated world', () => {
  it('says how far it is and how fast it goes', () => {
    const state = { done: 1234, total: 5000, elapsedMs: 15_048, failureCount: 0, rates };
    expect(simProgressLine(state, { color: false })).toBe(
      '1,234/5,000 seeds  82 seeds/s  640 simulated s/s  210,000 events/s  no finding  45.9 s left',
    );
  });

  it('ends with what it came to: the first failing seed, its message, its report and its command', () => {
    const text = formatCampaign(report, { color: false });
    expect(text).toMatch(/^VIOLATION {2}Seed 17: Two leaders in one term/);
    for (const part of [
      '1..2000: 17 of 2,000 run',
      'stopped at the first violation',
      '2 of 17 (11.8 %)\n              seed 4: 3 of 4 faults met no traffic\n              and 1 more',
      'no bit-rot fault',
      '    two\n    lines',
    ])
      expect(text).toContain(part);
    expect(text).toMatch(/kill +1,234 +0 +2 +0\n/);
    expect(text).toContain('report      results/x/1/report.html\n  again       npx faultline run --world simulated --seed 17');
  });
});

describe('a campaign that kept going', () => {
  it('names the seeds that were asked for, and the other violations', () => {
    const others = [
      { seed: 9, checker: 'liveness', headline: 'A majority that was well did not serve', dir: 'results/x/2' },
      { seed: 10, checker: 'crashes', headline: 'A node died by itself' },
    ];
    const seedRanges = [
      [7, 7],
      [9, 10],
    ] as const;
    const text = formatCampaign({ ...report, others, seedRanges, seedCount: 3, plannedCount: 3, violationCount: 5 }, { color: false });
    expect(text).toContain('seeds       7, 9..10: all 3 run');
    expect(text).toContain(
      'other violations\n    seed 9  A majority that was well did not serve  results/x/2\n    seed 10  A node died by itself\n    and 2 more\n',
    );
  });
});

describe('a run that was repeated', () => {
  const verdict = { ...verdictOf('pass'), digest: 'abc' };

  it('is identical', () => {
    const replay = { same: true, comparedBy: 'events', verdict, recorded: verdict, eventCount: 1234, remarks: [] } as const;
    expect(formatReplay(replay, { color: false })).toMatch(/^identical\n[\s\S]*events {4}1,234\n {2}digest {4}abc\n$/);
  });

  it('shows the first event that differs', () => {
    const difference = { number: 42, recorded: '1.000 deliver' };
    const recorded = { ...verdictOf('violation'), digest: 'def' };
    const replay = { same: false, comparedBy: 'events', verdict, recorded, eventCount: 41, difference, remarks: ['a remark'] } as const;
    const text = formatReplay(replay, { color: false });
    expect(text).toMatch(/^different\n {2}a remark\n/);
    expect(text).toContain('recorded  violation');
    expect(text).toMatch(/number 42 [\s\S]*recorded {2}1.000 deliver\n +now {7}nothing: the run has ended\n$/);
  });
});

describe('colours', () => {
  it('are for terminals, unless somebody says otherwise', () => {
    expect(colorsWanted({ isTTY: true }, {})).toBe(true);
    expect(colorsWanted({ isTTY: true }, { NO_COLOR: '1', FORCE_COLOR: '1' })).toBe(false);
    expect(colorsWanted({ isTTY: true }, { TERM: 'dumb' })).toBe(false);
    expect(colorsWanted({}, { CI: 'true' })).toBe(false);
    expect(colorsWanted({}, { FORCE_COLOR: '1' })).toBe(true);
  });
});
