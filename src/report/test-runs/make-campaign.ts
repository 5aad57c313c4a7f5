import { type CampaignSummary, exitCodes, type GateResult, type RunSummary } from '../../core/index.ts';
import type { CampaignDocument } from '../words/index.ts';

/** Whatever a terminal, XML, Markdown, HTML or a workflow command could take for its own. */
export const hostileText =
  '</failure>]]><script>alert(1)</script>\n::error::injected\r\n\u001b[31mred\u0000\ud800 | `code` & "quotes" <!-- \ufffe';

export function makeCampaign(
  outcome: CampaignSummary['outcome'],
  runs: readonly Partial<RunSummary>[],
  more: Partial<CampaignDocument> & {
    readonly violated?: NonNullable<CampaignSummary['violated']>;
    readonly gate?: readonly GateResult[];
    readonly error?: NonNullable<CampaignSummary['error']>;
  } = {},
): CampaignDocument {
  const { gate, error, violated, ...rest } = more;
  const whole = runs.map(
    (run, i): RunSummary => ({
      plan: 'nightly-kv',
      seed: i + 1,
      outcome: 'pass',
      checkers: { linearizability: { verdict: 'valid' } },
      ops: { ok: 2317, fail: 225, info: 7 },
      faults: [{ id: 'f1', kind: 'kill', target: ['n1'], state: 'in-force' }],
      reproduce: `npx faultline run nightly.yaml --seed ${i + 1}`,
      durationMs: 23_712,
      ...run,
    }),
  );
  const exitCode = error?.code === 'suite-unknown-key' ? 254 : exitCodes[outcome];
  return {
    summary: {
      outcome,
      exitCode,
      runs: whole,
      ...(violated === undefined ? {} : { violated }),
      ...(gate === undefined ? {} : { gate }),
      ...(error === undefined ? {} : { error }),
    },
    suite: 'nightly',
    file: 'suites/nightly.yaml',
    startedAt: new Date('2026-11-21T06:37:25.123Z'),
    reasons: [],
    ...rest,
  };
}
