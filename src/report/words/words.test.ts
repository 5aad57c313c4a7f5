import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RunVerdict } from '../../core/index.ts';
import {
  describeDuration,
  describeFinding,
  describeLimit,
  describeLoad,
  describeTarget,
  explainOutcome,
  findingsInOrder,
  formatCount,
  formatDuration,
  formatMs,
  formatNumber,
  leadingFinding,
  readable,
  readableJson,
  reasonOf,
} from './index.ts';

const verdict: RunVerdict = {
  format: 1,
  plan: 'smoke',
  build: '1',
  startedAt: '2026-11-21T06:37:25.123Z',
  durationMs: 31_400,
  seed: 7,
  outcome: 'pass',
  checkers: {},
  ops: { ok: 5912, fail: 33, info: 41 },
  faults: [{ id: 'f1', kind: 'kill', target: ['n1'], state: 'in-force' }],
  reproduce: 'npx faultline run --seed 7',
  results: {},
};

describe('figures', () => {
  it('are written the same everywhere', () => {
    expect([0, 999, 1000, 1_234_567].map(formatCount)).toEqual(['0', '999', '1,000', '1,234,567']);
    expect([0.31, 4.25, 42.04, 310.4, 1250].map(formatMs)).toEqual(['0.31 ms', '4.25 ms', '42 ms', '310 ms', '1.25 s']);
    expect([31_400, 724_000, 7_500_000].map(formatDuration)).toEqual(['31.4 s', '12 min 4 s', '2 h 5 min']);
    expect([3, 1200, 0.5, 193.4213, -2000].map(formatNumber)).toEqual(['3', '1,200', '0.5', '193.421', '-2,000']);
  });
});

describe('readable text', () => {
  it('writes out what would steer a terminal or turn a line around', () => {
    expect(readable('a\u001b[31mb\u202ec\ud800d\n')).toBe('a\\u001b[31mb\\u202ec\\ud800d\\u000a');
    expect(readable('two\nlines', { lines: true })).toBe('two\nlines');
    expect(readable('naïve 漢字 😀 </script>')).toBe('naïve 漢字 😀 </script>');
  });

  it('leaves no control character and no half of a pair, whatever comes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 0, max: 0xffff }), (text, unit) => {
        const shown = readable(text + String.fromCharCode(unit));
        expect(shown).not.toMatch(/\p{Cc}|\p{Cs}/u);
        expect(readable(shown)).toBe(shown);
      }),
    );
  });

  it('tells strings from numbers', () => {
    expect([1, '1', null, 'a"b'].map(readableJson)).toEqual(['1', '"1"', 'null', '"a\\"b"']);
  });
});

describe('a run', () => {
  const load = { concurrency: 1, ratePerSecond: 40, attemptTimeoutMs: 1, operationTimeoutMs: 1 };
  const operation = { client: 0, atMs: 0, f: 'put', key: 'x', value: 1, readOnly: false };

  it('is told in the time of its world, and beside it in ours', () => {
    expect(describeDuration({ durationMs: 31_400 })).toBe('31.4 s');
    expect(describeDuration({ durationMs: 8870, wallMs: 142 })).toBe('8.9 s of virtual time (0.1 s)');
    expect(describeDuration({ durationMs: 380, wallMs: 12 })).toBe('0.4 s of virtual time (12 ms)');
    expect(explainOutcome({ ...verdict, durationMs: 8870, wallMs: 142 }).lede).toContain(
      'ended unknown, in 8.9 s of virtual time (0.1 s), while',
    );
  });

  it('has the load that its clients had', () => {
    expect(describeLoad(load)).toBe('40 operations a second');
    expect(describeLoad({ ...load, ratePerSecond: 0 })).toBe('as fast as answers come');
    expect(describeLoad({ ...load, script: [operation, operation, operation] })).toBe('3 operations, one by one');
    expect(describeLoad({ ...load, script: [operation] })).toBe('1 operation, one by one');
    expect(describeLoad({ ...load, script: [] })).toBe('no operations');
  });

  it('that proves a violation is not said to prove nothing', () => {
    const results = {
      vacuity: { verdict: 'unknown', reason: 'the run proves nothing: 1 of 1 faults met no traffic', findings: [] },
    } as const;
    expect(reasonOf({ outcome: 'violation', results }, 'vacuity')).toBe(
      'too little for a pass, had nothing been found: 1 of 1 faults met no traffic',
    );
    expect(reasonOf({ outcome: 'inconclusive', results }, 'vacuity')).toBe('the run proves nothing: 1 of 1 faults met no traffic');
  });
});

