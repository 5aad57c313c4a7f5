import { describe, expect, it } from 'vitest';
import type { GateResult } from '../../core/index.ts';
import { hostileText, makeCampaign } from '../test-runs/index.ts';
import { renderJunit } from './index.ts';
import { readJunit } from './test-junit-schema.ts';

const limit = (state: GateResult['state']): GateResult => ({
  limit: 'p99',
  entry: 'nightly-kv',
  state,
  measured: '812 ms',
  allowed: 'at most 500 ms',
});

describe('JUnit XML', () => {
  it('has a test case for each run: a violation fails, what is broken or unknown is an error, what is expected passes', () => {
    const document = makeCampaign('violation', [
      {},
      { outcome: 'violation', headline: 'Not linearizable: key k3', explanation: 'Process 1 read null.', dir: 'results/x' },
      { outcome: 'inconclusive', headline: 'No violation was proven', explanation: 'The memory was spent.' },
      { outcome: 'broken', explanation: 'n3 never became ready.' },
      { outcome: 'violation', expected: true, plan: 'nightly-control' },
    ]);
    const cases = readJunit(renderJunit(document));
    expect(cases.map(({ suite, name, kind }) => [suite, name, kind])).toEqual([
      ['nightly-kv', 'seed 1', 'passed'],
      ['nightly-kv', 'seed 2', 'failure'],
      ['nightly-kv', 'seed 3', 'error'],
      ['nightly-kv', 'seed 4', 'error'],
      ['nightly-control', 'seed 5', 'passed'],
    ]);
    expect(cases[1]).toMatchObject({
      message: 'Not linearizable: key k3',
      text: expect.stringContaining('npx faultline run nightly.yaml --seed 2'),
    });
    expect(cases.slice(2, 4).map(({ message }) => message)).toEqual(['The memory was spent.', 'n3 never became ready.']);
    expect(cases[4]?.properties).toMatchObject({ expected: 'violation', outcome: 'violation' });
  });

  it('tells runs of one seed apart', () => {
    const cases = readJunit(renderJunit(makeCampaign('pass', [{ seed: 7 }, { seed: 7 }, { seed: 8 }])));
    expect(cases.map(({ name }) => name)).toEqual(['seed 7', 'seed 7, run 2', 'seed 8']);
  });

  it('has a test case for each limit', () => {
    const states = ['met', 'failed', 'unmeasured', 'deferred'] as const;
    const cases = readJunit(renderJunit(makeCampaign('violation', [{}], { violated: 'limit', gate: states.map(limit) })));
    expect(cases.slice(1).map(({ kind, className, name }) => [kind, className, name])).toEqual(
      ['passed', 'failure', 'error', 'skipped'].map((kind) => [kind, 'gate.nightly-kv', 'p99 latency of nightly-kv']),
    );
    expect(cases[2]?.message).toBe('p99 latency of nightly-kv: 812 ms measured, at most 500 ms allowed');
  });

  it('is never all green where the campaign is no pass', () => {
    const interrupted = makeCampaign('inconclusive', [{}], { reasons: ['it was interrupted: 3 runs were not carried out'] });
    expect(readJunit(renderJunit(interrupted)).at(-1)).toMatchObject({
      kind: 'error',
      text: expect.stringContaining('3 runs were not carried out'),
    });
    const bad = makeCampaign('broken', [], { error: { code: 'suite-unknown-key', message: 'expected no key "x"', at: 's.yaml:4:1' } });
    expect(readJunit(renderJunit(bad))).toMatchObject([
      { kind: 'error', name: 'suite-unknown-key', text: 'at s.yaml:4:1\nexpected no key "x"' },
    ]);
  });

  it('skips a seed that proved nothing where the campaign as a whole did', () => {
    const runs = [{}, { outcome: 'inconclusive', vacuous: true } as const];
    expect(readJunit(renderJunit(makeCampaign('pass', runs)))[1]?.kind).toBe('skipped');
    expect(readJunit(renderJunit(makeCampaign('inconclusive', runs)))[1]?.kind).toBe('error');
  });

  it('stays XML whatever values are in it', () => {
    const run = {
      outcome: 'violation',
      headline: hostileText,
      explanation: hostileText,
      plan: hostileText,
      note: hostileText,
      dir: hostileText,
    } as const;
    const document = makeCampaign('violation', [run], {
      suite: hostileText,
      gate: [{ ...limit('failed'), entry: hostileText, note: hostileText }],
    });
    const cases = readJunit(renderJunit(document));
    expect(cases[0]?.text).toContain('</failure>]]><script>alert(1)</script>');
    expect(cases[0]?.text).toContain('\\u001b[31mred\\u0000\\ud800');
  });
});
