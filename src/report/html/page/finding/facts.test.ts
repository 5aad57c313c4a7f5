import { describe, expect, it } from 'vitest';
import type { TraceEvent } from '../../../../core/index.ts';
import { collectReport } from '../../../data/index.ts';
import { makeRun } from '../../../test-runs/index.ts';
import { openRun } from '../run.ts';
import { factsOf } from './facts.ts';

const base = makeRun({ operationCount: 10, outcome: 'pass' });

/** What is told of 200 ms, when n2 has led term 3 since 50 ms and n4 another term since 150 ms. */
function toldOf(term: number): string {
  const lead = (node: string, at: number, of: number): TraceEvent => ({ node, boot: 1, seq: 2, at, event: 'lead', term: of });
  const boots = base.plan.system.nodes.map((node): TraceEvent => ({ node, boot: 1, seq: 1, at: 1, event: 'boot', term: 0 }));
  const trace = [...boots, lead('n2', 50, 3), lead('n4', 150, term)];
  const data = collectReport({ ...base, plan: { ...base.plan, faults: [] }, history: [], trace, monotonicStartMs: 0 });
  return factsOf(openRun(data), 200, undefined).join('\n');
}

describe('two leaders at one moment', () => {
  it('of two terms are told as what Raft allows', () => {
    expect(toldOf(4)).toContain('n2 of term 3 (since 0.05 s) and n4 of term 4 (since 0.15 s). Only the highest term can commit.');
  });

  it('of one term are told as what must never be', () => {
    expect(toldOf(3)).toContain('Of one term there must never be two');
    expect(toldOf(3)).not.toContain('Only the highest term can commit');
  });
});
