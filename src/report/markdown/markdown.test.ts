import { describe, expect, it } from 'vitest';
import { hostileText, makeCampaign } from '../test-runs/index.ts';
import { renderMarkdown } from './index.ts';

describe('Markdown', () => {
  it('says the outcome, the limits, each run, and how to run again what is no pass', () => {
    const gate = [
      { limit: 'p99', entry: 'nightly-kv', state: 'failed', measured: '812 ms', allowed: 'at most 500 ms', note: 'seed 2' } as const,
    ];
    const text = renderMarkdown(
      makeCampaign('violation', [{}, { outcome: 'inconclusive', explanation: 'Why.', dir: 'results/a/b' }], { gate, violated: 'limit' }),
    );
    expect(text).toContain('## ❌ Faultline: nightly: VIOLATION OF A LIMIT\n');
    expect(text).toContain('| ❌ | p99 latency of nightly-kv | 812 ms | at most 500 ms | seed 2 |');
    // What is wrong comes first.
    expect(text.indexOf('seed 2 | inconclusive')).toBeLessThan(text.indexOf('seed 1 | pass'));
    expect(text).toContain('| ✅ | nightly-kv seed 1 | pass | 2,317 ok, 225 fail, 7 info | 1 of 1 in force | 23.7 s |');
    expect(text).toContain('```\n# results/a/b/report.html\nnpx faultline run nightly.yaml --seed 2\n```');
  });

  it('tells a suite that cannot be read', () => {
    const error = { code: 'suite-unknown-key', message: 'expected no key "x"', at: 's.yaml:4:1' };
    const text = renderMarkdown(makeCampaign('broken', [], { error }));
    expect(text).toContain('```\ns.yaml:4:1\nexpected no key "x"\n```');
  });

  it('shows any value as text', () => {
    const run = {
      outcome: 'violation',
      headline: hostileText,
      explanation: hostileText,
      plan: hostileText,
      reproduce: '```\n# not a heading',
    } as const;
    const text = renderMarkdown(makeCampaign('violation', [run], { suite: hostileText, reasons: [hostileText] }));
    expect(text).not.toContain('<script>');
    expect(text).not.toContain('<!--');
    expect(text).toContain('````\n```\n# not a heading\n````');
    const rows = text.split('\n').filter((line) => line.startsWith('| ❌'));
    expect(rows).toHaveLength(1);
    expect(rows[0]?.split('|')).toHaveLength(8);
  });

  it('is bounded, and says what it leaves out', () => {
    const text = renderMarkdown(
      makeCampaign(
        'violation',
        Array.from({ length: 3000 }, () => ({ outcome: 'violation' as const })),
      ),
    );
    expect(text).toContain('and 2,900 more');
    expect(text).toContain('2,980 more runs did not pass.');
    expect(text.length).toBeLessThan(50_000);
  });
});
