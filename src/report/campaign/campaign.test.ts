import { describe, expect, it } from 'vitest';
import type { RunSummary } from '../../core/index.ts';
import { makeCampaign, manyRuns } from '../test-runs/index.ts';
import { type CampaignDocument, describeCampaign } from '../words/index.ts';
import { type CampaignPage, collectCampaign, RUNS_LISTED_MAX } from './index.ts';
import { behindTitle, titleOf } from './title.ts';

const linkOf = ({ dir }: RunSummary): string | undefined => (dir === undefined ? undefined : `../${dir}`);
const pageOf = (document: CampaignDocument): CampaignPage => collectCampaign(document, { linkOf });
const stale = (seed: number, key: string, more: Partial<RunSummary> = {}): Partial<RunSummary> => ({
  seed,
  outcome: 'violation',
  headline: `Not linearizable: a stale read of ${key}`,
  explanation: `Client 7 read ${key}.`,
  leading: { checker: 'linearizability', rule: 'not-linearizable', kind: 'stale-read' },
  ...more,
});
const twoLeaders = (seed: number): Partial<RunSummary> => ({
  seed,
  outcome: 'violation',
  headline: `Term ${seed} has two leaders, n1 and n2`,
  leading: { checker: 'raft-safety', rule: 'election-safety' },
});

describe('what many runs came to', () => {
  it('is told by the worst thing found, in the words of that run', () => {
    const page = pageOf(makeCampaign('violation', [{}, twoLeaders(2), twoLeaders(3), stale(4, 'k9'), stale(5, 'k1')]));
    expect(page.headline).toBe('Not linearizable: a stale read of k9, in nightly-kv seed 4, and the same in 1 more run');
    expect(page.lede).toEqual(['4 runs of 5 violated what the system must keep, 2 different kinds of findings.', 'Client 7 read k9.']);
  });

  it('leads with the same run in the terminal and on the page, whichever came first', () => {
    const document = makeCampaign('violation', [twoLeaders(2), stale(4, 'k9'), { outcome: 'violation', headline: 'Of an old build' }]);
    expect(describeCampaign(document)).toMatch(
      /^3 of 3 runs violated what it must keep: nightly-kv seed 4: Not linearizable: a stale read of k9/,
    );
    expect(pageOf(document).headline).toMatch(/^Not linearizable: a stale read of k9, in nightly-kv seed 4$/);
  });

  it('is told by the campaign where nothing was violated', () => {
    expect(pageOf(makeCampaign('pass', [{}, {}])).headline).toBe('Nothing wrong was found in 2 runs');
    const gate = [{ limit: 'p99', state: 'failed', measured: '8 ms', allowed: 'at most 5 ms' } as const];
    expect(pageOf(makeCampaign('violation', [{}, {}], { gate, violated: 'limit' })).headline).toContain(
      'p99 latency: 8 ms measured, at most 5 ms allowed',
    );
    const reasons = ['it was interrupted: 3 runs were not carried out'];
    expect(pageOf(makeCampaign('inconclusive', [{}], { reasons })).headline).toContain('3 runs were not carried out');
  });

  it('is one line for one bug, however many seeds found it', () => {
    const runs = [
      ...Array.from({ length: 40 }, (_, i) => stale(i + 3, `k${i}`)),
      ...Array.from({ length: 10 }, (_, i) => ({ seed: 60 + i })),
    ];
    const { groups, rows } = pageOf(makeCampaign('violation', runs));
    expect(groups).toHaveLength(1);
    expect(groups[0]).toMatchObject({ title: 'Not linearizable: a stale read', count: 40, first: { seed: 3 }, entries: ['nightly-kv'] });
    expect(rows.filter(({ group }) => group === 0)).toHaveLength(40);
  });

  it('keeps apart what differs: kind, checker, expectation, and what could not be judged by whom', () => {
    const unknown = (name: string) => ({ outcome: 'inconclusive' as const, checkers: { [name]: { verdict: 'unknown' as const } } });
    const { groups } = pageOf(
      makeCampaign('violation', [
        stale(1, 'k1', { expected: true }),
        unknown('linearizability'),
        unknown('vacuity'),
        { outcome: 'inconclusive', vacuous: true },
        { outcome: 'broken', explanation: 'n3 never became ready within 10 s.' },
        { outcome: 'broken', explanation: 'n1 never became ready within 12 s.' },
        stale(7, 'k1', { leading: { checker: 'linearizability', rule: 'not-linearizable', kind: 'lost-write' } }),
        stale(8, 'k1'),
        stale(9, 'k2'),
      ]),
    );
    expect(groups.map(({ state, count }) => `${state} ${count}`)).toEqual([
      'violation 1',
      'violation 2',
      'broken 2',
      'inconclusive 1',
      'inconclusive 1',
      'inconclusive 1',
      'expected 1',
    ]);
    expect(groups[2]?.title).toBe('n3 never became ready within 10 s.');
    expect(groups[3]?.title).toBe('Could not be judged by linearizability');
  });

  it('puts runs of a build that did not say what it led with together by their headline', () => {
    const { leading: _, ...old } = stale(1, 'k1');
    const { groups } = pageOf(makeCampaign('violation', [old, { ...old, headline: 'Not linearizable: a stale read of k22' }]));
    expect(groups.map(({ count }) => count)).toEqual([2]);
  });
});