describe('targets of faults', () => {
  const cut = (left: string[], right: string[]) => left.flatMap((a) => right.flatMap((b) => [`${a} -> ${b}`, `${b} -> ${a}`]));

  it('are told in few words', () => {
    expect(describeTarget([])).toBe('');
    expect(describeTarget(['n1', 'n3'])).toBe('n1 n3');
    expect(describeTarget(cut(['n2'], ['n1', 'n3']))).toBe('n2 | n1 n3');
    expect(describeTarget(cut(['n1', 'n4', 'n5'], ['n2', 'n3']))).toBe('n2 n3 | n1 n4 n5');
    expect(describeTarget(['n1 -> n2', 'n1 -> n3'])).toBe('n1 -> n2 n3');
    expect(describeTarget(['n1 -> n2', 'n2 -> n3', 'n3 -> n1'])).toBe('3 links');
    expect(describeTarget(Array.from({ length: 9 }, (_, i) => `c${i}`))).toBe('c0 c1 c2 c3 c4 c5 and 3 more');
  });
});

describe('the outcome in words', () => {
  const finding = { rule: 'not-linearizable', message: 'n2 told client 7 of 41 after 44 was acknowledged', key: 'k3', findings: [] };

  it('says what a pass has proven', () => {
    const results = {
      linearizability: { verdict: 'valid', findings: [], counts: { keys: 24 } },
      'raft-safety': { verdict: 'valid', findings: [], counts: { 'election-safety': 5, 'log-matching': 100 } },
    } as const;
    const { headline, lede } = explainOutcome({ ...verdict, results });
    expect(headline).toBe('Linearizable and safe under 1 fault');
    expect(lede).toContain('24 keys');
    expect(lede).toContain('all 2 safety rules of Raft that came up, evaluated 105 times');
    expect(lede).toContain('5,912 operations succeeded');
    expect(lede).toContain('1 fault was proven to be in force');
  });

  it('claims nothing that was not checked', () => {
    const { headline, lede } = explainOutcome({ ...verdict, results: { statistics: { verdict: 'valid', findings: [] } } });
    expect(headline).toBe('Passed: no checker found anything wrong under 1 fault');
    expect(lede).not.toMatch(/linearizable|Raft/);
  });

  it('leads with the first finding of a violation and counts the others', () => {
    const results = { linearizability: { verdict: 'invalid', findings: [finding, finding, finding] } } as const;
    expect(explainOutcome({ ...verdict, outcome: 'violation', results })).toEqual({
      headline: 'Not linearizable: key k3',
      lede: 'n2 told client 7 of 41 after 44 was acknowledged. 2 more findings.',
    });
  });

  it('gives the reasons of an inconclusive run and of a broken one', () => {
    const results = { linearizability: { verdict: 'unknown', reason: 'the budget was spent', findings: [] } } as const;
    expect(explainOutcome({ ...verdict, outcome: 'inconclusive', results }).lede).toBe('Linearizability: the budget was spent.');
    expect(explainOutcome({ ...verdict, outcome: 'broken', reason: 'n3 never became ready' }).lede).toContain('n3 never became ready.');
  });

  it('says the outcome once, and of what stands beside it nothing', () => {
    const { headline } = explainOutcome({ ...verdict, outcome: 'inconclusive', reason: 'interrupted by SIGINT' });
    expect(headline).toBe('No violation was proven, and not everything could be judged');
    for (const outcome of ['violation', 'broken', 'inconclusive'] as const)
      expect(
        explainOutcome({ ...verdict, outcome, results: { linearizability: { verdict: 'invalid', findings: [finding, finding] } } }).lede,
      ).not.toMatch(/below/);
  });

  it('says of a limit what was measured, and of a violation whether it was found', () => {
    const result = { state: 'failed', measured: 'found in 0 of 2 runs', allowed: 'a violation in at least one run' } as const;
    expect(describeLimit({ ...result, limit: 'expected-violation', entry: 'x' })).toBe(
      'expected violation of x: found in 0 of 2 runs, a violation in at least one run is expected',
    );
    expect(describeLimit({ limit: 'p99', state: 'failed', measured: '8 ms', allowed: 'at most 5 ms', note: 'seed 3' })).toBe(
      'p99 latency: 8 ms measured, at most 5 ms allowed (seed 3)',
    );
  });

  it('puts first what proves a violation, then what tells the most, and keeps the order else', () => {
    const kind = (name: string, key: string) => ({ ...finding, key, evidence: { anomaly: { kind: name } } });
    const linearizability = [kind('missed-write', 'k1'), kind('stale-read', 'k2'), kind('stale-read', 'k3'), kind('stale-read', 'k4')];
    const found = findingsInOrder({
      liveness: { verdict: 'unknown', findings: [kind('lost-write', 'k0')] },
      'raft-safety': { verdict: 'invalid', findings: [{ rule: 'election-safety', message: 'Two led.' }] },
      linearizability: { verdict: 'invalid', findings: linearizability },
    });
    expect(found.map(({ finding: { key, rule } }) => key ?? rule)).toEqual(['k2', 'k3', 'k4', 'k1', 'election-safety', 'k0']);
    expect(leadingFinding({ liveness: { verdict: 'unknown', findings: [finding] } })).toBeUndefined();
  });

  it('shows a rule that it has no words for by its name', () => {
    expect(describeFinding({ rule: 'lost-update' })).toBe('Lost update');
    expect(describeFinding({ rule: 'lost-update', key: 'x'.repeat(500) }).length).toBeLessThan(100);
  });
});
