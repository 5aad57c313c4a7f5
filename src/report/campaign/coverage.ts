import type { RunSummary } from '../../core/index.ts';
import { FaultCounts } from './fault-counts.ts';
import type { CampaignCoverage } from './page-data.ts';
import { RuleCounts } from './rule-counts.ts';

type CheckerCounts = { -readonly [K in keyof CampaignCoverage['checkers'][number]]: CampaignCoverage['checkers'][number][K] };

/** What all runs reached together: without this a pass says nothing. */
export function coverageOf(runs: readonly RunSummary[]): CampaignCoverage {
  const faults = new FaultCounts();
  const rules = new RuleCounts();
  const checkers = new Map<string, CheckerCounts>();
  const ops = { ok: 0, fail: 0, info: 0 };
  for (const run of runs) {
    faults.add(run.faults);
    for (const name of ['ok', 'fail', 'info'] as const) ops[name] += run.ops[name];
    rules.add(run.figures?.rules);
    for (const [name, { verdict }] of Object.entries(run.checkers)) {
      const count = checkers.get(name) ?? { name, valid: 0, invalid: 0, unknown: 0 };
      checkers.set(name, count);
      count[verdict] += 1;
    }
  }
  return {
    faults: faults.list(),
    rules: rules.list(),
    measuredRuns: rules.measuredRuns,
    checkers: [...checkers.values()],
    ops,
  };
}
