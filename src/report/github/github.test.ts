import { describe, expect, it } from 'vitest';
import type { GateResult } from '../../core/index.ts';
import { hostileText, makeCampaign } from '../test-runs/index.ts';
import { renderAnnotations, STEP_SUMMARY_BYTES_MAX, stepSummary } from './index.ts';

const failed: GateResult = { limit: 'p99', entry: 'nightly-kv', state: 'failed', measured: '812 ms', allowed: 'at most 500 ms' };
const lines = (document: Parameters<typeof renderAnnotations>[0]) => renderAnnotations(document).trimEnd().split('\n');

describe('GitHub annotations', () => {
  it('begin with what it all came to', () => {
    expect(lines(makeCampaign('pass', [{}, {}]))).toEqual([
      '::notice file=suites/nightly.yaml,title=Faultline%3A nightly%3A pass::Nothing wrong was found in 2 runs',
    ]);
    const [first, second] = lines(makeCampaign('violation', [{}, { outcome: 'violation', headline: 'Not linearizable: key k3' }]));
    expect(first).toBe(
      '::error file=suites/nightly.yaml,title=Faultline%3A nightly%3A violation::1 of 2 runs violated what it must keep: nightly-kv seed 2: Not linearizable: key k3',
    );
    expect(second).toBe(
      '::error file=suites/nightly.yaml,title=nightly-kv seed 2%3A violation::Not linearizable: key k3%0Aagain: npx faultline run nightly.yaml --seed 2',
    );
  });

  it('have words of their own for a limit that does not hold', () => {
    const told = lines(makeCampaign('violation', [{}], { gate: [failed], violated: 'limit' }));
    expect(told).toHaveLength(2);
    expect(told[0]).toMatch(
      /^::error .*violation of a limit::No checker found anything wrong, but a limit of the gate does not hold: p99 latency/,
    );
    expect(told[1]).toContain(
      'title=Gate%3A p99 latency of nightly-kv::p99 latency of nightly-kv: 812 ms measured, at most 500 ms allowed',
    );
  });

  it('warn where nothing was proven, and note what is expected', () => {
    expect(lines(makeCampaign('inconclusive', [{ outcome: 'inconclusive', explanation: 'Why.' }])).map((line) => line.slice(0, 9))).toEqual(
      ['::warning', '::warning'],
    );
    expect(lines(makeCampaign('pass', [{ outcome: 'violation', expected: true }]))[1]).toMatch(/^::notice .*expected::/);
  });

  it('point at the place in a bad suite', () => {
    const error = { code: 'suite-unknown-key', message: 'expected no key "x"\n  s.yaml:5:1: and another', at: 'dir/s.yaml:4:12' };
    expect(lines(makeCampaign('broken', [], { error, suite: 'faultline run' }))).toEqual([
      '::error file=dir/s.yaml,line=4,col=12,title=Faultline%3A faultline run%3A broken::expected no key "x"%0A  s.yaml:5:1: and another',
    ]);
  });

  it('are never more of a kind than GitHub shows, and say how many are left out', () => {
    const runs = Array.from({ length: 60 }, (_, i) => ({ outcome: i < 30 ? ('violation' as const) : ('inconclusive' as const) }));
    const told = lines(makeCampaign('violation', runs, { gate: [failed] }));
    const errors = told.filter((line) => line.startsWith('::error'));
    const warnings = told.filter((line) => line.startsWith('::warning'));
    expect([errors.length, warnings.length]).toEqual([10, 10]);
    // Of 31 errors beside the first, 8 are told.
    expect(errors.at(-1)).toContain('::23 more annotations');
    expect(warnings.at(-1)).toContain('::21 more annotations');
  });

  it('let no value begin a command, colour a line or end a title', () => {
    const run = { outcome: 'violation', headline: hostileText, explanation: hostileText, plan: hostileText } as const;
    const told = renderAnnotations(makeCampaign('violation', [run], { suite: hostileText, file: hostileText }));
    expect(told.trimEnd().split('\n')).toHaveLength(2);
    for (const line of told.trimEnd().split('\n')) expect(line).toMatch(/^::error file=[^:,]*,title=[^:,]*::/);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there.
    expect(told).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  });
});

describe('the step summary', () => {
  it('is the whole Markdown where there is room', () => {
    expect(stepSummary(makeCampaign('pass', [{}]), 0)).toContain('| ✅ | nightly-kv seed 1 | pass |');
  });

  it('is cut at a line where GitHub would drop it, and says so', () => {
    const runs = Array.from({ length: 20 }, () => ({
      outcome: 'violation' as const,
      explanation: '`<&'.repeat(600),
      reproduce: 'x'.repeat(60_000),
    }));
    const document = makeCampaign('violation', runs);
    const summary = stepSummary(document, 0);
    expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(STEP_SUMMARY_BYTES_MAX);
    expect(summary).toMatch(/The rest is left out: .*\n$/);
    expect((summary.match(/^```$/gm) ?? []).length % 2).toBe(0);
    const short = stepSummary(document, STEP_SUMMARY_BYTES_MAX - 2000);
    expect(Buffer.byteLength(short)).toBeLessThanOrEqual(2000);
    expect(stepSummary(document, STEP_SUMMARY_BYTES_MAX)).toBe('');
  });
});