describe('the title of what was found', () => {
  it('is one short sentence that ends where a clause does, and the text goes on from there', () => {
    const line = `Node n1 did not become ready: it must answer within 2000 ms, but it was answered with 503; ${'x '.repeat(60)}`;
    const title = titleOf(line.trim());
    expect(title).toBe('Node n1 did not become ready: it must answer within 2000 ms, but it was answered with 503…');
    expect(behindTitle(title, `${line.trim()}\nIts log`)).toMatch(/^… x x .*x\nIts log$/s);
    expect(titleOf('x'.repeat(500))).toHaveLength(120);
    expect(behindTitle(titleOf('x'.repeat(500)), 'x'.repeat(500))).toHaveLength(500);
    expect(behindTitle('A stale read', 'A stale read of k1: it saw c3.')).toBe('A stale read of k1: it saw c3.');
  });
});

describe('the page of a campaign', () => {
  it('says that it is only a part of a suite, and which', () => {
    const document = makeCampaign('pass', [{}]);
    expect(pageOf(document)).not.toHaveProperty('part');
    expect(pageOf({ ...document, summary: { ...document.summary, part: '--grep stale' } }).part).toBe('--grep stale');
  });

  it('tells runs of one seed apart', () => {
    const page = pageOf(makeCampaign('violation', [stale(1, 'k1'), stale(1, 'k2'), stale(2, 'k3')]));
    expect(page.rows.map(({ repeat }) => repeat)).toEqual([', run 1 of 2', ', run 2 of 2', undefined]);
    expect(page.headline).toContain('in nightly-kv seed 1, run 1 of 2, and');
  });

  it('lists what failed first, counts each outcome, and links runs that have a page', () => {
    const page = pageOf(manyRuns(60));
    expect(page.rows[0]?.state).toBe('violation');
    expect(page.rows.at(-1)?.state).toBe('pass');
    expect(page.counts).toEqual({ violation: 8, broken: 0, inconclusive: 2, expected: 1, pass: 49 });
    expect(page.runCount).toBe(60);
    expect(page.rows[0]?.link).toMatch(/^\.\.\/results\//);
    expect(page.rows.at(-1)?.link).toBeUndefined();
  });

  it('says aloud what was not run', () => {
    expect(pageOf(manyRuns(60)).missing).toEqual([
      'nightly: shard 3/5 is missing: its runs are not judged',
      'kv-nodes-5: 14 of 16 runs ran',
    ]);
    const entries = [{ name: 'never', planned: { all: 6, here: 2 } }];
    expect(pageOf(makeCampaign('inconclusive', [], { entries })).missing).toEqual(['never was not run at all: 6 runs planned']);
    const shard = makeCampaign('inconclusive', [], { entries });
    expect(pageOf({ ...shard, summary: { ...shard.summary, shard: '1/3' } }).missing).toEqual(['never was not run at all: 2 runs planned']);
  });

  it('tells of a control whether it was found', () => {
    expect(pageOf(manyRuns(60)).controls).toEqual([
      {
        entry: 'control',
        found: 1,
        ran: 1,
        state: 'met',
        sentence: 'found in 1 of 1 run, a violation by linearizability alone in at least one run is expected (seed 6, by linearizability)',
      },
    ]);
    const entries = [{ name: 'nightly-kv', planned: { all: 1, here: 1 }, expect: {} }];
    expect(pageOf(makeCampaign('violation', [{}], { entries })).controls).toMatchObject([{ state: 'failed', found: 0 }]);
  });

  it('never takes a control that did not run for one that was not found', () => {
    const entries = [{ name: 'control', planned: { all: 1, here: 1 }, expect: {} }];
    const limit = { limit: 'expected-violation', entry: 'control', measured: 'found in 0 of 0 runs', allowed: 'a violation' } as const;
    const gate = [{ ...limit, state: 'unmeasured', note: '0 of its 1 runs were carried out' } as const];
    expect(pageOf(makeCampaign('inconclusive', [{}], { entries, gate })).controls).toMatchObject([{ state: 'unmeasured' }]);
    expect(pageOf(makeCampaign('inconclusive', [{}], { entries })).controls).toMatchObject([{ state: 'unmeasured' }]);
  });

  it('tells an error of several lines by its first line, and the others once', () => {
    const explanation = 'Node n1 did not become ready: no answer\nIts log is n1.log\nLook there.';
    const broken = { outcome: 'broken' as const, headline: 'The test itself failed', explanation };
    const document = makeCampaign('broken', [broken]);
    const page = pageOf(document);
    expect(page.groups[0]).toMatchObject({ title: 'Node n1 did not become ready: no answer', example: 'Its log is n1.log\nLook there.' });
    expect(page.rows[0]).toMatchObject({ headline: 'Node n1 did not become ready: no answer', explanation });
    expect(describeCampaign(document)).toMatch(/nightly-kv seed 1: Node n1 did not become ready: no answer$/);
  });

  it('lays a matrix out by its axes', () => {
    const [grid] = pageOf(manyRuns(60)).grids;
    expect(grid).toMatchObject({ name: 'nightly', columnKey: 'nodes', columns: ['3', '5'] });
    expect(grid?.rows.map(({ name, cells }) => [name, cells.map((cell) => cell?.name)])).toEqual([
      ['workload kv', ['kv-nodes-3', 'kv-nodes-5']],
      ['workload register', ['register-nodes-3', 'register-nodes-5']],
    ]);
    expect(grid?.rows[0]?.cells[0]?.failedLimits).toBe(1);
  });

  it('sums what was covered: faults by kind, rules by runs, verdicts by checker', () => {
    const figures = manyRuns(1).summary.runs[0]?.figures;
    if (figures === undefined) return expect.fail();
    const fault = { id: 'f', kind: 'kill', target: [], state: 'idle' } as const;
    const { coverage } = pageOf(makeCampaign('pass', [{ figures }, { faults: [fault, fault] }]));
    expect(coverage.faults).toEqual([{ kind: 'kill', seeds: 2, inForce: 1, idle: 2, merged: 0, missing: 0 }]);
    expect([coverage.measuredRuns, coverage.rules.length]).toEqual([1, 3]);
    expect(coverage.checkers).toEqual([{ name: 'linearizability', valid: 2, invalid: 0, unknown: 0 }]);
    expect(coverage.ops).toEqual({ ok: 4634, fail: 450, info: 14 });
  });

  it('counts runs beyond those that it can list, and says how many', () => {
    const counts = { violation: 1, broken: 0, inconclusive: 0, expected: 0, pass: 99 };
    const page = pageOf(
      makeCampaign('violation', [stale(1, 'k1'), {}], {
        beyond: { counts, faults: [], rules: [{ name: 'monotonic', runs: 90 }], measuredRuns: 102 },
      }),
    );
    expect([page.runCount, page.unlisted, page.counts.pass, page.counts.violation]).toEqual([102, 100, 100, 2]);
    expect(page.coverage).toMatchObject({ rules: [{ name: 'monotonic', runs: 90 }], measuredRuns: 102 });
    expect(page.lede[0]).toBe('2 runs of 102 violated what the system must keep, all of them the same.');
    const many = Array.from({ length: RUNS_LISTED_MAX + 5 }, (_, i) => ({ seed: i }));
    const long = pageOf(makeCampaign('violation', [...many, stale(99_999, 'k1')]));
    expect([long.rows.length, long.unlisted, long.rows[0]?.seed]).toEqual([RUNS_LISTED_MAX, 6, 99_999]);
  });
});
